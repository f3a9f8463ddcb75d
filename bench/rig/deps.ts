import type { PeopleDeps } from '../../activities/deps.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import { exportLimits, type QuotaLimits, quotaLimits } from '../../model/quota.ts';
import { systemClock } from '../../net/system-clock.ts';
import { openStore } from '../../store/index.ts';

export interface DepsOptions {
  uri: string;
  dbName: string;
  marketo: { baseUrl: string; clientId: string; clientSecret: string };
  /** null: no ledger, as many reads at once as a share of 1 allows. */
  limits: QuotaLimits | null;
}

/** What the worker works with (`worker/deps.ts`), with the ledger as asked. */
export async function openDeps(options: DepsOptions): Promise<PeopleDeps & { close(): Promise<void> }> {
  const { uri, dbName, limits } = options;
  const store = await openStore({ uri, dbName });
  await store.migrate();
  const { baseUrl, clientId, clientSecret } = options.marketo;
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: store.quota.ledger(limits) });
  return {
    store,
    marketo,
    clock: systemClock,
    limits: limits ?? fullShare(),
    fieldOverrides: {},
    crm: null,
    exportLimits: exportLimits({ rate: 1, day: 1 }),
    close: async () => {
      await marketo.close();
      await store.close();
    },
  };
}

export function fullShare(): QuotaLimits {
  return quotaLimits({ rate: 1, day: 1, dailyCalls: 10_000_000 });
}
