import { setTimeout as delay } from 'node:timers/promises';
import { VENDORS } from '../../../model/sales-activity/kinds.ts';
import { allText } from '../histories.ts';
import type { WorkerRig } from '../rig.ts';

const EVERY_MS = 250;

/** What is gone when it works again: rows of `failures` and `alerts`, what Temporal shows of an attempt that failed. */
export interface Passing {
  /** By where it was seen; each text once. */
  seen: Record<'failures' | 'alerts' | 'attempts', Set<string>>;
  end(): Promise<void>;
}

/** Looks several times a second until it is ended. */
export function watchPassing({ db, client, ids }: WorkerRig): Passing {
  const seen: Passing['seen'] = { failures: new Set(), alerts: new Set(), attempts: new Set() };
  const flows = [ids.peopleInitial, ids.peopleChanges, ids.tasks, ids.unsubscribes, ...VENDORS.map(ids.sender)];
  const ended = new AbortController();

  async function look(): Promise<void> {
    for (const name of ['failures', 'alerts'] as const) {
      for (const row of await db.collection(name).find().toArray()) seen[name].add(JSON.stringify(row));
    }
    for (const id of flows) {
      const described = await client.workflow
        .getHandle(id)
        .describe()
        .catch(() => null);
      for (const { lastFailure } of described?.raw.pendingActivities ?? []) {
        if (lastFailure) seen.attempts.add(allText(lastFailure));
      }
    }
  }

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      await look();
      await delay(EVERY_MS, undefined, { signal: ended.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    seen,
    end() {
      ended.abort();
      return running;
    },
  };
}
