import type { PeopleDeps } from '../deps.ts';
import { checkInstance } from '../instance.ts';
import type { Keeper } from '../scan/keeper.ts';

/** The progress of a comparison; ended by a pause, by another comparison, and while everyone is read anyway. */
export function reconcileKeeper({ store, clock, marketo }: PeopleDeps, scanId: string): Keeper {
  return {
    flow: 'reconcile',
    keep: async (counts, calls) => {
      const [run, state, settings] = await Promise.all([
        store.reconcile.get(),
        store.peopleState.get(),
        store.settings.people(),
      ]);
      checkInstance(marketo, state);
      const running = run?.scanId === scanId && run.state === 'running' && state.initial === 'complete';
      const progress = { ...counts, calls: (run?.progress?.calls ?? 0) + calls, at: clock.now() };
      // Nothing is written where another one took its place.
      await store.reconcile.patch(scanId, { progress });
      return { stopped: !settings.sync || !running, visible: state.visible, cap: settings.cap };
    },
  };
}
