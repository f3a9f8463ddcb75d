import { z } from 'zod';
import { type Ended, runCommand } from '../../rig/command.ts';
import type { Rig } from '../../rig/rig.ts';
import type { Line } from './lines.ts';

const result = z.object({ id: z.string().nullable(), result: z.enum(['accepted', 'known', 'rejected']) });

const AGAIN_AFTER_MS = 1_000;

/** Gives lines to `actions-sync activities log`, one process after another, each until all its lines were taken. */
export class Feed {
  readonly lines = new Map<string, Line>();
  /** How often each was said to be accepted: once is right. */
  readonly accepted = new Map<string, number>();
  readonly taken = new Set<string>();
  readonly rejected = new Set<string>();
  processes = 0;
  killed = 0;
  /** Processes killed after some of their lines were accepted, and before all were. */
  killedInTheMiddle = 0;
  private readonly rig: Rig;
  private queue: Promise<void> = Promise.resolve();
  private failure: Error | null = null;

  constructor(rig: Rig) {
    this.rig = rig;
  }

  /** Gives them in the background. `killAfterMs`: to a process that is killed so long after it has them all, then again. */
  give(lines: readonly Line[], killAfterMs: number | null): void {
    for (const line of lines) this.lines.set(line.id, line);
    this.queue = this.queue
      .then(() => this.giveAll(lines, killAfterMs))
      .catch((error: unknown) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
      });
  }

  /** Resolves when all were taken. @throws what kept one from it */
  async finished(): Promise<void> {
    await this.queue;
    if (this.failure !== null) throw this.failure;
  }

  private async giveAll(lines: readonly Line[], killAfterMs: number | null): Promise<void> {
    if (killAfterMs !== null) {
      const accepted = this.read((await this.run(lines, killAfterMs)).out);
      this.killed += 1;
      if (accepted > 0 && accepted < lines.length) this.killedInTheMiddle += 1;
    }
    for (;;) {
      const { code, out } = await this.run(lines, null);
      this.read(out);
      if (code === 0 || lines.some(({ id }) => this.rejected.has(id))) return;
      // A server was away: whoever logs tries again.
      await this.rig.pause(AGAIN_AFTER_MS);
    }
  }

  private run(lines: readonly Line[], killAfterMs: number | null): Promise<Ended> {
    this.processes += 1;
    const input = { lines: lines.map((line) => JSON.stringify(line)), killAfterMs };
    return runCommand(this.rig, ['activities', 'log', '-', '--json'], input);
  }

  private read(out: readonly string[]): number {
    let accepted = 0;
    for (const text of out) {
      const parsed = result.safeParse(jsonOrNull(text));
      // The last line of a killed process may be half a line.
      if (!parsed.success || parsed.data.id === null) continue;
      const { id, result: what } = parsed.data;
      if (what === 'rejected') this.rejected.add(id);
      else this.taken.add(id);
      if (what !== 'accepted') continue;
      accepted += 1;
      this.accepted.set(id, (this.accepted.get(id) ?? 0) + 1);
    }
    return accepted;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
