import type { ClaimedRow } from '../../store/sales-activities/types.ts';
import type { Store } from '../../store/types.ts';
import type { Sendable } from './ports.ts';

/** Activities with their people; `unknown`: those whose person was never read; `erased`: those that are not sent. */
export async function withPeople(
  { people }: Pick<Store, 'people'>,
  claimed: readonly ClaimedRow[],
): Promise<{ known: Sendable[]; unknown: ClaimedRow[]; erased: ClaimedRow[] }> {
  const found = await people.readMany([...new Set(claimed.map(({ row }) => row.personId))]);
  const known: Sendable[] = [];
  const unknown: ClaimedRow[] = [];
  const erased: ClaimedRow[] = [];
  for (const one of claimed) {
    const person = found.get(one.row.personId);
    // A document without this part holds the app's data alone.
    if (person?.marketo === undefined) unknown.push(one);
    else if (person.marketo.state === 'erased') erased.push(one);
    else known.push({ ...one, person });
  }
  return { known, unknown, erased };
}
