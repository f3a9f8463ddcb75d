import { activityInfo } from '@temporalio/activity';
import { running } from '../run.ts';
import type { UnsubscribeDeps } from './deps.ts';
import { runNightly } from './nightly/run.ts';
import { type PushTurn, type PushTurnInput, pushTurn } from './turn.ts';

/** Counts alone: addresses never leave MongoDB for Temporal. */
export type NightlyOutcome =
  | { kind: 'off' | 'notConnected' }
  | { kind: 'done'; full: boolean; read: number; added: number; queued: number; many: boolean };

/** Activity functions of the unsubscribes' flows. */
export const createUnsubscribeActivities = (deps: UnsubscribeDeps) => ({
  /** Tells Salesforce of what waits until nothing is due. */
  tellSalesforceOptOuts: (input: PushTurnInput): Promise<PushTurn> =>
    running(({ signal, note }) => {
      const noted: unknown = activityInfo().heartbeatDetails?.sequence;
      return pushTurn(deps, input, { signal, note, noted: typeof noted === 'number' ? noted : null });
    }),

  /** Compares with Salesforce, both ways. `asked`: by a person, who wants everything compared, also while it is off. */
  compareOptOuts: ({ asked }: { asked: boolean }): Promise<NightlyOutcome> =>
    running(async ({ signal, note }) => {
      if (!asked && !(await deps.store.settings.unsubscribes()).nightly) return { kind: 'off' };
      if (deps.salesforce === null) return { kind: 'notConnected' };
      const { full, read, added, queued, many } = await runNightly(
        deps,
        deps.salesforce,
        { full: asked },
        { signal, note },
      );
      return { kind: 'done', full, read, added, queued, many };
    }),
});
