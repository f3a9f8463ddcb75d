import { type Finding, ok, warn } from '../../../../model/doctor/finding.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';
import { visible } from './visible.ts';

const ROLES = 'salesforce.contactRoles';
/** What `salesforce.opportunityFromRoles` asks for. */
const READ: Record<string, readonly string[]> = {
  OpportunityContactRole: ['ContactId', 'OpportunityId'],
  Opportunity: ['IsClosed', 'LastModifiedDate'],
};

/** Whether a Task's opportunity can be found by the contact's roles; optional, as that setting is. */
export async function checkContactRoles(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
): Promise<Finding[]> {
  return check(ROLES, async () => {
    const hidden = await Promise.all(Object.keys(READ).map((name) => hiddenOf(client, name, context)));
    if (hidden.flat().length === 0) return ok(ROLES, 'granted');
    return warn(
      ROLES,
      `hidden: ${hidden.flat().join(', ')}`,
      'The integration user’s profile and permission sets don’t give it.',
      'Nothing while salesforce.opportunityFromRoles is off; else give the user’s permission set Read access to Opportunity and these.',
    );
  });
}

async function hiddenOf(
  client: Pick<SalesforceClient, 'describe'>,
  name: string,
  context: SalesforceContext,
): Promise<string[]> {
  const object = await visible(client, name, context);
  if (object?.isQueryable !== true) return [name];
  const fields = READ[name] ?? [];
  return fields.filter((field) => !object.fields.has(field.toLowerCase())).map((field) => `${name}.${field}`);
}
