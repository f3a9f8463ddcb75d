import type { MarketoId } from '../../../model/ids.ts';
import type { PersonDocument } from '../../../model/person.ts';
import type { Store } from '../../../store/types.ts';

/** Winners can lose in turn; more than so many times means that the records go round in a circle. */
const MOST_MERGES = 10;
/** The loser of a merge may be seen deleted first; the merge itself comes with one of the next turns. */
const MERGE_REACHES_US_MS = 3_600_000;

/** The id under which each person lives in Marketo now: the winner's where it was merged away. */
export async function livingIds(
  store: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, MarketoId>> {
  const lives = await livesOf(store, persons);
  return new Map(persons.map(({ _id }) => [_id, lives.get(_id)?.at(-1) ?? _id]));
}

/** The ids under which each person has lived in Marketo, from its own to the one it has now. */
export async function livesOf(
  { people }: Pick<Store, 'people'>,
  persons: readonly PersonDocument[],
): Promise<Map<MarketoId, readonly MarketoId[]>> {
  const known = new Map(persons.map((person) => [person._id, person]));
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const missing = [...known.values()].map(winnerOf).filter((id) => id !== null && !known.has(id));
    if (missing.length === 0) break;
    for (const [id, person] of await people.readMany(missing.filter((id) => id !== null))) known.set(id, person);
    // Somebody never read is nobody's loser, as far as is known.
    for (const id of missing) if (id !== null && !known.has(id)) known.set(id, { _id: id });
  }
  return new Map(persons.map(({ _id }) => [_id, follow(_id, known)]));
}

/** Not there any more, and nobody is there instead: nobody's loser, either, whose merge has yet to reach us. */
export function isGone({ marketo, alias }: PersonDocument, now: Date): boolean {
  if (marketo?.state !== 'deleted' || alias !== undefined) return false;
  return now.getTime() - (marketo.leftAt ?? marketo.syncedAt).getTime() >= MERGE_REACHES_US_MS;
}

function follow(id: MarketoId, known: ReadonlyMap<MarketoId, PersonDocument>): readonly MarketoId[] {
  const lives = [id];
  for (let merges = 0; merges < MOST_MERGES; merges++) {
    const person = known.get(lives.at(-1) ?? id);
    const winner = person === undefined ? null : winnerOf(person);
    if (winner === null) return lives;
    lives.push(winner);
  }
  return [id];
}

/** An alias stays for ever; it counts as long as the person is not there. */
function winnerOf({ marketo, alias }: PersonDocument): MarketoId | null {
  const absent = marketo?.state === 'merged' || marketo?.state === 'deleted';
  return absent ? (alias?.winner ?? null) : null;
}
