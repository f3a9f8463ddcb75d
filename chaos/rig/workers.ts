import type { KeptChild } from '../../local/index.ts';
import type { RigBase } from './base.ts';
import { startAnnouncing } from './child.ts';
import { type KeptProgram, type ServerCommand, startProgram, WORKER } from './kept-program.ts';
import { childFile } from './program.ts';

/** As a supervisor does it with a worker that ended by itself. */
const START_AGAIN_MS = 1_000;
/** SIGTERM: five seconds for the page at hand, then it may take up to 20 s in all. */
const STOPS_WITHIN_MS = 30_000;
const READY_WITHIN_MS = 60_000;

export interface WorkerCounts {
  started: number;
  killed: number;
  stopped: number;
  frozen: number;
  /** Exit codes of those that ended by themselves: 3 where a server did not answer while they came up. */
  endedAlone: number[];
  /** Exit codes of those that were told to stop, when not 0. */
  stoppedBadly: number[];
  /** Did not end within 30 s of a SIGTERM. */
  stuck: number;
}

/** One worker or two, or the API, kept running as a supervisor would, and treated badly. */
export class Workers {
  readonly counts: WorkerCounts = {
    started: 0,
    killed: 0,
    stopped: 0,
    frozen: 0,
    endedAlone: [],
    stoppedBadly: [],
    stuck: 0,
  };
  readonly logFiles: string[] = [];
  private readonly rig: RigBase;
  private readonly env: Record<string, string>;
  private readonly command: ServerCommand;
  private running: KeptProgram[] = [];
  private readonly frozen = new Map<KeptProgram, KeptChild>();
  private wanted = 0;
  private starting: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(rig: RigBase, env: Record<string, string>, command = WORKER) {
    this.rig = rig;
    this.env = env;
    this.command = command;
    rig.cleanup.add(() => this.close());
  }

  /** So many are kept running from now on; starts those that are missing. */
  want(count: number): Promise<void> {
    this.wanted = count;
    return this.fill();
  }

  async kill(backAfterMs: number): Promise<void> {
    const worker = this.running[0];
    if (worker !== undefined) await this.killThis(worker);
    await this.rig.pause(backAfterMs);
    await this.fill();
  }

  async stop(backAfterMs: number): Promise<void> {
    const worker = this.running[0];
    if (worker !== undefined) await this.stopThis(worker);
    await this.rig.pause(backAfterMs);
    await this.fill();
  }

  /** `beside`: another one takes over meanwhile; the thawed one goes on beside it for a moment, then is killed. */
  async freeze(forMs: number, beside: boolean): Promise<void> {
    const worker = this.running[0];
    if (worker === undefined || this.frozen.has(worker)) return;
    this.counts.frozen += 1;
    const { child } = await startAnnouncing({ name: 'freezer' }, [childFile('frozen'), String(worker.child.pid)]);
    this.frozen.set(worker, child);
    if (beside) await this.want(2);
    await this.rig.pause(forMs);
    await this.thaw(worker);
    if (!beside) return;
    await this.rig.pause(Math.min(forMs, 2_000));
    this.wanted = 1;
    await this.killThis(worker);
    // The other one may have ended by itself meanwhile.
    await this.fill();
  }

  async two(forMs: number, end: 'kill' | 'stop'): Promise<void> {
    await this.want(2);
    await this.rig.pause(forMs);
    this.wanted = 1;
    const [first] = this.running;
    if (first === undefined || this.running.length < 2) return;
    await (end === 'kill' ? this.killThis(first) : this.stopThis(first));
    await this.fill();
  }

  async killAll(): Promise<void> {
    await Promise.all(this.running.map((worker) => this.killThis(worker)));
  }

  async fill(): Promise<void> {
    this.starting = this.starting.then(async () => {
      while (!this.closed && this.running.length < this.wanted) await this.startOne();
    });
    await this.starting;
  }

  /** Exactly one, thawed, that works. @throws when there is none within a minute */
  async oneHealthy(): Promise<void> {
    this.wanted = 1;
    for (const worker of this.frozen.keys()) await this.thaw(worker);
    for (const worker of this.running.slice(1)) await this.stopThis(worker);
    const deadline = performance.now() + READY_WITHIN_MS;
    for (;;) {
      await this.fill();
      const [worker] = this.running;
      const ready = await worker?.ready.then(
        () => true,
        () => false,
      );
      if (ready && worker?.child.running()) return;
      if (performance.now() > deadline)
        throw new Error(`no ${this.command.command} could be brought up; see its last log`);
      await this.rig.pause(START_AGAIN_MS);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const worker of this.frozen.keys()) await this.thaw(worker);
    await Promise.all(this.running.map((worker) => this.stopThis(worker)));
  }

  private async startOne(): Promise<void> {
    this.counts.started += 1;
    const worker = await startProgram(this.rig, this.command, this.counts.started, this.env);
    this.running.push(worker);
    this.logFiles.push(worker.logFile);
    void worker.child.exited.then((code) => this.ended(worker, code));
  }

  private ended(worker: KeptProgram, code: number): void {
    this.running = this.running.filter((other) => other !== worker);
    if (worker.ending || this.closed) return;
    this.counts.endedAlone.push(code);
    setTimeout(() => void this.fill().catch(() => {}), START_AGAIN_MS).unref();
  }

  private async killThis(worker: KeptProgram): Promise<void> {
    if (worker.ending) return;
    worker.ending = true;
    this.counts.killed += 1;
    signal(worker, 'SIGKILL');
    await worker.child.exited;
  }

  private async stopThis(worker: KeptProgram): Promise<void> {
    if (worker.ending) return;
    worker.ending = true;
    this.counts.stopped += 1;
    signal(worker, 'SIGTERM');
    const late = new AbortController();
    const limit = this.rig.pause(STOPS_WITHIN_MS, late.signal).then(() => 'late');
    if ((await Promise.race([worker.child.exited, limit])) === 'late') {
      this.counts.stuck += 1;
      signal(worker, 'SIGKILL');
      await worker.child.exited;
    } else if ((await worker.child.exited) !== 0) this.counts.stoppedBadly.push(await worker.child.exited);
    late.abort();
  }

  private async thaw(worker: KeptProgram): Promise<void> {
    const freezer = this.frozen.get(worker);
    this.frozen.delete(worker);
    await freezer?.stop();
  }
}

function signal({ child }: KeptProgram, name: NodeJS.Signals): void {
  try {
    process.kill(child.pid, name);
  } catch {
    // It ended in between.
  }
}
