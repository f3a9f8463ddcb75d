import { z } from 'zod';
import { type Finding, ok } from '../../../../model/doctor/finding.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';

const ORG = 'salesforce.org';
const row = z.object({ Id: z.string().regex(/^00D\w{12,15}$/), OrganizationType: z.string(), IsSandbox: z.boolean() });

/** Which org it is: for a person to compare with the one that Marketo is synced with. */
export async function checkOrganization(
  client: Pick<SalesforceClient, 'query'>,
  context: SalesforceContext,
): Promise<Finding[]> {
  return check(ORG, async () => {
    for await (const page of client.query('SELECT Id, OrganizationType, IsSandbox FROM Organization', context)) {
      const found = row.safeParse(page[0]);
      if (found.success) {
        const { Id, OrganizationType, IsSandbox } = found.data;
        return ok(ORG, `${Id}, ${OrganizationType}, ${IsSandbox ? 'a sandbox' : 'production'}`);
      }
    }
    throw new AppError('salesforce.badAnswer', { details: { endpoint: 'query', at: 'Organization' } });
  });
}
