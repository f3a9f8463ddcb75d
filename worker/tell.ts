import type { Logger } from 'pino';
import type { Workflows } from '../client/sales-activities/starts.ts';
import { isAppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import type { SalesActivityId } from '../model/sales-activity/id.ts';
import type { Vendor } from '../model/sales-activity/kinds.ts';
import type { BranchAt, BranchChanged } from '../store/sales-activities/types.ts';

/** Beyond these, workflows find out by themselves. */
const MOST_WAITING = 20_000;
const AT_ONCE = 200;
/** What the other vendor's sender stores within this time goes with the same signal: each costs a workflow task. */
const GATHER_MS = 1_000;

interface TellerOptions {
  workflows: Pick<Workflows, 'tell'>;
  clock: Pick<Clock, 'sleep'>;
  /** Aborted: nothing is gathered any more. */
  stopping: AbortSignal;
  logger: Pick<Logger, 'warn'>;
}

/** Tells workflows of sales activities what became of them, the newest alone, without anybody waiting for it. */
export class Teller {
  private readonly waiting = new Map<SalesActivityId, Map<Vendor, BranchAt>>();
  private running: Promise<void> | null = null;
  private readonly options: TellerOptions;

  constructor(options: TellerOptions) {
    this.options = options;
  }

  readonly tell = (changed: readonly BranchChanged[]): void => {
    for (const { id, vendor, changed: isChanged, status } of changed) {
      if (isChanged && status !== null) this.add({ id, vendor, status });
    }
    this.start();
  };

  /** Resolves when everybody is told. */
  async settled(): Promise<void> {
    await this.running;
  }

  private start(): void {
    this.running ??= this.run().finally(() => {
      this.running = null;
      // Added after the last look.
      if (this.waiting.size > 0) this.start();
    });
  }

  private add(branch: BranchAt): void {
    const known = this.waiting.get(branch.id);
    if (known !== undefined) known.set(branch.vendor, branch);
    else if (this.waiting.size < MOST_WAITING) this.waiting.set(branch.id, new Map([[branch.vendor, branch]]));
  }

  private async run(): Promise<void> {
    const { workflows, clock, stopping, logger } = this.options;
    while (this.waiting.size > 0) {
      await clock.sleep(GATHER_MS, stopping).catch(() => {});
      try {
        for (let left = this.waiting.size; left > 0; left -= AT_ONCE) await workflows.tell(this.take(AT_ONCE));
      } catch (error) {
        // Temporal away: they look by themselves in time.
        this.waiting.clear();
        logger.warn({ error: isAppError(error) ? error.key : 'unexpected' }, 'workflows can not be told');
      }
    }
  }

  /** Of so many activities, in order. */
  private take(most: number): BranchAt[] {
    const taken = [...this.waiting].slice(0, most);
    for (const [id] of taken) this.waiting.delete(id);
    return taken.flatMap(([, branches]) => [...branches.values()]);
  }
}
