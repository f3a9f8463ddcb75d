import { setMaxListeners } from 'node:events';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { FieldMap } from '../../model/field-map.ts';
import type { MarketoId } from '../../model/ids.ts';
import { ScanPlan } from '../../model/scan-plan.ts';
import type { PeopleDeps } from '../deps.ts';
import { mapped } from '../mapped.ts';
import { currentFieldMap, findHighestId } from '../measure.ts';
import { CALLS_PER_WRITE, chunks } from '../reread.ts';
import { IDS_PER_STEP, idsOf } from '../scan/ids.ts';
import { type Compared, compare, type Seen } from './compare.ts';
import { feedsHavePassed } from './piece.ts';

/** How far a dry run is. */
export interface DryRunProgress {
  asked: number;
  total: number;
  /** Seen once, not read again yet. */
  candidates: number;
  waitsForFeeds: boolean;
  /** The feeds did not catch up in time: what was found may be a change under way. */
  feedsBehind: boolean;
}

export interface DryRunOptions {
  signal: AbortSignal;
  note: (progress: DryRunProgress) => void;
  /** Candidates kept in memory: beyond that they are read again before the comparison goes on. */
  mostCandidates?: number;
}

/** A few MB. */
const MOST_CANDIDATES = 20_000;
const LOOK_EVERY_MS = 1_000;
/** Deletions are looked for every ten minutes; feeds that need longer are not followed at the moment. */
const WAIT_AT_MOST_MS = 30 * 60_000;
const NEVER = new Date(0);
const TRIES = 12;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Compares everyone as a comparison does and yields the differences that are still there when read again. Writes
 * nothing but the calls in the ledger, and keeps nothing: it begins anew each time.
 * @throws AppError `people.notStarted`, `people.notComplete`, `people.instanceChanged`; class `quota` when the day's
 * calls are used up
 */
export async function* dryRun(
  deps: PeopleDeps,
  { signal, note, mostCandidates = MOST_CANDIDATES }: DryRunOptions,
): AsyncGenerator<Seen> {
  const { limits, store } = deps;
  // Every call listens: more than Node's warning expects, and bounded.
  setMaxListeners(0, signal);
  const { map, state } = await mapped(deps);
  if (state.initial !== 'complete') throw new AppError('people.notComplete');
  const context = { priority: 'reconcile', signal } as const;
  await currentFieldMap(deps, context);
  const plan = new ScanPlan(Math.max(await findHighestId(deps, context), state.highestId ?? 0), IDS_PER_STEP);
  const { cap } = await store.settings.people();
  const look = lookOnce(deps, { map, signal, hasRoom: state.visible < cap });
  const candidates: Candidates = new Map();
  const run: Run = {
    candidates,
    look,
    signal,
    feedsBehind: false,
    tell: (waitsForFeeds) => {
      const { asked } = plan.totals();
      note({ asked, total: plan.end(), candidates: candidates.size, waitsForFeeds, feedsBehind: run.feedsBehind });
    },
  };

  const atOnce = Math.ceil(limits.atOnce / CALLS_PER_WRITE) + 1;
  while (!plan.complete()) {
    const ranges = Array.from({ length: atOnce }, () => plan.next()).filter((range) => range !== null);
    const steps = ranges.map(async (range) => {
      const ids = idsOf(range);
      const compared = await look(ids);
      keep(candidates, compared);
      plan.finish({ ...range, asked: ids.length, read: compared.read, qualified: compared.qualified });
    });
    await Promise.all(steps);
    run.tell(false);
    if (candidates.size >= mostCandidates) yield* confirm(deps, run);
  }
  for (let after = plan.end(); ; ) {
    const people = await store.people.above(after, IDS_PER_STEP);
    const last = people.at(-1);
    if (last === undefined) break;
    keep(candidates, await look(people.filter(({ marketo }) => marketo?.state === 'qualified').map(({ _id }) => _id)));
    after = last._id;
  }
  yield* confirm(deps, run);
}

interface Candidate {
  absent: boolean;
  readAt: Date;
}

type Candidates = Map<MarketoId, Candidate>;
type Look = (ids: readonly MarketoId[]) => Promise<Compared>;

interface Run {
  candidates: Candidates;
  look: Look;
  signal: AbortSignal;
  feedsBehind: boolean;
  tell: (waitsForFeeds: boolean) => void;
}

function keep(candidates: Candidates, { seen, readAt }: Compared): void {
  for (const { id, difference } of seen) candidates.set(id, { absent: difference.kind === 'extra', readAt });
}

/** Passing trouble is waited out here: no Temporal repeats it. */
function lookOnce(
  deps: PeopleDeps,
  { map, signal, hasRoom }: { map: FieldMap; signal: AbortSignal; hasRoom: boolean },
): Look {
  return async (ids) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await compare(deps, { ids, map, signal, hasRoom, priority: 'reconcile' });
      } catch (error) {
        const passing = isAppError(error) && (error.entry.class === 'retry' || error.entry.class === 'rate');
        if (!passing || attempt >= TRIES) throw error;
        await deps.clock.sleep(Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (attempt - 1)), signal);
      }
    }
  };
}

/** Reads the candidates again once the feeds have told what had happened by then. One absence alone is no difference. */
async function* confirm(deps: PeopleDeps, run: Run): AsyncGenerator<Seen> {
  const { candidates, look } = run;
  if (candidates.size === 0) return;
  await waitForFeeds(deps, run);
  for (const ids of chunks([...candidates.keys()], IDS_PER_STEP)) {
    const { seen } = await look(ids);
    for (const one of seen) {
      if (one.difference.kind !== 'extra' || candidates.get(one.id)?.absent === true) yield one;
    }
    for (const id of ids) candidates.delete(id);
    run.tell(false);
  }
}

async function waitForFeeds({ store, clock }: PeopleDeps, run: Run): Promise<void> {
  const readAt = [...run.candidates.values()].reduce(
    (latest, one) => (one.readAt > latest ? one.readAt : latest),
    NEVER,
  );
  const giveUpAt = clock.now().getTime() + WAIT_AT_MOST_MS;
  while (!feedsHavePassed(await store.peopleState.get(), readAt)) {
    if (clock.now().getTime() >= giveUpAt) {
      run.feedsBehind = true;
      return;
    }
    run.tell(true);
    await clock.sleep(LOOK_EVERY_MS, run.signal);
  }
}
