import { isAppError } from '../../../model/errors/app-error.ts';
import type { Store } from '../../../store/types.ts';
import { count } from '../lib/format.ts';
import type { TemporalLink } from '../lib/temporal.ts';

interface Options {
  store: Store;
  temporal: () => Promise<TemporalLink>;
  instance: string;
}

/** Starts workflows behind the intake, which does not wait for them. */
export class Starts {
  private running: Promise<string> | null = null;
  private isOver = false;
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  /** Once something is stored. */
  begin(): void {
    this.running ??= this.run();
  }

  /** No more will come. @returns what became of them, for a person */
  async end(): Promise<string> {
    this.isOver = true;
    return (await this.running) ?? 'No workflow was needed.';
  }

  /** Never fails the command: what is stored is safe, and a worker starts what is left. */
  private async run(): Promise<string> {
    try {
      const { store, instance } = this.options;
      // Loaded late, as Temporal's client is.
      const [{ client }, { followStarts }, { activityWorkflows, startSenders }, { unsubscribeFlows }, { systemClock }] =
        await Promise.all([
          this.options.temporal(),
          import('../../sales-activities/starts.ts'),
          import('../../sales-activities/workflows.ts'),
          import('../../unsubscribes/flows.ts'),
          import('../../../net/system-clock.ts'),
        ]);
      const [marketo, salesforce] = await Promise.all([store.settings.marketo(), store.settings.salesforce()]);
      const isOn = salesforce.logEmails || salesforce.logCalls || salesforce.logReplies;
      // Marketo's looks after what waits, whoever is told.
      if (marketo.logActivities || isOn)
        await startSenders(client, instance, isOn ? ['marketo', 'salesforce'] : ['marketo']);
      const { started, areMore } = await followStarts(
        { store, clock: systemClock, workflows: activityWorkflows(client, instance) },
        { isOver: () => this.isOver },
      );
      await unsubscribeFlows(client, instance, store).pushWaiting();
      const said = started === 1 ? 'Started 1 workflow.' : `Started ${count(started)} workflows.`;
      return areMore ? `${said} A worker starts the others as these end.` : said;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return `Not all workflows could be started (${error.key}): a worker starts them within minutes.`;
    }
  }
}
