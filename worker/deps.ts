import type { PeopleDeps } from '../activities/deps.ts';
import { createMarketoClient } from '../marketo/index.ts';
import type { Environment } from '../model/env.ts';
import { AppError } from '../model/errors/app-error.ts';
import { exportLimits, quotaLimits } from '../model/quota.ts';
import { openStore } from '../store/index.ts';
import { systemClock } from './clock.ts';

/** Opens what the activity functions need: the store (migrated) and the Marketo client. */
export async function openPeopleDeps(env: Environment): Promise<PeopleDeps & { close(): Promise<void> }> {
  const { MONGODB_URI, MARKETO_BASE_URL, MARKETO_CLIENT_ID, MARKETO_CLIENT_SECRET } = env;
  if (!MONGODB_URI || !MARKETO_BASE_URL || !MARKETO_CLIENT_ID || !MARKETO_CLIENT_SECRET) {
    throw new AppError('config.environment');
  }
  const store = await openStore({ uri: MONGODB_URI, dbName: env.MONGODB_DB });
  await store.migrate();
  const limits = quotaLimits({
    rate: env.MARKETO_RATE_SHARE,
    day: env.MARKETO_DAILY_SHARE,
    dailyCalls: env.MARKETO_DAILY_CALLS,
  });
  const marketo = createMarketoClient({
    baseUrl: MARKETO_BASE_URL,
    clientId: MARKETO_CLIENT_ID,
    clientSecret: MARKETO_CLIENT_SECRET,
    ledger: store.quota.ledger(limits),
  });
  return {
    store,
    marketo,
    limits,
    exportLimits: exportLimits({ rate: env.MARKETO_RATE_SHARE, day: env.MARKETO_DAILY_SHARE }),
    clock: systemClock,
    crm: null,
    fieldOverrides: {
      ...(env.MARKETO_FIELD_OWNER === undefined ? {} : { owner: env.MARKETO_FIELD_OWNER }),
      ...(env.MARKETO_FIELD_LINKEDIN === undefined ? {} : { linkedInUrl: env.MARKETO_FIELD_LINKEDIN }),
      ...(env.MARKETO_FIELD_OPPORTUNITY === undefined
        ? {}
        : { salesforceOpportunityId: env.MARKETO_FIELD_OPPORTUNITY }),
    },
    close: async () => {
      await marketo.close();
      await store.close();
    },
  };
}
