import type { Erasure } from '../../model/erasure.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument, PersonState } from '../../model/person.ts';
import type { PeopleSettings } from '../../model/settings.ts';
import type { HistoryRow, PeopleState, Store, Suspect } from '../../store/types.ts';

/** One step of a merge chain: who was named as winner, and what is stored of that person. */
export interface Winner {
  id: MarketoId;
  state: PersonState | null;
}

/** Everything stored that can say why a person is here or not. */
export interface PersonEvidence {
  id: MarketoId;
  person: PersonDocument | null;
  /** Winners of merges, one after the other; `circle` when the last one leads back. */
  winners: Winner[];
  circle: boolean;
  suspects: Suspect[];
  history: HistoryRow[];
  state: PeopleState;
  settings: PeopleSettings;
  /** The initial sync has asked Marketo for this id and stored the answer. */
  asked: boolean;
  /** When, by whom and why the person was erased. */
  erasure: Erasure | null;
}

/** Suspects can't be asked for by id; both lists are short by nature. */
const SUSPECTS_LOOKED_AT = 100_000;
const END_OF_TIME = new Date(8.64e15);

export async function lookUp(store: Store, id: MarketoId): Promise<PersonEvidence> {
  const [person, history, state, settings, suspects, erasure] = await Promise.all([
    store.people.get(id),
    store.people.history(id),
    store.peopleState.get(),
    store.settings.people(),
    suspectRows(store, id),
    store.erasures.get(id),
  ]);
  const asked = person?.marketo === undefined && (await wasAsked(store, state.scanId, id));
  const evidence = { id, person, history, state, settings, suspects, asked, erasure };
  return { ...evidence, ...(await followWinners(id, person, store)) };
}

async function suspectRows(store: Store, id: MarketoId): Promise<Suspect[]> {
  const { suspects, held } = await store.suspects.counts();
  const rows = await Promise.all([
    suspects === 0 ? [] : store.suspects.due(END_OF_TIME, SUSPECTS_LOOKED_AT),
    held === 0 ? [] : store.suspects.held(SUSPECTS_LOOKED_AT),
  ]);
  return rows.flat().filter((row) => row.id === id);
}

async function wasAsked(store: Store, scanId: string | null, id: MarketoId): Promise<boolean> {
  if (scanId === null) return false;
  return (await store.ranges.finished(scanId)).some(({ from, to }) => from <= id && id <= to);
}

/** From loser to winner to its winner; ends at the first person that was not merged away, or where it goes in a circle. */
export async function followWinners(
  id: MarketoId,
  person: PersonDocument | null,
  store: { people: Pick<Store['people'], 'get'> },
): Promise<{ winners: Winner[]; circle: boolean }> {
  const winners: Winner[] = [];
  const seen = new Set<MarketoId>([id]);
  let at = person;
  while (at?.alias !== undefined && (at === person || at.marketo?.state === 'merged')) {
    const { winner } = at.alias;
    if (seen.has(winner)) return { winners, circle: true };
    seen.add(winner);
    at = await store.people.get(winner);
    winners.push({ id: winner, state: at?.marketo?.state ?? null });
  }
  return { winners, circle: false };
}
