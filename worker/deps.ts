import type { PeopleDeps } from '../activities/deps.ts';
import { createMarketoClient } from '../marketo/index.ts';
import type { Environment } from '../model/env.ts';
import { AppError } from '../model/errors/app-error.ts';
import { quotaLimits } from '../model/quota.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/types.ts';
import { systemClock } from './clock.ts';

/** Opens what the activity functions need: the store (migrated) and the Marketo client. */
export async function openPeopleDeps(env: Environment): Promise<PeopleDeps & { close(): Promise<void> }> {
  if (!env.MONGODB_URI) throw new AppError('config.environment');
  credentialsOf(env);
  const store = await openStore({ uri: env.MONGODB_URI, dbName: env.MONGODB_DB });
  await store.migrate();
  const deps = peopleDepsOn(env, store);
  return {
    ...deps,
    close: async () => {
      await deps.close();
      await store.close();
    },
  };
}

/** The same on a store that is open already and stays open. */
export function peopleDepsOn(env: Environment, store: Store): PeopleDeps & { close(): Promise<void> } {
  const limits = quotaLimits({
    rate: env.MARKETO_RATE_SHARE,
    day: env.MARKETO_DAILY_SHARE,
    dailyCalls: env.MARKETO_DAILY_CALLS,
  });
  const marketo = createMarketoClient({ ...credentialsOf(env), ledger: store.quota.ledger(limits) });
  return {
    store,
    marketo,
    limits,
    clock: systemClock,
    crm: null,
    fieldOverrides: {
      ...(env.MARKETO_FIELD_OWNER === undefined ? {} : { owner: env.MARKETO_FIELD_OWNER }),
      ...(env.MARKETO_FIELD_LINKEDIN === undefined ? {} : { linkedInUrl: env.MARKETO_FIELD_LINKEDIN }),
      ...(env.MARKETO_FIELD_OPPORTUNITY === undefined
        ? {}
        : { salesforceOpportunityId: env.MARKETO_FIELD_OPPORTUNITY }),
    },
    close: () => marketo.close(),
  };
}

function credentialsOf({ MARKETO_BASE_URL, MARKETO_CLIENT_ID, MARKETO_CLIENT_SECRET }: Environment) {
  if (!MARKETO_BASE_URL || !MARKETO_CLIENT_ID || !MARKETO_CLIENT_SECRET) throw new AppError('config.environment');
  return { baseUrl: MARKETO_BASE_URL, clientId: MARKETO_CLIENT_ID, clientSecret: MARKETO_CLIENT_SECRET };
}
