import { setTimeout as pause } from 'node:timers/promises';

/** Longer than the slowest child's grace time (a worker's 25 s). */
const LONGEST_MS = 30_000;

/** What must end with the bench, also on Ctrl-C: last in, first out, each bounded in time. */
export class Cleanup {
  private readonly steps: (() => Promise<unknown>)[] = [];
  private running: Promise<void> | undefined;

  /** @returns runs the step now (once), for what ends before the bench does */
  add(step: () => Promise<unknown>): () => Promise<void> {
    let done: Promise<unknown> | undefined;
    const once = async () => {
      done ??= step();
      await done;
    };
    this.steps.push(once);
    return once;
  }

  run(): Promise<void> {
    this.running ??= this.all();
    return this.running;
  }

  private async all(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      const limit = new AbortController();
      const ended = step().catch((error: unknown) => process.stderr.write(`While closing: ${String(error)}\n`));
      await Promise.race([ended, pause(LONGEST_MS, undefined, { signal: limit.signal, ref: false }).catch(() => {})]);
      limit.abort();
    }
  }
}
