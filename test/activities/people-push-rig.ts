import type { MockActivityEnvironment } from '@temporalio/testing';
import { createPeoplePushActivities } from '../../activities/people-push.ts';
import type { PushTurn } from '../../activities/push/following.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { Clock } from '../../model/ports.ts';
import { newAttempt, openSyncedRig, type Rig, turn } from './rig.ts';

/** A clock whose sleeps are over at once: what waits costs no time, and the time has passed all the same. */
export function hasty(rig: Rig, onSleep: (ms: number) => Promise<void> | void = () => {}): Clock {
  return {
    now: () => rig.clock.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      rig.clock.advance(ms);
      await onSleep(ms);
    },
  };
}

export interface Options {
  onSleep?: (ms: number) => Promise<void> | void;
  deps?: Partial<Rig['deps']>;
  seconds?: number;
  sequence?: number | null;
  stopping?: AbortSignal;
  env?: MockActivityEnvironment;
}

/** One turn of an hour at most: it ends by itself once nobody was pushed for ten minutes. */
export function follow(rig: Rig, options: Options = {}): Promise<PushTurn> {
  const { onSleep, deps, seconds = 3_600, sequence = null, env = newAttempt() } = options;
  const stopping = options.stopping ?? new AbortController().signal;
  const { followPushes } = createPeoplePushActivities({ ...rig.deps, clock: hasty(rig, onSleep), ...deps, stopping });
  return env.run(followPushes, { sequence, seconds });
}

/** A synced rig whose feeds are read to their end. */
export async function openFollowed(): Promise<Rig> {
  const rig = await openSyncedRig();
  await turn(rig);
  return rig;
}

export const push = (rig: Rig, ...ids: number[]) => rig.store.pushes.add(ids as MarketoId[]);
export const reads = (rig: Rig) => rig.instance.stats().endpoints;
export const callsOf = (rig: Rig) => Object.values(reads(rig)).reduce((sum, calls) => sum + calls, 0);
export const storedTitle = async (rig: Rig, id: number) =>
  (await rig.store.people.get(id as MarketoId))?.marketo?.title;
