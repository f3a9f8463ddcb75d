import { randomBytes } from 'node:crypto';
import type { Simulated } from './tour/types.ts';

const HEADER = 'x-actions-sync-secret';

/** For the API's environment; given: one's own. */
export function pushVariables(given: string | undefined): { PUSH_SECRET: string } {
  return { PUSH_SECRET: given ?? randomBytes(24).toString('base64url') };
}

/** Has the simulator push its changes, as a webhook of a real instance would (docs/push.md); `api`: host and port. */
export async function pushChanges(marketo: Simulated, api: string, secret: string): Promise<void> {
  // Of the start before: the API listened elsewhere.
  await marketo.act('DELETE', '/webhooks');
  const url = `http://${api}/push/marketo`;
  await marketo.act('POST', '/webhooks', { name: 'actions-sync', url, headers: { [HEADER]: secret.split(',')[0] } });
}
