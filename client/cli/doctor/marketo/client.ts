import type { MarketoClient } from '../../../../marketo/index.ts';
import type { Environment } from '../../../../model/env.ts';
import type { QuotaLedger } from '../../../../model/ports.ts';

/** A check does not wait as long as a flow does. */
const TIMEOUTS = {
  identity: 10_000,
  describe: 30_000,
  describe2: 30_000,
  leads: 30_000,
  pagingToken: 30_000,
  usage: 30_000,
  customTypes: 30_000,
  customType: 30_000,
  approveCustomType: 30_000,
  addActivities: 30_000,
  bulkList: 30_000,
  bulkCreate: 30_000,
  bulkCancel: 30_000,
};

/** Where the store can't be reached a handful of calls goes uncounted. */
const UNCOUNTED: QuotaLedger = { acquire: async () => ({ release: async () => {} }) };

/** Null where MARKETO_* is not complete. @throws AppError `marketo.baseUrl` */
export async function openDoctorsMarketo(env: Environment, ledger: QuotaLedger | null): Promise<MarketoClient | null> {
  const { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret } = env;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined) return null;
  const { createMarketoClient } = await import('../../../../marketo/index.ts');
  const privateHosts = env.ACTIONS_SYNC_PRIVATE_HOSTS ?? [];
  const options = { baseUrl, clientId, clientSecret, privateHosts, ledger: ledger ?? UNCOUNTED, timeouts: TIMEOUTS };
  return createMarketoClient(options);
}
