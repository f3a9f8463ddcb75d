import type { PeopleFlow } from '../../store/types.ts';
import type { PeopleDeps } from '../deps.ts';
import { checkInstance } from '../instance.ts';
import type { ScanCounts } from './counts.ts';

/** Where the state of a scan is kept. */
export interface Keeper {
  flow: PeopleFlow;
  /** Saves how far the scan is, and tells whether an admin stopped it, how many people are visible, and `people.cap`. */
  keep(counts: ScanCounts, calls: number): Promise<{ stopped: boolean; visible: number; cap: number }>;
}

export function initialKeeper({ store, clock, marketo }: PeopleDeps, scanId: string): Keeper {
  return {
    flow: 'initial',
    keep: async (counts, calls) => {
      const [before, settings] = await Promise.all([store.peopleState.get(), store.settings.people()]);
      checkInstance(marketo, before);
      // A scan that another one took over must not write over its progress.
      if (before.scanId === scanId) {
        const progress = { ...counts, calls: (before.progress?.calls ?? 0) + calls, at: clock.now() };
        await store.peopleState.patch({ progress });
      }
      const running = before.initial === 'running' && before.scanId === scanId;
      return { stopped: !settings.sync || !running, visible: before.visible, cap: settings.cap };
    },
  };
}
