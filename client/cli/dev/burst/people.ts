import type { PersonDocument } from '../../../../model/person.ts';
import type { Running } from '../types.ts';

/** The first visible people with an address and a record in Salesforce. */
export async function peopleInSalesforce(
  { store, signal }: Pick<Running, 'store' | 'signal'>,
  count: number,
): Promise<PersonDocument[]> {
  const found: PersonDocument[] = [];
  for await (const person of store.people.stream({ all: false })) {
    signal.throwIfAborted();
    const { salesforceLeadId, salesforceContactId, email } = person.marketo ?? {};
    const isThere = (salesforceLeadId ?? salesforceContactId ?? null) !== null;
    if (isThere && typeof email === 'string') found.push(person);
    if (found.length === count) break;
  }
  return found;
}
