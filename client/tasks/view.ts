import type { TaskId } from '../../model/task/id.ts';
import {
  type LostEdit,
  type Side,
  TASK_FIELDS,
  type Task,
  type TaskContent,
  type TaskField,
} from '../../model/task/task.ts';
import { isUnsent, workOf } from '../../model/task/work.ts';

/**
 * How a task is with Salesforce:
 * notSynced  made while the sync was off for its seller: never sent     synced    the same there, as far as anybody knows
 * waiting    something is to be sent, or its outcome to be looked up    refused   Salesforce refused it: see `error`
 * parted     not synced any more: archived there, it belongs to somebody who is no seller here, or its texts were erased
 */
export type TaskSyncState = 'notSynced' | 'waiting' | 'synced' | 'refused' | 'parted';

/** A task as apps and people see it. */
export interface TaskView extends TaskContent {
  id: TaskId;
  kind: Task['kind'];
  seller: string;
  personId: number | null;
  origin: Side;
  createdAt: Date;
  changedAt: Date;
  /** When it was completed, as long as it is, and on which side: a campaign's next step may wait for it. */
  completedAt: Date | null;
  completedIn: Side | null;
  deletedAt: Date | null;
  deletedIn: Side | null;
  salesforce: {
    state: TaskSyncState;
    taskId: string | null;
    /** Fields changed here that Salesforce has not been told; of a Task that is yet to be made: all. */
    unsent: TaskField[];
    parted: Task['salesforce']['parted'];
    /** Key of the registry, where Salesforce refused it. */
    error: string | null;
    refusedAt: Date | null;
  };
  /** What conflicts have cost, the newest last. */
  lost: LostEdit[];
}

export function taskView(task: Task): TaskView {
  const { id, name, status, priority, due, details, kind, seller, personId, origin, createdAt, changedAt, lost } = task;
  const { taskId, parted, refused } = task.salesforce;
  return {
    id,
    name,
    status,
    priority,
    due,
    details,
    kind,
    seller,
    personId,
    origin,
    createdAt,
    changedAt,
    completedAt: task.completed?.at ?? null,
    completedIn: task.completed?.in ?? null,
    deletedAt: task.deleted?.at ?? null,
    deletedIn: task.deleted?.in ?? null,
    salesforce: {
      state: syncState(task),
      taskId,
      unsent: unsentFields(task),
      parted,
      error: refused?.error ?? null,
      refusedAt: refused?.at ?? null,
    },
    lost,
  };
}

function syncState(task: Task): TaskSyncState {
  const { state, refused } = task.salesforce;
  if (refused !== null) return 'refused';
  if (isUnsent(task)) return 'waiting';
  if (state === 'parted') return 'parted';
  // Deleted before it went out: there is nothing to be synced.
  return state === 'linked' ? 'synced' : 'notSynced';
}

function unsentFields(task: Task): TaskField[] {
  // What was refused is still unsent.
  const work = workOf({ ...task, salesforce: { ...task.salesforce, refused: null } });
  if (work === 'create') return [...TASK_FIELDS];
  return work === 'update' ? TASK_FIELDS.filter((field) => task.edits[field] !== undefined) : [];
}
