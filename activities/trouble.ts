import { isAppError } from '../model/errors/app-error.ts';
import type { PeopleFlow } from '../store/types.ts';
import type { PeopleDeps } from './deps.ts';

/** Keeps what stops or slows a flow where `status` finds it, and clears it when the flow works again. */
export async function telling<T>({ store, clock }: PeopleDeps, flow: PeopleFlow, body: () => Promise<T>): Promise<T> {
  const startedAt = clock.now().getTime();
  try {
    const result = await body();
    const { trouble } = await store.peopleState.get();
    // A flow that parks itself tells so in this very call.
    if (trouble?.flow === flow && trouble.at.getTime() < startedAt) {
      await store.peopleState.patch({ trouble: null });
      await store.failures.clear(`people-${flow}`);
    }
    return result;
  } catch (error) {
    if (isAppError(error)) {
      const trouble = { flow, key: error.key, at: clock.now(), until: error.retryAt ?? null };
      // The store itself may be what fails; the first error is the one to report.
      await Promise.allSettled([
        store.peopleState.patch({ trouble }),
        store.failures.record({ flow: `people-${flow}`, key: error.key, details: error.details }),
      ]);
    }
    throw error;
  }
}
