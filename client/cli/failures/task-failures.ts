import type { FailureSelection } from '../../sales-activities/failures.ts';
import type { createTaskFailures, FailedTask, TaskFailureSelection, TaskFailures } from '../../tasks/failures.ts';
import { ago, count, moment } from '../lib/format.ts';
import { type Session, userName } from '../lib/session.ts';

export async function taskFailures({ store, temporal, env }: Session): Promise<ReturnType<typeof createTaskFailures>> {
  const [{ createTaskFailures: create }, opened] = await Promise.all([import('../../tasks/failures.ts'), store()]);
  const wake = async () => {
    const [{ wakeTasks }, link] = await Promise.all([import('../../tasks/flow.ts'), temporal()]);
    await wakeTasks(link.client, env.ACTIONS_SYNC_INSTANCE);
  };
  return create({ store: opened, by: userName(), wake });
}

/** The tasks among what is selected; null: none can be, they go to Salesforce alone. */
export function taskSelection({ key, vendor, ids }: FailureSelection): TaskFailureSelection | null {
  return vendor === 'marketo' ? null : { key, ids };
}

export function taskFailuresLine({ key, meaning, count: many, firstAt, lastAt }: TaskFailures, now: Date): string {
  const when = many === 1 ? ago(lastAt, now) : `first ${ago(firstAt, now)}, last ${ago(lastAt, now)}`;
  return `${reminderTasks(many)} to Salesforce: ${meaning} (${key}), ${when}`;
}

export function failedTaskLine({ id, failedAt, taskId }: FailedTask): string {
  return `${moment(failedAt)}  ${'Salesforce'.padEnd(10)}  ${id}  reminder task, ${taskId ?? 'not there yet'}`;
}

export function reminderTasks(value: number): string {
  return value === 1 ? '1 reminder task' : `${count(value)} reminder tasks`;
}
