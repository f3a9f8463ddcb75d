import { LOST_KEPT, type LostEdit, type Side, type Task, type TaskContent, type TaskField } from './task.ts';

/** Copies of a task with something changed. */

export function withLink(task: Task, change: Partial<Task['salesforce']>): Task {
  return { ...task, salesforce: { ...task.salesforce, ...change } };
}

/** Status, and beside it when and where it was completed. */
export function withStatus(task: Task, status: TaskContent['status'], by: { at: Date; in: Side }): Task {
  return status === task.status ? task : { ...task, status, completed: status === 'complete' ? by : null };
}

export function withLost(task: Task, lost: readonly LostEdit[]): Task {
  return lost.length === 0 ? task : { ...task, lost: [...task.lost, ...lost].slice(-LOST_KEPT) };
}

export function withoutEdit(task: Task, field: TaskField): Task {
  return { ...task, edits: Object.fromEntries(Object.entries(task.edits).filter(([name]) => name !== field)) };
}

export function contentOf({ name, status, priority, due, details }: TaskContent): TaskContent {
  return { name, status, priority, due, details };
}
