import type { Environment } from '../../../model/env.ts';
import { check, type Finding, ok } from './finding.ts';

/** The org as `setup salesforce` examines it; it may be left unconnected. */
export async function checkSalesforce(env: Environment): Promise<Finding[]> {
  const { SALESFORCE_LOGIN_URL: loginUrl, SALESFORCE_API_VERSION: version } = env;
  if (loginUrl === undefined) return [ok('salesforce', 'not connected: nothing is logged there')];
  return check('salesforce', async () => {
    const [{ openSalesforce }, { examineOrg }] = await Promise.all([
      import('../../../worker/salesforce.ts'),
      import('../setup/salesforce/org.ts'),
    ]);
    const client = openSalesforce(env);
    if (client === null) return ok('salesforce', 'not connected: nothing is logged there');
    try {
      return (await examineOrg(client, { loginUrl, version })).findings;
    } finally {
      await client.close();
    }
  });
}
