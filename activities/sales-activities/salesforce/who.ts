import type { MarketoId } from '../../../model/ids.ts';
import type { PersonDocument } from '../../../model/person.ts';
import type { SalesforceContext } from '../../../salesforce/index.ts';
import type { Sendable } from '../ports.ts';
import { livingPersons } from '../winners.ts';
import { type DuplicateRule, recordsByAddress, type Who } from './by-address.ts';
import type { SalesforceSenderDeps } from './deps.ts';

/**
 * The record that each activity's Task hangs on (product.md 4.7, Q19–Q21). By the person's own id: its contact before
 * its lead, of the merge's winner too. Where it has neither, by its address.
 */
export async function recordsOf(
  { salesforce, store }: Pick<SalesforceSenderDeps, 'salesforce' | 'store'>,
  activities: readonly Sendable[],
  rule: DuplicateRule,
  context: SalesforceContext,
): Promise<(sendable: Sendable) => Who> {
  const living = await livingPersons(
    store,
    activities.map(({ person }) => person),
  );
  const ids = new Map<MarketoId, string>();
  for (const { person } of activities) {
    const id = recordIdOf(living.get(person._id), person);
    if (id !== null) ids.set(person._id, id);
  }
  const without = activities.filter(({ person }) => !ids.has(person._id));
  const byAddress = await recordsByAddress({ salesforce, rule, living }, without, context);
  return (sendable) => {
    const id = ids.get(sendable.person._id);
    return id === undefined ? byAddress(sendable) : { id };
  };
}

/** Text in Marketo: what is no id would have the whole call refused. */
const RECORD_ID = /^(?:003|00Q)(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/;

/** A person's contact, else lead; null: neither is known. A winner that was never read says nothing yet. */
export function recordIdOf(winner: PersonDocument | undefined, person: PersonDocument): string | null {
  const { salesforceContactId, salesforceLeadId } = winner?.marketo ?? person.marketo ?? {};
  const ids = [salesforceContactId, salesforceLeadId];
  return ids.find((id) => typeof id === 'string' && RECORD_ID.test(id)) ?? null;
}
