import type { ActionsSyncClient } from '../../../client/index.ts';
import { type ChaosOptions, STRATEGIES, type Strategy } from '../../options.ts';

/** The strategies of a run, taken in turns by its initial syncs. */
export function strategiesOf({ strategy }: ChaosOptions): readonly Strategy[] {
  return strategy === 'both' ? STRATEGIES : [strategy];
}

/** Starts the initial sync with a strategy, bulk extract by windows of time; `again` reads everyone once more. */
export async function startReading(
  client: ActionsSyncClient,
  strategy: Strategy,
  options: { again: boolean },
): Promise<void> {
  await client.people.start({ ...options, strategy, smartList: null });
}
