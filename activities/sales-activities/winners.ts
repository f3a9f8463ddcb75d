import type { MarketoId } from '../../model/ids.ts';
import { isMergedAway } from '../../model/merged-away.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { Store } from '../../store/types.ts';

/** Winners can lose in turn; more than so many times means that the records go round in a circle. */
const MOST_MERGES = 10;
/** The loser of a merge may be seen deleted first; the merge itself comes with one of the next turns. */
const MERGE_REACHES_US_MS = 3_600_000;

/** Who each person is now, by the person's own id: the winner where it was merged away. */
export async function livingPersons(
  store: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, PersonDocument>> {
  const lives = await livesOf(store, persons);
  return new Map(persons.map((person) => [person._id, lives.get(person._id)?.at(-1) ?? person]));
}

/** Who each person has been one after another, by the person's own id: from itself to the one it is now. */
export async function livesOf(
  { people }: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, readonly PersonDocument[]>> {
  const known = new Map(persons.map((person) => [person._id, person]));
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const missing = [...known.values()].map(winnerOf).filter((id) => id !== null && !known.has(id));
    if (missing.length === 0) break;
    for (const [id, person] of await people.readMany(missing.filter((id) => id !== null))) known.set(id, person);
    // Somebody never read is nobody's loser, as far as is known.
    for (const id of missing) if (id !== null && !known.has(id)) known.set(id, { _id: id });
  }
  return new Map(persons.map((person) => [person._id, follow(person, known)]));
}

/** Not there any more, and nobody is there instead: nobody's loser, either, whose merge has yet to reach us. */
export function isGone({ marketo, alias }: PersonDocument, now: Date): boolean {
  if (marketo?.state !== 'deleted' || alias !== undefined) return false;
  return now.getTime() - (marketo.leftAt ?? marketo.syncedAt).getTime() >= MERGE_REACHES_US_MS;
}

function follow(person: PersonDocument, known: ReadonlyMap<MarketoId, PersonDocument>): readonly PersonDocument[] {
  const lives = [person];
  let at = person;
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const winner = winnerOf(at);
    const next = winner === null ? undefined : known.get(winner);
    if (next === undefined) return lives;
    lives.push(next);
    at = next;
  }
  return [person];
}

function winnerOf(person: PersonDocument): MarketoId | null {
  return isMergedAway(person) ? person.alias.winner : null;
}
