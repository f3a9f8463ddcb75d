import type { Logger } from 'pino';
import type { Workflows } from '../client/sales-activities/starts.ts';
import { isAppError } from '../model/errors/app-error.ts';
import type { BranchAt, BranchChanged } from '../store/sales-activities/types.ts';

/** Beyond these, workflows find out by themselves. */
const MOST_WAITING = 20_000;
const AT_ONCE = 200;

/** Tells workflows of sales activities what became of them, in order, without anybody waiting for it. */
export class Teller {
  private readonly waiting: BranchAt[] = [];
  private running: Promise<void> | null = null;
  private readonly workflows: Pick<Workflows, 'tell'>;
  private readonly logger: Pick<Logger, 'warn'>;

  constructor(workflows: Pick<Workflows, 'tell'>, logger: Pick<Logger, 'warn'>) {
    this.workflows = workflows;
    this.logger = logger;
  }

  readonly tell = (changed: readonly BranchChanged[]): void => {
    for (const { id, vendor, changed: isChanged, status } of changed) {
      if (isChanged && status !== null && this.waiting.length < MOST_WAITING) this.waiting.push({ id, vendor, status });
    }
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
  };

  /** Resolves when everybody is told. */
  async settled(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      try {
        await this.workflows.tell(this.waiting.splice(0, AT_ONCE));
      } catch (error) {
        // Temporal away: they look by themselves in time.
        this.waiting.length = 0;
        this.logger.warn({ error: isAppError(error) ? error.key : 'unexpected' }, 'workflows can not be told');
      }
    }
  }
}
