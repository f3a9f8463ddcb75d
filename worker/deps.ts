import type { PeopleDeps } from '../activities/deps.ts';
import { createMarketoClient } from '../marketo/index.ts';
import type { Environment } from '../model/env.ts';
import { AppError } from '../model/errors/app-error.ts';
import type { QuotaLedger } from '../model/ports.ts';
import { exportLimits, type QuotaLimits, quotaLimits } from '../model/quota.ts';
import { systemClock } from '../net/system-clock.ts';
import { createCrmPort, type SalesforceClient } from '../salesforce/index.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/types.ts';
import { openSalesforce } from './salesforce.ts';

/** `salesforce` is null where it is not connected. */
type Opened = PeopleDeps & { salesforce: SalesforceClient | null; close(): Promise<void> };

/** Opens what the activity functions need: the store (migrated) and the Marketo client. `around`: put about the ledger. */
export async function openPeopleDeps(
  env: Environment,
  around: (ledger: QuotaLedger) => QuotaLedger = (ledger) => ledger,
): Promise<Opened> {
  if (!env.MONGODB_URI) throw new AppError('config.environment');
  const store = await openStore({ uri: env.MONGODB_URI, dbName: env.MONGODB_DB });
  try {
    const deps = peopleDeps(env, store, around(store.quota.ledger(limitsOf(env))));
    await store.migrate();
    return {
      ...deps,
      close: async () => {
        await deps.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * The same on a store that is open and stays so.
 * @throws AppError `config.environment`, `marketo.baseUrl`, `salesforce.loginUrl`, `salesforce.privateKey`
 */
export function peopleDeps(env: Environment, store: Store, ledger = store.quota.ledger(limitsOf(env))): Opened {
  const { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret } = env;
  if (!baseUrl || !clientId || !clientSecret) throw new AppError('config.environment');
  const salesforce = openSalesforce(env);
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger });
  return {
    store,
    marketo,
    salesforce,
    limits: limitsOf(env),
    exportLimits: exportLimits({ rate: env.MARKETO_RATE_SHARE, day: env.MARKETO_DAILY_SHARE }),
    clock: systemClock,
    crm: salesforce === null ? null : createCrmPort(salesforce),
    fieldOverrides: {
      ...(env.MARKETO_FIELD_OWNER === undefined ? {} : { owner: env.MARKETO_FIELD_OWNER }),
      ...(env.MARKETO_FIELD_LINKEDIN === undefined ? {} : { linkedInUrl: env.MARKETO_FIELD_LINKEDIN }),
      ...(env.MARKETO_FIELD_OPPORTUNITY === undefined
        ? {}
        : { salesforceOpportunityId: env.MARKETO_FIELD_OPPORTUNITY }),
    },
    close: async () => {
      await Promise.all([marketo.close(), salesforce?.close()]);
    },
  };
}

function limitsOf(env: Environment): QuotaLimits {
  return quotaLimits({
    rate: env.MARKETO_RATE_SHARE,
    day: env.MARKETO_DAILY_SHARE,
    dailyCalls: env.MARKETO_DAILY_CALLS,
  });
}
