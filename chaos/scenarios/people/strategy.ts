import type { ActionsSyncClient } from '../../../client/index.ts';
import type { ChaosOptions, Strategy } from '../../options.ts';

/**
 * STRATEGY: the one place that knows how the product is told how to read everyone. It knows the id scan alone so far;
 * with `client.people.start({ strategy })` this list gets its second member and `startReading` passes it on.
 */
const KNOWN: readonly Strategy[] = ['idScan'];

/** The strategies of a run, taken in turns by its initial syncs. */
export function strategiesOf({ strategy }: ChaosOptions): readonly Strategy[] {
  const wanted = strategy === 'both' ? KNOWN : KNOWN.filter((known) => known === strategy);
  return wanted.length > 0 ? wanted : KNOWN;
}

/** Starts the initial sync with a strategy; `again` reads everyone once more. */
export async function startReading(
  client: ActionsSyncClient,
  _strategy: Strategy,
  options: { again: boolean },
): Promise<void> {
  await client.people.start(options);
}
