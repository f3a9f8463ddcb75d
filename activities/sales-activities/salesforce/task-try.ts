import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { TaskValues } from '../../../model/salesforce-task/fields.ts';
import { activityKey } from '../../../model/salesforce-task/key.ts';
import { marksOf } from '../../../model/salesforce-task/marks.ts';
import { newTask } from '../../../model/salesforce-task/new-task.ts';
import type { PlannedTask } from './plan.ts';
import type { Writing } from './writing.ts';

/** A Task as it is tried now. */
export interface TaskTry {
  task: PlannedTask;
  whoId: string;
  /** From the contact's roles, where the activity names none. */
  opportunityId: string | undefined;
  /** Fields that Salesforce has just refused, in lower case. */
  without: ReadonlySet<string>;
}

/** How the writing of a Task ended, and what was written last. */
export interface WrittenTask {
  answer: BranchAnswer;
  values: TaskValues;
}

/** What is written of it, late engagement that came in the same call included. */
export function valuesOf(
  { deps, org, subjectTemplate }: Writing,
  { task, whoId, opportunityId, without }: TaskTry,
): TaskValues {
  const { sendable, activity, owner, kinds } = task;
  const { fields, closedStatus: status } = org;
  const key = activityKey(sendable.row.id, deps.instance);
  const target = {
    key,
    ownerId: owner.userId,
    timeZone: owner.timeZone,
    whoId,
    opportunityId,
    status,
    subjectTemplate,
    fields,
    without,
  };
  return { ...newTask(activity, target), ...marksOf(kinds, { fields, use: 'create', without }) };
}
