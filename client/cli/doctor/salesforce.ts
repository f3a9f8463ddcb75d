import { type Finding, skipped } from '../../../model/doctor/finding.ts';
import type { Environment } from '../../../model/env.ts';
import type { SalesforceClient } from '../../../salesforce/index.ts';
import type { Store } from '../../../store/types.ts';
import type { RollupStanding } from '../setup/salesforce/rollup-fields.ts';
import { check } from './finding.ts';
import { checkSellers } from './sellers.ts';

export interface SalesforceExamined {
  findings: Finding[];
  rollupFields: RollupStanding[];
}

/** The org as `setup salesforce` examines it, and the sellers. `client` null: not connected, which is allowed. */
export async function checkSalesforce(
  client: SalesforceClient | null,
  env: Environment,
  store: Pick<Store, 'settings' | 'sellers'> | null,
): Promise<SalesforceExamined> {
  if (client === null) return { findings: [skipped('salesforce.signIn', NOT_CONNECTED)], rollupFields: [] };
  const { examineOrg } = await import('../setup/salesforce/org.ts');
  const optOutField = (await store?.settings.unsubscribes())?.field;
  const org = { loginUrl: env.SALESFORCE_LOGIN_URL ?? '', version: env.SALESFORCE_API_VERSION };
  const examined = await examineOrg(client, { ...org, ...(optOutField === undefined ? {} : { optOutField }) });
  const mayReadUsers = examined.findings.some(({ id, status }) => id === 'salesforce.user.read' && status === 'ok');
  const sellers =
    store === null || !mayReadUsers ? [] : await check('salesforce.sellers', () => checkSellers(client, store));
  return { findings: [...examined.findings, ...sellers], rollupFields: examined.rollupFields };
}

const NOT_CONNECTED = 'Salesforce is not connected: nothing is read or written there';

/** Null: not connected. @throws AppError `salesforce.loginUrl`, `salesforce.privateKey` */
export async function openDoctorsSalesforce(env: Environment): Promise<SalesforceClient | null> {
  if (env.SALESFORCE_LOGIN_URL === undefined) return null;
  const { openSalesforce } = await import('../../../worker/salesforce.ts');
  return openSalesforce(env);
}
