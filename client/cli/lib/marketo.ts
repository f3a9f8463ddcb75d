import type { MarketoClient } from '../../../marketo/index.ts';
import type { Environment } from '../../../model/env.ts';
import type { Store } from '../../../store/types.ts';
import { limitsOf } from './session.ts';

/** A client that shares the workers' quota; null where MARKETO_* is not complete. @throws AppError `marketo.baseUrl` */
export async function openMarketo(env: Environment, store: Store): Promise<MarketoClient | null> {
  const { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret } = env;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined) return null;
  const { createMarketoClient } = await import('../../../marketo/index.ts');
  return createMarketoClient({
    ...{ baseUrl, clientId, clientSecret },
    ledger: store.quota.ledger(limitsOf(env)),
    privateHosts: env.ACTIONS_SYNC_PRIVATE_HOSTS ?? [],
  });
}
