import type { MarketoId, Ticket } from '../../../model/ids.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { newTask } from '../../../model/task/make.ts';
import { spelled, type TaskRules } from '../../../model/task/spelling.ts';
import { sent } from '../../../model/task/steps.ts';
import type { SalesforceTask, Task, TaskContent } from '../../../model/task/task.ts';
import { withLink } from '../../../model/task/with.ts';

export const RULES: TaskRules = {
  open: 'Not Started',
  complete: 'Completed',
  subjectTemplate: '{{activity_type}}: {{activity_subject}}',
  subjectLength: 255,
  detailsLength: 32_000,
  offsetMs: 0,
};

export const START = Date.UTC(2026, 10, 27, 10);
export const at = (seconds: number): Date => new Date(START + seconds * 1_000);

export const ticket = (value: number) => value as Ticket;

export const CONTENT: TaskContent = {
  name: 'Call Ada',
  status: 'open',
  priority: 'normal',
  due: '2026-12-01',
  details: 'about the offer',
};
export const TASK_ID = '00T000000000001AAA';
export const SELLER = 'bob@example.com';

export function unsentTask(change: Partial<TaskContent> = {}, id = 'task-1'): Task {
  const made = { id: id as TaskId, kind: 'call', seller: SELLER, personId: 7 as MarketoId } as const;
  return newTask({ ...made, ...CONTENT, ...change }, { instance: 'test', isSynced: true, now: at(0) });
}

/** Made here, sent, and the same on both sides since. */
export function linkedTask(change: Partial<TaskContent> = {}, id = 'task-1', taskId = TASK_ID): Task {
  const task = unsentTask(change, id);
  const { name, status, priority, due, details } = task;
  const content = { name, status, priority, due, details };
  const sending = { batch: 'first', since: at(0), work: 'create', values: spelled(task, RULES), content } as const;
  const linked = sent(withLink(task, { sending }), { batch: 'first', taskId, asOf: ticket(1) });
  if (linked === null) throw new Error('the call was not its own');
  return linked;
}

/** The row that Salesforce has of a linked task, changed since; `second`: when, and the ticket of the read. */
export function rowOf(task: Task, change: Partial<SalesforceTask> = {}, second = 2): SalesforceTask {
  const { agreed, taskId, key } = task.salesforce;
  if (agreed === null || taskId === null) throw new Error('not linked');
  return {
    ...agreed,
    id: taskId,
    key,
    ownerId: '005000000000001AAA',
    whoId: null,
    isArchived: false,
    modifiedAt: at(second),
    stamp: at(second),
    asOf: ticket(second),
    ...change,
  };
}
