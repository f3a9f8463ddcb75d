import type { PeopleDeps } from '../deps.ts';

/** What the activity function of the pushes works with. */
export interface PushDeps extends PeopleDeps {
  /** Aborted: the worker is to end, nothing new is begun. */
  stopping: AbortSignal;
}
