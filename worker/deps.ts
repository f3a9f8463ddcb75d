import type { PeopleDeps } from '../activities/deps.ts';
import { createMarketoClient } from '../marketo/index.ts';
import { fieldOverrides } from '../model/doctor/fields.ts';
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

/** Runs what follows once the store is open. */
type Step = <T>(store: Store, step: () => Promise<T>) => Promise<T>;

interface Around {
  /** Sees what fails. */
  step?: Step;
  /** Put about the ledger. */
  ledger?: (ledger: QuotaLedger) => QuotaLedger;
}

/** Opens what the activity functions need: the store (migrated) and the Marketo client. */
export async function openPeopleDeps(env: Environment, around: Around = {}): Promise<Opened> {
  const { step = (_, body) => body(), ledger = (plain) => plain } = around;
  if (!env.MONGODB_URI) throw new AppError('config.environment');
  const store = await openStore({ uri: env.MONGODB_URI, dbName: env.MONGODB_DB });
  try {
    const deps = await step(store, async () => {
      const made = peopleDeps(env, store, ledger(store.quota.ledger(limitsOf(env))));
      await store.migrate();
      return made;
    });
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
  const marketo = createMarketoClient({
    ...{ baseUrl, clientId, clientSecret, ledger },
    privateHosts: env.ACTIONS_SYNC_PRIVATE_HOSTS ?? [],
  });
  return {
    store,
    marketo,
    salesforce,
    limits: limitsOf(env),
    exportLimits: exportLimits({ rate: env.MARKETO_RATE_SHARE, day: env.MARKETO_DAILY_SHARE }),
    clock: systemClock,
    crm: salesforce === null ? null : createCrmPort(salesforce),
    fieldOverrides: fieldOverrides(env),
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
