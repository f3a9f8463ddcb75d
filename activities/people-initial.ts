import type { CallContext } from '../marketo/types.ts';
import { AppError } from '../model/errors/app-error.ts';
import { FEEDS, INITIAL_OVERLAP_MS, NEW_LEAD_TYPE } from '../model/feeds.ts';
import { type FieldMap, resolveFieldMap } from '../model/field-map.ts';
import type { PeopleDeps } from './deps.ts';
import { recount } from './recount.ts';
import { running } from './run.ts';
import { type ScanOutcome, scan } from './scan.ts';
import { type Parked, parkedBy, telling } from './trouble.ts';

export interface PreparedScan {
  scanId: string;
  highestId: number;
}

/** New Lead records are looked for this far back, until one is found: the newest has the highest id. */
const LOOK_BACK_HOURS = [1, 24, 24 * 7, 24 * 31, 24 * 366, 24 * 366 * 20];

/** Activity functions of the initial sync. */
export const createPeopleInitialActivities = (deps: PeopleDeps) => ({
  /** Resolves the fields, stores each feed's first position, finds the end of the scan. Repeating it changes nothing. */
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
  const highestId = state.highestId ?? (await findHighestId(deps, context));
  await store.peopleState.patch({ highestId, startedAt: state.startedAt ?? clock.now() });
  return { scanId: state.scanId, highestId };
}

/** @throws AppError `people.ownerFieldMissing`, `people.fieldMissing` */
export async function currentFieldMap(deps: PeopleDeps, context: CallContext): Promise<FieldMap> {
  return resolveFieldMap(await deps.marketo.describeLeads(context), deps.fieldOverrides);
}

async function findHighestId({ marketo, clock }: PeopleDeps, context: CallContext): Promise<number> {
  for (const hours of LOOK_BACK_HOURS) {
    const since = new Date(clock.now().getTime() - hours * 3_600_000);
    let token = await marketo.pagingToken(since, context);
    let highest = 0;
    for (let more = true; more; ) {
      const page = await marketo.activities({ token, typeIds: [NEW_LEAD_TYPE] }, context);
      for (const record of page.records) highest = Math.max(highest, record.leadId);
      token = page.nextPageToken;
      more = page.moreResult;
    }
    if (highest > 0) return highest;
  }
  return 0;
}
