import type { MarketoId } from '../../../model/ids.ts';
import type { PersonDocument } from '../../../model/person.ts';
import type { SalesforceSkip } from '../../../model/salesforce-task/skips.ts';
import type { SalesforceSettings } from '../../../model/settings.ts';
import type { SalesforceClient, SalesforceContext, SalesforceRecord } from '../../../salesforce/index.ts';
import type { Sendable } from '../ports.ts';
import { addressOf } from './sellers.ts';
import { queryIn, textIn } from './soql.ts';

export type Who = { id: string } | { skip: SalesforceSkip };
export type DuplicateRule = SalesforceSettings['duplicateRule'];

interface AddressBook {
  salesforce: Pick<SalesforceClient, 'describe' | 'query'>;
  rule: DuplicateRule;
  /** Who each person is now. */
  living: ReadonlyMap<MarketoId, PersonDocument>;
}

/** The record with a person's address, a contact before a lead: for e-mails and replies, never for calls. */
export async function recordsByAddress(
  { salesforce, rule, living }: AddressBook,
  activities: readonly Sendable[],
  context: SalesforceContext,
): Promise<(sendable: Sendable) => Who> {
  const addressFor = ({ activity, person }: Sendable): string | null => {
    const { email } = living.get(person._id)?.marketo ?? person.marketo ?? {};
    const address = addressOf(email ?? '');
    return activity.type === 'callReceived' || address === '' ? null : address;
  };
  const addresses = new Set(activities.flatMap((one) => addressFor(one) ?? []));
  const found = await recordsWith(salesforce, [...addresses], context);
  return (sendable) => chosen(found.get(addressFor(sendable) ?? '') ?? [], rule);
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
function chosen(records: readonly SalesforceRecord[], rule: DuplicateRule): Who {
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
