import type { Filter } from 'mongodb';
import type { Vendor } from '../../model/sales-activity/kinds.ts';
import { isUnsent } from '../../model/task/work.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { under } from '../keys.ts';
import type { RowDocument } from '../sales-activities/document.ts';
import { ROW_PREFIX, type TaskDocument, type TaskRow } from '../tasks/document.ts';
import type { PushDocument } from '../unsubscribes/document.ts';
import type { AlertStore, Oldest } from './types.ts';

/** A key of the registry; the reasons of a rule (`personUnknown`) have no dot. */
const ERROR = /\./;
/** Rows of tasks that are looked at, oldest first: those that were refused stand among them. */
const MOST_TASKS = 2_000;
const TASKS_AT_ONCE = 200;

type Waiting = Omit<AlertStore, 'list' | 'move'>;

/**
 * What alerts want to know of collections that hold only what is not over: each look walks an index (vendor, state, age),
 * none groups or counts what waits.
 */
export function createWaiting(database: Database): Waiting {
  const outbox = database.collection<RowDocument>('outbox');
  const rows = database.collection<TaskRow>('outbox');
  const tasks = database.collection<TaskDocument>('tasks');
  const pushes = database.collection<PushDocument>('unsubscribePushes');

  const activity = (vendor: Vendor, filter: Filter<RowDocument>) =>
    outbox.findOne(
      { vendor, ...filter },
      { sort: { acceptedAt: 1 }, projection: { acceptedAt: 1, changedAt: 1, status: 1 } },
    );
  const push = (state: string) =>
    pushes.findOne(
      { 'status.state': state },
      { sort: { queuedAt: 1, _id: 1 }, projection: { queuedAt: 1, status: 1 } },
    );

  return {
    oldestActivity: (vendor) =>
      run('alerts.oldestActivity', async () => {
        const found = await Promise.all([
          ...['pending', 'sending', 'unknown'].map((state) => activity(vendor, { 'status.state': state })),
          activity(vendor, { 'status.state': 'parked', 'status.reason': ERROR }),
        ]);
        return oldest(
          found.map(
            (row) => row && { since: row.acceptedAt, error: row.status.state === 'parked' ? row.status.reason : null },
          ),
        );
      }),

    refusedActivity: (vendor, reasons) =>
      run('alerts.refusedActivity', async () => {
        const row = await activity(vendor, { 'status.state': 'parked', 'status.reason': { $in: [...reasons] } });
        if (row?.status.state !== 'parked') return null;
        return { key: row.status.reason, since: row.changedAt ?? row.acceptedAt };
      }),

    failedActivities: (vendor, since) =>
      run('alerts.failedActivities', () =>
        outbox.countDocuments({ vendor, 'status.state': 'failed', changedAt: { $gte: since } }),
      ),

    oldestTask: (isOn) =>
      run('alerts.oldestTask', async () => {
        const waiting = await rows
          .find({ _id: under(ROW_PREFIX) }, { projection: { task: 1, seller: 1, since: 1 } })
          .sort({ since: 1 })
          .limit(MOST_TASKS)
          .toArray();
        const on = waiting.filter(({ seller }) => isOn(seller));
        for (let from = 0; from < on.length; from += TASKS_AT_ONCE) {
          const page = on.slice(from, from + TASKS_AT_ONCE);
          const found = await tasks
            .find({ _id: { $in: page.map(({ task }) => task) } }, { projection: STAND })
            .toArray();
          const unsent = new Set<string>(found.filter(isUnsent).map(({ _id }) => _id));
          const first = page.find(({ task }) => unsent.has(task));
          if (first !== undefined) return first.since;
        }
        return null;
      }),

    // What was refused was changed then: an index has that.
    refusedTasks: (since) =>
      run('alerts.refusedTasks', () =>
        tasks.countDocuments({ changedAt: { $gte: since }, 'salesforce.refused.at': { $gte: since } }),
      ),

    oldestPush: () =>
      run('alerts.oldestPush', async () => {
        const found = await Promise.all(['waiting', 'sending', 'parked'].map(push));
        return oldest(
          found.map(
            (row) => row && { since: row.queuedAt, error: row.status.state === 'parked' ? row.status.error : null },
          ),
        );
      }),
  };
}

const STAND = { salesforce: 1, deleted: 1, edits: 1 };

function oldest(found: readonly (Oldest | null)[]): Oldest | null {
  return found.reduce((least, one) => {
    if (one === null) return least;
    return least === null || one.since < least.since ? one : least;
  }, null);
}
