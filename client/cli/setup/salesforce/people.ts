import { EMAIL_OPT_OUT } from '../../../../model/settings.ts';
import type { SalesforceClient, SalesforceContext, SalesforceObject } from '../../../../salesforce/index.ts';
import { check, type Finding, fail, ok, warn } from '../../doctor/finding.ts';

/** What the sync looks people up by. */
const READ: Record<string, readonly string[]> = {
  Lead: ['Email', 'OwnerId', 'IsConverted', 'ConvertedContactId'],
  Contact: ['Email', 'OwnerId', 'AccountId'],
  User: ['Email', 'IsActive', 'TimeZoneSidKey'],
};

/** Rights on Lead and Contact, and the field for opting out of e-mail, which is often hidden (salesforce-rest 6). */
export async function checkLeadsAndContacts(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
  optOutField: string,
): Promise<Finding[]> {
  // While the nightly run is off the standard one is written, whatever is chosen (product.md Q37).
  const optOuts = [...new Set([EMAIL_OPT_OUT, optOutField])];
  const both = await Promise.all(
    ['Lead', 'Contact'].map((name) =>
      readable(client, name, context, (object) => [
        updateFinding(object),
        ...optOuts.map((field) => optOutFinding(object, field)),
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
  return readable(client, 'User', context, () => []);
}

async function readable(
  client: Pick<SalesforceClient, 'describe'>,
  name: string,
  context: SalesforceContext,
  more: (object: SalesforceObject) => Finding[],
): Promise<Finding[]> {
  const title = `salesforce right to read ${name}`;
  return check(title, async () => {
    const object = await client.describe(name, context, { isFresh: true });
    const hidden = (READ[name] ?? []).filter((field) => !object.fields.has(field.toLowerCase()));
    if (object.isQueryable && hidden.length === 0) return [ok(title, 'granted'), ...more(object)];
    return fail(
      title,
      object.isQueryable ? `hidden: ${hidden.join(', ')}` : 'missing',
      'The integration user’s profile and permission sets don’t give it.',
      `Give the user’s permission set Read access to ${name} and these fields, and View All where all people are meant.`,
    );
  });
}

function updateFinding({ name, isUpdateable }: SalesforceObject): Finding {
  const title = `salesforce right to update ${name}`;
  if (isUpdateable) return ok(title, 'granted');
  const cause = 'The integration user’s profile and permission sets don’t give it.';
  const fix = `Nothing if unsubscribes and roll-ups stay out of Salesforce; else give Edit access to ${name}.`;
  return warn(title, 'missing', cause, fix);
}

function optOutFinding({ name, fields }: SalesforceObject, optOut: string): Finding {
  const title = `salesforce opt-out of ${name}`;
  const field = fields.get(optOut.toLowerCase());
  if (field !== undefined && field.type !== 'boolean') {
    const cause = `unsubscribes.field names a field of type ${field.type}.`;
    return warn(
      title,
      `${optOut} is no checkbox`,
      cause,
      'Name a checkbox with `actions-sync settings set unsubscribes.field NAME`.',
    );
  }
  if (field?.isUpdateable === true) return ok(title, optOut);
  const cause =
    'Field-level security does not give it to the integration user; Salesforce hides it from most at first.';
  const label = optOut === EMAIL_OPT_OUT ? 'Email Opt Out' : optOut;
  const fix = `In Setup, Object Manager, ${name}, Fields & Relationships, ${label}, Set Field-Level Security: visible and not read-only. Unsubscribes of ${name}s wait for it.`;
  return warn(title, field === undefined ? `${optOut} is hidden or absent` : `${optOut} is read-only`, cause, fix);
}
