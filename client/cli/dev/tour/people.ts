import type { MarketoId } from '../../../../model/ids.ts';
import type { Tour } from './types.ts';

/** Somebody in Salesforce whose address nobody else has. */
export interface TourPerson {
  id: MarketoId;
  email: string;
  /** Lead or contact. */
  recordId: string;
}

/** Visible people who may be mailed, beyond the first `skip`. */
export async function peopleForTour(
  { store, client, signal }: Tour,
  skip: number,
  count: number,
): Promise<TourPerson[]> {
  const found: TourPerson[] = [];
  let seen = 0;
  for await (const person of store.people.stream({ all: false })) {
    signal.throwIfAborted();
    if (seen++ < skip) continue;
    const { email, salesforceContactId, salesforceLeadId } = person.marketo ?? {};
    const recordId = salesforceContactId ?? salesforceLeadId;
    if (typeof email !== 'string' || typeof recordId !== 'string') continue;
    if ((await store.people.findByEmail(email)).length !== 1) continue;
    if ((await client.mayEmail([email]))[0]?.mayEmail !== true) continue;
    found.push({ id: person._id, email, recordId });
    if (found.length === count) break;
  }
  return found;
}
