import { type Sending, type SendWork, TASK_FIELDS, type Task } from './task.ts';

/** A call lasts 90 s at most and starts within 5 s of its claim: after this nobody works on it. */
export const TASK_SENDING_FOR_MS = 120_000;

/** What of a task says it. */
type Stand = Pick<Task, 'deleted' | 'edits' | 'salesforce'>;

/** What Salesforce must be told of a task; null: nothing, or not now. A call of unknown outcome is looked up before. */
export function workOf({ deleted, edits, salesforce }: Stand): SendWork | null {
  const { state, agreed, refused } = salesforce;
  if (refused !== null) return null;
  if (state === 'waiting') return deleted === null ? 'create' : null;
  if (state !== 'linked' || agreed === null || agreed.isDeleted) return null;
  if (deleted !== null) return 'delete';
  return TASK_FIELDS.some((field) => edits[field] !== undefined) ? 'update' : null;
}

/** Whether the sender has anything to do with it: to send, or to look up. */
export function isUnsent(task: Stand): boolean {
  return task.salesforce.sending !== null || workOf(task) !== null;
}

/** Whether nobody works on a call any more: it must be looked up. */
export function isOverdue({ since }: Sending, now: Date): boolean {
  return now.getTime() - since.getTime() >= TASK_SENDING_FOR_MS;
}
