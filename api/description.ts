import { quotaLimits } from '../model/quota.ts';
import type { Store } from '../store/types.ts';
import { createApiServer } from './server.ts';

const LIMITS = quotaLimits({ rate: 1, day: 1, dailyCalls: 50_000 });
/** A server is not asked anything here, so there is nothing behind it. */
const NO_STORE: Store = Object.create(null);

/** The OpenAPI document with every route that there may be, also of what has to be set up first. */
export async function apiDescription(version: string): Promise<object> {
  const unasked = () => {
    throw new Error('it is only described');
  };
  const api = await createApiServer({
    ...{ store: NO_STORE, instance: 'described', version, limits: LIMITS, temporalUi: null },
    ...{ connected: { marketo: false, salesforce: false }, isSimulated: false },
    ...{ clientFor: unasked, askTemporal: unasked, plan: unasked, examine: unasked },
    push: { secrets: [], intake: { take: unasked } },
  });
  try {
    await api.ready();
    return api.swagger();
  } finally {
    await api.close();
  }
}
