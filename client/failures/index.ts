import { isAppError } from '../../model/errors/app-error.ts';
import { errorText } from '../../model/errors/text.ts';
import type { Store } from '../../store/types.ts';
import { createActivityFailures } from '../sales-activities/failures.ts';
import type { Follower } from '../sales-activities/follow.ts';
import { createTaskFailures } from '../tasks/failures.ts';
import { createAddressFailures } from '../unsubscribes/failures.ts';
import { createFlowFailures } from './flows.ts';
import type {
  Failure,
  FailureCounts,
  FailureFound,
  FailurePlace,
  FailureRecord,
  FailureRecordsPage,
  FailureSelection,
  FailuresChanged,
} from './types.ts';
import { createWalk, PUSH, partsOf, SALESFORCE, type Walked } from './walk.ts';

export type * from './types.ts';

export interface FailureOptions {
  store: Pick<Store, 'salesActivities' | 'tasks' | 'unsubscribes' | 'people' | 'peopleState' | 'failures' | 'audit'>;
  /** Who acts, for the audit log: a name, never an address. */
  by: string;
  /** For one change: tells the workflows of the activities, and starts those that are missing. */
  follower: () => Follower;
  /** Has a flow try again now. @throws AppError `temporal.*` */
  wake: (flow: string) => Promise<void>;
}

/**
 * What failed in all flows and has not worked since. Flows go on by themselves once the cause is gone; records that the
 * vendors refused wait for a person. @throws AppError `store.*`
 */
export function createFailures({ store, by, follower, wake }: FailureOptions) {
  const flows = createFlowFailures(store);
  const activities = createActivityFailures({ store, by, follower });
  const tasks = createTaskFailures({ store, by, wake: () => wake('tasks') });
  const addresses = createAddressFailures(store);
  const walk = createWalk({ flows, activities, tasks, addresses });

  async function list(): Promise<Failure[]> {
    const [ofFlows, ofActivities, ofTasks, ofAddresses] = await Promise.all([
      flows.list(),
      activities.list(),
      tasks.list(),
      addresses.list(),
    ]);
    return byKey([
      // Told by its records, with more of them.
      ...ofFlows.filter(({ flow, key }) => flow !== PUSH || !ofAddresses.some(({ error }) => error === key)),
      ...ofActivities.map((row) => ({ ...WAITS, of: 'salesActivities' as const, flow: 'sales-activities', ...row })),
      ...ofTasks.map((row) => ({ ...WAITS, of: 'tasks' as const, flow: 'tasks', vendor: SALESFORCE, ...row })),
      ...ofAddresses.map(({ error: key, count, oldestAt: firstAt, nextAt }) => {
        const told = ofFlows.find((row) => row.flow === PUSH && row.key === key);
        const times = { firstAt: told?.firstAt ?? firstAt, lastAt: told?.lastAt ?? firstAt, nextAt };
        return { ...WAITS, of: 'addresses' as const, flow: PUSH, vendor: SALESFORCE, key, count, ...times };
      }),
    ]);
  }

  async function count(selection: FailureSelection): Promise<FailureCounts> {
    const wanted = partsOf(selection);
    const [ofActivities, ofTasks, ofAddresses, ofFlows] = await Promise.all([
      activities.count(wanted.activities),
      wanted.tasks === null ? 0 : tasks.count(wanted.tasks),
      wanted.addresses === null ? 0 : addresses.count(wanted.addresses.key),
      flows.rows(selection),
    ]);
    return { salesActivities: ofActivities, tasks: ofTasks, addresses: ofAddresses, flows: ofFlows.length };
  }

  return {
    /** One entry per error, the latest first. */
    list,

    /** Flows first, then records, ascending by id: nothing personal. */
    async *show(selection: FailureSelection): AsyncGenerator<FailureRecord> {
      for await (const { record } of walk(selection, null)) yield record;
    },

    /** The same page by page, beyond a place. */
    async page(selection: FailureSelection, place: FailurePlace | null, limit: number): Promise<FailureRecordsPage> {
      const found: Walked[] = [];
      for await (const one of walk(selection, place, limit + 1)) if (found.push(one) > limit) break;
      const shown = found.slice(0, limit);
      return {
        records: shown.map(({ record }) => record),
        next: found.length > limit ? (shown.at(-1)?.place ?? null) : null,
      };
    },

    /** How many `retry` and `dismiss` would be about. */
    count,

    /**
     * Tries all of it again: sales activities are sent, or looked up first where the last call is in doubt; reminder tasks
     * and opt-outs go to Salesforce; flows are woken, and go from `list` once they work. Killed in between, it is run again
     * for the rest. Audited.
     * @param done told now and then how many sales activities have been changed so far
     */
    async retry(selection: FailureSelection, done: (changed: number) => void = () => {}): Promise<FailuresChanged> {
      const wanted = partsOf(selection);
      const ofFlows = await flows.rows(selection);
      const sent = await activities.change('retry', wanted.activities, done);
      const moved = wanted.tasks === null ? NOTHING_SENT : await tasks.retry(wanted.tasks);
      const told = wanted.addresses === null ? 0 : await addresses.retry(wanted.addresses.key);
      const woken = new Set([...ofFlows.map(({ flow }) => flow), ...(told > 0 ? [PUSH] : [])]);
      const wakeError = await wakeAll(woken, wake);
      return {
        ...{ salesActivities: sent.changed, tasks: moved.changed, addresses: told, flows: ofFlows.length },
        wakeError: sent.followError ?? moved.wakeError ?? wakeError,
      };
    },

    /**
     * Gives sales activities up: they stay stored as skipped and are never sent to that vendor. Of flows what was told is
     * forgotten until it happens again. Reminder tasks and opt-outs can't be given up. Audited.
     * @param done told now and then how many sales activities have been changed so far
     */
    async dismiss(selection: FailureSelection, done: (changed: number) => void = () => {}): Promise<FailuresChanged> {
      const { changed, followError } = await activities.change('dismiss', partsOf(selection).activities, done);
      const forgotten = await flows.dismiss(selection);
      return { salesActivities: changed, tasks: 0, addresses: 0, flows: forgotten, wakeError: followError };
    },
  };
}

export type Failures = ReturnType<typeof createFailures>;

/** Members that records of a kind don't have. */
const WAITS = { nextAt: null, details: {} };
const NOTHING_SENT = { changed: 0, wakeError: null };

function byKey(found: readonly ({ key: string } & FailureFound)[]): Failure[] {
  const latest = (rows: readonly { lastAt: Date }[]) => Math.max(...rows.map(({ lastAt }) => lastAt.getTime()));
  const groups = new Map<string, FailureFound[]>();
  for (const { key, ...row } of found) groups.set(key, [...(groups.get(key) ?? []), row]);
  return [...groups]
    .map(([key, rows]) => ({
      ...{ key, ...errorText(key) },
      firstAt: new Date(Math.min(...rows.map(({ firstAt }) => firstAt.getTime()))),
      lastAt: new Date(latest(rows)),
      found: rows.map(foundOf).toSorted((one, other) => other.lastAt.getTime() - one.lastAt.getTime()),
    }))
    .toSorted((one, other) => other.lastAt.getTime() - one.lastAt.getTime());
}

/** Of all that a row has, what is told of where it was found. */
function foundOf({ of, flow, vendor, count, firstAt, lastAt, nextAt, details }: FailureFound): FailureFound {
  return { of, flow, vendor, count, firstAt, lastAt, nextAt, details };
}

/** Temporal being away is no error: flows look again by themselves. */
async function wakeAll(flows: ReadonlySet<string>, wake: FailureOptions['wake']): Promise<string | null> {
  for (const flow of flows) {
    try {
      await wake(flow);
    } catch (error) {
      if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
      return error.key;
    }
  }
  return null;
}
