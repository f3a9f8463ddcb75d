import { randomUUID } from 'node:crypto';
import { brakeLimit } from '../../../model/brake.ts';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import { fieldInUse } from '../../../model/unsubscribe/field.ts';
import type { NightlyResult, NightlyRun, NightlyState } from '../../../model/unsubscribe/nightly.ts';
import type { OptOutSalesforce, UnsubscribeDeps } from '../deps.ts';
import { accessError } from '../salesforce/field-access.ts';
import { type PageRecord, readPage } from './page.ts';
import { partsOf } from './parts.ts';

export const NIGHTLY_FLOW = 'unsubscribes-nightly';

interface Running {
  signal: AbortSignal;
  note: (details: { read: number; added: number; queued: number }) => void;
}

/**
 * Compares with Salesforce, both ways, from where an earlier attempt was: who is opted out there is opted out here, and
 * what is opted out here and not there is queued for the push. Nothing is held back.
 */
export async function runNightly(
  deps: UnsubscribeDeps,
  salesforce: OptOutSalesforce,
  { full }: { full: boolean },
  running: Running,
): Promise<NightlyResult> {
  try {
    let run = await begin(deps, salesforce, { full }, running.signal);
    for (;;) {
      running.signal.throwIfAborted();
      running.note({ read: run.read, added: run.added, queued: run.queued });
      const part = run.parts[run.part];
      if (part === undefined) break;
      const page = await readPage(salesforce, part, run, { signal: running.signal });
      const { added, queued } = await apply(deps, salesforce, page.records);
      const isOver = page.after === null;
      run = await commit(deps, run, {
        ...run,
        read: run.read + page.read,
        added: run.added + added,
        queued: run.queued + queued,
        part: isOver ? run.part + 1 : run.part,
        after: page.after,
      });
    }
    return await finish(deps, run, running.signal);
  } catch (error) {
    if (isAppError(error) && error.key !== 'store.conflict') {
      const { key, details } = error;
      await Promise.allSettled([deps.store.failures.record({ flow: NIGHTLY_FLOW, key, details })]);
    }
    throw error;
  }
}

/** Goes on with the run that is under way, unless another field is meant or everything was asked for. */
async function begin(
  { store }: UnsubscribeDeps,
  salesforce: OptOutSalesforce,
  { full }: { full: boolean },
  signal: AbortSignal,
): Promise<NightlyRun> {
  const field = fieldInUse(await store.settings.unsubscribes());
  const state = await store.unsubscribes.nightly();
  const known = state.run;
  if (known !== null && known.field === field && (known.full || !full)) return known;
  const watermarks = state.field === field ? state.watermarks : {};
  const isFull = full || state.field !== field;
  const { parts, hidden } = await partsOf(salesforce, { field, watermarks }, { full: isFull }, { signal });
  const counts = { read: 0, added: 0, queued: 0 };
  const place = { parts, part: 0, after: null, hidden };
  const run = { id: randomUUID(), full: isFull, field, startedAt: await store.serverTime(), ...place, ...counts };
  return moved(await store.unsubscribes.moveNightly((now) => (now.run?.id === known?.id ? { ...now, run } : null)));
}

/** Stamps are cut to whole seconds. */
const STAMP_MS = 1_000;

/** Opt-outs first: what they set is told to the other records of the address by the push that they queue. */
async function apply({ store }: UnsubscribeDeps, salesforce: OptOutSalesforce, records: readonly PageRecord[]) {
  const at = await store.serverTime();
  const aheadMs = at.getTime() - (salesforce.serverTime() ?? at).getTime();
  const { added } = await store.unsubscribes.add(
    records
      .filter(({ isOptedOut }) => isOptedOut)
      .map(({ address, goneAt }) => {
        const optOut = { at, source: 'salesforce', by: null, reason: null } as const;
        if (goneAt === null) return { address, optOut };
        // What was gone by then can't be cleared there: an admin's later resubscribe stands.
        return { address, optOut: { ...optOut, happenedAt: new Date(goneAt.getTime() + aheadMs + STAMP_MS) } };
      }),
  );
  const open = records.filter(({ isOptedOut, goneAt }) => !isOptedOut && goneAt === null).map(({ address }) => address);
  const untold = [...(await store.unsubscribes.read([...new Set(open)])).keys()];
  await store.unsubscribes.queue(untold);
  return { added: added.length, queued: untold.length };
}

async function commit({ store }: UnsubscribeDeps, from: NightlyRun, to: NightlyRun): Promise<NightlyRun> {
  return moved(await store.unsubscribes.moveNightly((now) => (isAt(now, from) ? { ...now, run: to } : null)));
}

function isAt({ run }: NightlyState, { id, part, after }: NightlyRun): boolean {
  return run?.id === id && run.part === part && run.after?.id === after?.id;
}

/** @throws AppError `store.conflict`: another attempt was faster, and the next one goes on from there */
function moved(state: NightlyState | null): NightlyRun {
  if (state?.run == null) throw new AppError('store.conflict');
  return state.run;
}

async function finish({ store }: UnsubscribeDeps, run: NightlyRun, signal: AbortSignal): Promise<NightlyResult> {
  const { unsubscribes, failures } = store;
  const { full, field, startedAt, read, added, hidden } = run;
  // Everything that is opted out here, or what a crash has left without a push.
  const queued = run.queued + (await unsubscribes.requeue({ all: full, signal }));
  const { visible } = await store.peopleState.get();
  const watermarks = Object.fromEntries(run.parts.map(({ object, until }) => [object, until]));
  const finishedAt = await store.serverTime();
  let result: NightlyResult | null = null;
  const state = await unsubscribes.moveNightly((now) => {
    if (now.run?.id !== run.id) return null;
    const kept = now.field === field ? now.watermarks : {};
    // The first one brings what there was before us.
    const isFirst = Object.keys(kept).length === 0;
    const many = !isFirst && added > brakeLimit(visible);
    result = { full, field, startedAt, finishedAt, read, added, queued, many, hidden };
    return { field, watermarks: { ...kept, ...watermarks }, run: null, last: result };
  });
  if (state === null || result === null) throw new AppError('store.conflict');
  await tell(failures, result);
  return result;
}

async function tell(failures: UnsubscribeDeps['store']['failures'], { many, added, hidden, field }: NightlyResult) {
  await failures.keepOnly(NIGHTLY_FLOW, [
    ...(many ? [{ key: 'unsubscribes.many', details: { addresses: added } }] : []),
    ...hidden.map((object) => accessError(object, 'hidden', field)),
  ]);
}
