import { CLOSE_WITHIN_MS } from './ending.ts';
import { LISTENER_CLOSE_WITHIN_MS } from './metrics/listener.ts';

/** From the moment at which a worker is told to stop, all in ms. */
export interface Grace {
  /** Calls under way may end by themselves. Then they are aborted and what they brought is stored. */
  finishMs: number;
  /** Who is still at work is left alone: the next attempt goes on. */
  forceMs: number;
  /** The SDK says goodbye to the server; a silent one is waited for no longer. */
  endMs: number;
}

/** What aborted work needs to store what it has, and Temporal to be told. */
const WIND_UP_MS = 20_000;
const GOODBYE_MS = 2_000;

/**
 * Divides `WORKER_SHUTDOWN_GRACE`, within which the process has ended. 25 s: 5 s to finish, 19 s until the rest is left
 * alone, 21 s until closing begins. What is longer goes to finishing: an aborted call to a vendor must be looked up later.
 */
export function graceOf(withinMs: number): Grace {
  const endMs = withinMs - CLOSE_WITHIN_MS - LISTENER_CLOSE_WITHIN_MS;
  return { finishMs: Math.max(withinMs / 5, withinMs - WIND_UP_MS), forceMs: endMs - GOODBYE_MS, endMs };
}
