import type { MarketoId } from '../../model/ids.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { Store } from '../../store/types.ts';

/** Winners can lose in turn; more than so many times means that the records go round in a circle. */
const MOST_MERGES = 10;

/** The id under which each person lives in Marketo now: the winner's where it was merged away. */
export async function livingIds(
  store: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, MarketoId>> {
  return new Map([...(await livingPersons(store, persons))].map(([id, { _id }]) => [id, _id]));
}

/** Who each person is now, by the person's own id: the winner where it was merged away. */
export async function livingPersons(
  { people }: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, PersonDocument>> {
  const known = new Map(persons.map((person) => [person._id, person]));
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const missing = [...known.values()].map(winnerOf).filter((id) => id !== null && !known.has(id));
    if (missing.length === 0) break;
    for (const [id, person] of await people.readMany(missing.filter((id) => id !== null))) known.set(id, person);
    // Somebody never read is nobody's loser, as far as is known.
    for (const id of missing) if (id !== null && !known.has(id)) known.set(id, { _id: id });
  }
  return new Map(persons.map((person) => [person._id, livingPerson(person, known)]));
}

/** Not there any more, and nobody is there instead. */
export function isGone(person: PersonDocument): boolean {
  return person.marketo?.state === 'deleted' && person.alias === undefined;
}

function livingPerson(person: PersonDocument, known: ReadonlyMap<MarketoId, PersonDocument>): PersonDocument {
  let at = person;
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const winner = winnerOf(at);
    const next = winner === null ? undefined : known.get(winner);
    if (next === undefined) return at;
    at = next;
  }
  return person;
}

/** An alias stays for ever; it counts as long as the person is not there. */
function winnerOf({ marketo, alias }: PersonDocument): MarketoId | null {
  const absent = marketo?.state === 'merged' || marketo?.state === 'deleted';
  return absent ? (alias?.winner ?? null) : null;
}
