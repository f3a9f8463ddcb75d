import { isAppError } from '../../model/errors/app-error.ts';

const ATTEMPTS = 100;

/** Repeats what failed for passing trouble, as Temporal does with an activity function. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isAppError(error) || error.key !== 'store.unreachable') throw error;
    }
  }
}
