import type { PushDeps } from './push/deps.ts';
import { Following, type PushTurn, type PushTurnInput } from './push/following.ts';
import { running } from './run.ts';

/** Activity function of the pushes. */
export const createPeoplePushActivities = (deps: PushDeps) => ({
  /** Reads pushed people again as they come, until nobody was pushed for a while or its time is over. */
  followPushes: (input: PushTurnInput): Promise<PushTurn> => running((run) => new Following(deps, input, run).go()),
});
