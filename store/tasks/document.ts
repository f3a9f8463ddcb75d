import { randomUUID } from 'node:crypto';
import type { AnyBulkWriteOperation } from 'mongodb';
import type { TaskId } from '../../model/task/id.ts';
import type { Task } from '../../model/task/task.ts';
import { isUnsent } from '../../model/task/work.ts';

/** Collection `tasks`; `_id` = the task's id. */
export interface TaskDocument extends Omit<Task, 'id'> {
  _id: TaskId;
  /** New with every change, unique: the compare-and-set filters on it alone (temporal-notes 9). */
  version: string;
  /** Of the content as it was made: another task under the same id is noticed. */
  hash: string;
  /** Unique: Salesforce's id, or a stand-in as long as there is none. */
  salesforceKey: string;
}

/**
 * Collection `outbox`, as long as something is to be sent or was refused. `_id` = `~task/<id>`: no sales activity's id has
 * a `~`.
 */
export interface TaskRow {
  _id: string;
  task: TaskId;
  seller: string;
  /** The task's, once what the row stands for is stored. */
  revision: number;
  /** Since when something waits. */
  since: Date;
  /** When it was put last. */
  at: Date;
  /** Unique in the collection. */
  stamp: string;
}

export const ROW_PREFIX = '~task';

export const rowKey = (id: TaskId): string => `${ROW_PREFIX}/${id}`;

export function toTask(document: TaskDocument): Task {
  const { _id: id, version: _version, hash: _hash, salesforceKey: _key, ...task } = document;
  return { id, ...task };
}

/** All members but `_id`, with a version of its own. */
export function members(task: Task, hash: string): Omit<TaskDocument, '_id'> {
  const { id, ...rest } = task;
  return { ...rest, hash, version: randomUUID(), salesforceKey: task.salesforce.taskId ?? `~${id}` };
}

/** Whether a task has a row: the sender or a person is to look at it. */
export function isOpen(task: Task): boolean {
  return isUnsent(task) || task.salesforce.refused !== null;
}

/** Operation that puts the row of a task. */
export function rowPut({ id, seller, revision }: Task, at: Date): AnyBulkWriteOperation<TaskRow> {
  const update = {
    $set: { task: id, seller, at, stamp: randomUUID() },
    // The flow may put it again while somebody's change is between its two writes.
    $max: { revision },
    $setOnInsert: { since: at },
  };
  return { updateOne: { filter: { _id: rowKey(id) }, update, upsert: true } };
}
