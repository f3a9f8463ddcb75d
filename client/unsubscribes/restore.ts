import { fieldInUse } from '../../model/unsubscribe/field.ts';
import type { OptOutReader } from '../../model/unsubscribe/reader.ts';
import type { Store } from '../../store/types.ts';

/**
 * After a restored backup: every opt-out of Salesforce is taken, because whoever was unsubscribed here since the backup
 * was told there. What was stored here alone since then is gone. @returns addresses that were not opted out in the
 * backup; null: Salesforce is not connected
 */
export async function restoreOptOuts(
  store: Pick<Store, 'unsubscribes' | 'settings' | 'serverTime'>,
  optOuts: OptOutReader | null,
): Promise<number | null> {
  if (optOuts === null) return null;
  const at = await store.serverTime();
  const optOut = { at, source: 'salesforce', by: null, reason: null } as const;
  let added = 0;
  for await (const addresses of optOuts.everyone(fieldInUse(await store.settings.unsubscribes()))) {
    const outcome = await store.unsubscribes.add(addresses.map((address) => ({ address, optOut })));
    added += outcome.added.length;
  }
  return added;
}
