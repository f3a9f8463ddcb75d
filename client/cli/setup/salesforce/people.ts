import type { CheckId } from '../../../../model/doctor/checks.ts';
import { type Finding, fail, ok, warn } from '../../../../model/doctor/finding.ts';
import { EMAIL_OPT_OUT } from '../../../../model/settings.ts';
import type { SalesforceClient, SalesforceContext, SalesforceObject } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';

interface Read {
  object: string;
  id: CheckId;
  /** What the sync looks records up by. */
  fields: readonly string[];
}

const PEOPLE: readonly (Read & { update: CheckId; optOut: CheckId })[] = [
  {
    object: 'Lead',
    id: 'salesforce.lead.read',
    update: 'salesforce.lead.update',
    optOut: 'salesforce.lead.optOut',
    fields: ['Email', 'OwnerId', 'IsConverted', 'ConvertedContactId'],
  },
  {
    object: 'Contact',
    id: 'salesforce.contact.read',
    update: 'salesforce.contact.update',
    optOut: 'salesforce.contact.optOut',
    fields: ['Email', 'OwnerId', 'AccountId'],
  },
];
const USER: Read = { object: 'User', id: 'salesforce.user.read', fields: ['Email', 'IsActive', 'TimeZoneSidKey'] };

/** Rights on Lead and Contact, and the field for opting out of e-mail, which is often hidden (salesforce-rest 6). */
export async function checkLeadsAndContacts(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
  optOutField: string,
): Promise<Finding[]> {
  // While the nightly run is off the standard one is written, whatever is chosen (product.md Q37).
  const optOuts = [...new Set([EMAIL_OPT_OUT, optOutField])];
  const both = await Promise.all(
    PEOPLE.map((ids) =>
      readable(client, ids, context, (object) => [
        updateFinding(ids.update, object),
        ...optOuts.map((field) => optOutFinding(ids.optOut, object, field)),
      ]),
    ),
  );
  return both.flat();
}

/** Sellers are found by their users' addresses. */
export async function checkUsers(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
): Promise<Finding[]> {
  return readable(client, USER, context, () => []);
}

async function readable(
  client: Pick<SalesforceClient, 'describe'>,
  { object: name, id, fields }: Read,
  context: SalesforceContext,
  more: (object: SalesforceObject) => Finding[],
): Promise<Finding[]> {
  return check(id, async () => {
    const object = await client.describe(name, context, { isFresh: true });
    const hidden = fields.filter((field) => !object.fields.has(field.toLowerCase()));
    if (object.isQueryable && hidden.length === 0) return [ok(id, 'granted'), ...more(object)];
    return fail(
      id,
      object.isQueryable ? `hidden: ${hidden.join(', ')}` : 'missing',
      'The integration user’s profile and permission sets don’t give it.',
      `Give the user’s permission set Read access to ${name} and these fields, and View All where all people are meant.`,
    );
  });
}

function updateFinding(id: CheckId, { name, isUpdateable }: SalesforceObject): Finding {
  if (isUpdateable) return ok(id, 'granted');
  const cause = 'The integration user’s profile and permission sets don’t give it.';
  const fix = `Nothing if unsubscribes and roll-ups stay out of Salesforce; else give Edit access to ${name}.`;
  return warn(id, 'missing', cause, fix);
}

function optOutFinding(id: CheckId, { name, fields }: SalesforceObject, optOut: string): Finding {
  const field = fields.get(optOut.toLowerCase());
  if (field !== undefined && field.type !== 'boolean') {
    const cause = `unsubscribes.field names a field of type ${field.type}.`;
    return warn(
      id,
      `${optOut} is no checkbox`,
      cause,
      'Name a checkbox with `actions-sync settings set unsubscribes.field NAME`.',
    );
  }
  if (field?.isUpdateable === true) return ok(id, optOut);
  const cause =
    'Field-level security does not give it to the integration user; Salesforce hides it from most at first.';
  const label = optOut === EMAIL_OPT_OUT ? 'Email Opt Out' : optOut;
  const fix = `In Setup, Object Manager, ${name}, Fields & Relationships, ${label}, Set Field-Level Security: visible and not read-only. Unsubscribes of ${name}s wait for it.`;
  return warn(id, field === undefined ? `${optOut} is hidden or absent` : `${optOut} is read-only`, cause, fix);
}
