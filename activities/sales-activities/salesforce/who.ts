import type { MarketoId } from '../../../model/ids.ts';
import type { SalesforceSkip } from '../../../model/salesforce-task/skips.ts';
import type { SalesforceSettings } from '../../../model/settings.ts';
import type { SalesforceClient, SalesforceContext, SalesforceRecord } from '../../../salesforce/types.ts';
import type { Sendable } from '../ports.ts';
import { livingPersons } from '../winners.ts';
import type { SalesforceSenderDeps } from './ports.ts';
import { addressOf } from './sellers.ts';
import { queryIn, textIn } from './soql.ts';

/** The record that a person's Tasks hang on (product.md 4.7, Q19–Q21). */
export type Who = { id: string } | { skip: SalesforceSkip };

type Rule = SalesforceSettings['duplicateRule'];

/**
 * By the person's own id: its contact before its lead, of the merge's winner too. Where it has neither, e-mails go to
 * the record with its address, a contact before a lead; calls to none.
 */
export async function recordsOf(
  { salesforce, store }: Pick<SalesforceSenderDeps, 'salesforce' | 'store'>,
  activities: readonly Sendable[],
  duplicateRule: Rule,
  context: SalesforceContext,
): Promise<(sendable: Sendable) => Who> {
  const living = await livingPersons(
    store,
    activities.map(({ person }) => person),
  );
  const byPerson = new Map<MarketoId, string>();
  const addresses = new Map<MarketoId, string>();
  for (const { activity, person } of activities) {
    // A winner that was never read says nothing yet.
    const marketo = living.get(person._id)?.marketo ?? person.marketo;
    const id = [marketo?.salesforceContactId, marketo?.salesforceLeadId].find(isRecordId);
    if (isRecordId(id)) byPerson.set(person._id, id);
    else if (activity.type !== 'callReceived' && typeof marketo?.email === 'string') {
      addresses.set(person._id, addressOf(marketo.email));
    }
  }
  const byAddress = await recordsWith(salesforce, [...new Set(addresses.values())], context);
  return ({ activity, person }) => {
    const id = byPerson.get(person._id);
    if (id !== undefined) return { id };
    const address = activity.type === 'callReceived' ? undefined : addresses.get(person._id);
    return chosen(byAddress.get(address ?? '') ?? [], duplicateRule);
  };
}

/** Text in Marketo: one bad id would have the whole call refused. */
function isRecordId(id: unknown): id is string {
  return typeof id === 'string' && /^(?:003|00Q)(?:[A-Za-z0-9]{12}|[A-Za-z0-9]{15})$/.test(id);
}

/** Contacts by address, and leads of addresses that no contact has. */
async function recordsWith(
  salesforce: Pick<SalesforceClient, 'describe' | 'query'>,
  addresses: readonly string[],
  context: SalesforceContext,
): Promise<Map<string, SalesforceRecord[]>> {
  const found = new Map<string, SalesforceRecord[]>();
  for (const [object, filter] of [
    ['Contact', ''],
    ['Lead', ' AND IsConverted = false'],
  ] as const) {
    const missing = addresses.filter((address) => !found.has(address));
    if (missing.length === 0) break;
    const { fields } = await salesforce.describe(object, context);
    const activity = fields.has('lastactivitydate') ? ', LastActivityDate' : '';
    const soql = (list: string) =>
      `SELECT Id, Email, CreatedDate${activity} FROM ${object} WHERE Email IN (${list})${filter}`;
    for (const record of await queryIn(salesforce, soql, missing, context)) {
      const address = addressOf(textIn(record, 'Email') ?? '');
      found.set(address, [...(found.get(address) ?? []), record]);
    }
  }
  return found;
}

/** Of several. `all` is taken as the first rule: an activity is one Task (design section 5). */
function chosen(records: readonly SalesforceRecord[], rule: Rule): Who {
  if (rule === 'none' && records.length > 1) return { skip: 'severalRecords' };
  const by = rule === 'mostRecentlyCreated' ? ['CreatedDate', 'Id'] : ['LastActivityDate', 'CreatedDate', 'Id'];
  const [first] = records.toSorted((one, other) => newestFirst(one, other, by));
  const id = first === undefined ? null : textIn(first, 'Id');
  return id === null ? { skip: 'noSalesforceRecord' } : { id };
}

/** Days and times are told in one form and one zone: they compare as text. */
function newestFirst(one: SalesforceRecord, other: SalesforceRecord, by: readonly string[]): number {
  for (const field of by) {
    const [a, b] = [textIn(one, field) ?? '', textIn(other, field) ?? ''];
    if (a !== b) return a > b ? -1 : 1;
  }
  return 0;
}
