import type { Client } from '@temporalio/client';
import type { WokenFlow } from '../model/settings/groups.ts';
import { SETTINGS } from '../model/settings/registry.ts';
import type { Store } from '../store/types.ts';
import { temporalErrors } from './temporal-errors.ts';
import type { UnsubscribeFlows } from './unsubscribes/flows.ts';
import { flowWakers } from './wake-flows.ts';

interface Options {
  temporal: Client;
  store: Pick<Store, 'settings' | 'sellers'>;
  instance: string;
  unsubscribes: Pick<UnsubscribeFlows, 'schedule'>;
}

/** Has the flows that sleep on an old setting look at MongoDB now. */
export function createSettingEffects({ temporal, store, instance, unsubscribes }: Options) {
  const reach: Record<WokenFlow, () => Promise<void>> = {
    ...flowWakers({ temporal, store, instance }),
    'unsubscribes-nightly': unsubscribes.schedule,
  };

  return {
    /**
     * After these settings (public keys) were changed: whoever sleeps on an old value is woken, a Schedule gets its new
     * time. Safe to repeat. @returns the flows that were reached @throws AppError `temporal.*`, `store.*`
     */
    settingsChanged: (keys: readonly string[]): Promise<WokenFlow[]> =>
      temporalErrors(async () => {
        const changed = new Set(keys);
        const woken = new Set(SETTINGS.flatMap(({ key, wakes }) => (changed.has(key) ? wakes : [])));
        await Promise.all([...woken].map((flow) => reach[flow]()));
        return [...woken];
      }),
  };
}
