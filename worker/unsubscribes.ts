import type { PeopleDeps } from '../activities/deps.ts';
import type { UnsubscribeDeps } from '../activities/unsubscribes/deps.ts';
import type { SalesforceClient } from '../salesforce/index.ts';

interface Options {
  deps: Pick<PeopleDeps, 'store' | 'clock'> & { salesforce: SalesforceClient | null };
  stopping: AbortSignal;
}

/** What the flows of unsubscribes need. */
export function unsubscribeDeps({ deps: { store, clock, salesforce }, stopping }: Options): UnsubscribeDeps {
  return { store, clock, salesforce, random: Math.random, stopping };
}
