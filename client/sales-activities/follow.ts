import { isAppError } from '../../model/errors/app-error.ts';
import type { BranchAt, BranchChanged } from '../../store/sales-activities/types.ts';
import { type StartOptions, startWaiting } from './starts.ts';

export interface Following extends StartOptions {
  /** Starts the vendors' senders where they do not run. */
  ensureSenders: () => Promise<void>;
}

export interface Follower {
  follow(changed: readonly BranchChanged[]): Promise<void>;
  /** The error after which nobody was told any more; null: none. */
  error(): string | null;
}

/** Beyond these a worker starts and tells workflows: it has the time. */
const MOST_FOLLOWED = 5_000;

/**
 * What comes after a person has moved branches: workflows that run are told, missing ones are started as far as there is
 * room. Temporal being away is no error: a worker's sweep starts what is missing within minutes.
 * @param open called once there is somebody to be told
 */
export function createFollower(open: () => Promise<Following>): Follower {
  let opened: Following | null = null;
  let left = MOST_FOLLOWED;
  let failed: string | null = null;

  async function first(): Promise<Following> {
    const following = await open();
    await following.ensureSenders();
    return following;
  }

  async function follow(changed: readonly BranchChanged[]): Promise<void> {
    opened ??= await first();
    await opened.workflows.tell(changed.flatMap(branchAt));
    // Others may go on taking activities in: no more are started than were moved.
    for (let wanted = changed.length; wanted > 0; ) {
      const { started } = await startWaiting(opened, await opened.store.serverTime());
      if (started === 0) return;
      wanted -= started;
    }
  }

  return {
    error: () => failed,
    async follow(changed) {
      const some = failed === null ? changed.slice(0, left) : [];
      left -= some.length;
      if (some.length === 0) return;
      try {
        await follow(some);
      } catch (error) {
        if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
        failed = error.key;
      }
    },
  };
}

function branchAt({ id, vendor, status }: BranchChanged): BranchAt[] {
  return status === null ? [] : [{ id, vendor, status }];
}
