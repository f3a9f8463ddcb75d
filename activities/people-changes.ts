import type { MarketoId } from '../model/ids.ts';
import type { Evidence } from '../model/person.ts';
import type { RereadSummary } from '../workflows/messages.ts';
import type { PeopleDeps } from './deps.ts';
import { mapped, pair } from './mapped.ts';
import { overlap } from './overlap.ts';
import { addSummaries, emptySummary, IDS_PER_CALL, reread } from './reread.ts';
import { type Running, running } from './run.ts';
import { hintOf } from './suspects.ts';
import { type Parked, parkedBy, telling } from './trouble.ts';
import { type TurnOutcome, turn } from './turn.ts';

/** Activity functions of the continuous sync. */
export const createPeopleChangesActivities = (deps: PeopleDeps) => {
  const following = <T>(body: (run: Running) => Promise<T>): Promise<T | Parked> =>
    running((run) =>
      telling(deps, 'changes', () => body(run).catch((error: unknown) => parkedBy(deps, 'changes', error))),
    );
  return {
    /** Reads every feed to its end and the people it names again; cursors move after the data. */
    changesTurn: (input: { rememberedSequence: number | null }): Promise<TurnOutcome> =>
      following((run) => turn(deps, input, run)),

    /** Reads the last 24 h of the feeds once more: rows that became visible late (marketo-rest 5.5). */
    overlapTurn: (): Promise<RereadSummary | Parked> => following((run) => overlap(deps, run)),

    /** Reads the ids given, at once. */
    resync: (input: { ids: number[] }): Promise<RereadSummary> =>
      running((run) => rereadIds(deps, input.ids as MarketoId[], 'resync', run)),

    /** Reads everyone held by the brake again and applies what comes back. */
    approve: (): Promise<RereadSummary> => running((run) => approve(deps, run)),
  };
};

async function rereadIds(
  deps: PeopleDeps,
  ids: MarketoId[],
  evidence: Evidence,
  { signal }: Running,
): Promise<RereadSummary> {
  const { map, state } = await mapped(deps);
  const { cap } = await deps.store.settings.people();
  const request = { ids, evidence, map, cap, visible: state.visible, signal };
  return reread(deps, { ...request, priority: 'changes', brake: true });
}

async function approve(deps: PeopleDeps, { signal }: Running): Promise<RereadSummary> {
  const { map } = await mapped(deps);
  const { cap } = await deps.store.settings.people();
  let total = emptySummary();
  for (;;) {
    const held = await deps.store.suspects.held(IDS_PER_CALL);
    if (held.length === 0) return total;
    const hints = new Map(held.flatMap((row) => pair(row.id, hintOf(row))));
    const { visible } = await deps.store.peopleState.get();
    const ids = held.map((row) => row.id);
    const request = { ids, hints, map, cap, visible, signal, evidence: 'approve', priority: 'changes' } as const;
    total = addSummaries(total, await reread(deps, { ...request, brake: false }));
    await deps.store.suspects.remove(ids, 'held');
  }
}
