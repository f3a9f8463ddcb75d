import type { CallContext } from '../marketo/types.ts';
import { AppError } from '../model/errors/app-error.ts';
import { FEEDS, INITIAL_OVERLAP_MS } from '../model/feeds.ts';
import type { PeopleDeps } from './deps.ts';
import { checkInstance } from './instance.ts';
import { currentFieldMap, findHighestId } from './measure.ts';
import { recount } from './recount.ts';
import { running } from './run.ts';
import type { ScanOutcome } from './scan/drive.ts';
import { scan } from './scan.ts';
import { settleStrategy } from './settle-strategy.ts';
import { type Parked, parkedBy, telling } from './trouble.ts';

export interface PreparedScan {
  scanId: string;
  highestId: number;
}

/** Activity functions of the initial sync. */
export const createPeopleInitialActivities = (deps: PeopleDeps) => ({
  /**
   * Resolves the fields, stores each feed's first position, settles the strategy, finds the end of the scan. Repeating
   * it changes nothing.
   */
  prepareInitial: (): Promise<PreparedScan | Parked> =>
    running(({ signal }) =>
      telling(deps, 'initial', () =>
        prepare(deps, { priority: 'initial', signal }).catch((error: unknown) => parkedBy(deps, 'initial', error)),
      ),
    ),

  /** Reads ids until done, stopped, out of quota, or `budgetSeconds` have passed. */
  scanPeople: (input: { scanId: string; budgetSeconds: number }): Promise<ScanOutcome> =>
    running((run) => telling(deps, 'initial', () => scan(deps, input, run))),

  /** Marks the initial sync as complete. */
  completeInitial: (input: { scanId: string }): Promise<void> =>
    running(async () => {
      const { store, clock } = deps;
      const state = await store.peopleState.get();
      if (state.scanId !== input.scanId || state.initial !== 'running') return;
      await recount(store);
      await store.peopleState.patch({ initial: 'complete', completedAt: clock.now() });
      await store.audit.add({ action: 'people.initial.complete', by: 'worker', details: { scanId: input.scanId } });
    }),
});

async function prepare(deps: PeopleDeps, context: CallContext): Promise<PreparedScan> {
  const { store, clock } = deps;
  const state = await store.peopleState.get();
  if (state.scanId === null) throw new AppError('people.notStarted');
  checkInstance(deps.marketo, state);
  const map = await currentFieldMap(deps, context);
  if (state.fieldMap === null || state.marketoInstance === null) {
    await store.peopleState.patch({ fieldMap: map, marketoInstance: deps.marketo.baseUrl });
  }
  const since = new Date(clock.now().getTime() - INITIAL_OVERLAP_MS);
  for (const feed of FEEDS) {
    if ((await store.cursors.get(feed)) !== null) continue;
    const token = await deps.marketo.pagingToken(since, context);
    await store.cursors.create(feed, { token, watermark: since });
  }
  // Planning finds the end of the scan, too.
  const density = await settleStrategy(deps, { scanId: state.scanId, map, highestId: state.highestId }, context);
  const highestId = state.highestId ?? density?.highestId ?? (await findHighestId(deps, context));
  await store.peopleState.patch({ highestId, startedAt: state.startedAt ?? clock.now() });
  return { scanId: state.scanId, highestId };
}
