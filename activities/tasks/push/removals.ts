import type { TaskId } from '../../../model/task/id.ts';
import type { Task } from '../../../model/task/task.ts';
import type { RemoveOutcome } from '../../../salesforce/index.ts';
import { type Calls, outcomesOf } from '../../sales-activities/salesforce/writing.ts';
import type { Flow } from '../flow.ts';
import { GONE, type SendOutcome } from './outcome.ts';

/** Deletes Tasks by their ids; one that is not there any more is as it should be. */
export async function sendRemovals(
  { salesforce, context }: Flow,
  calls: Calls,
  tasks: readonly Task[],
): Promise<Map<TaskId, SendOutcome>> {
  const wanted = tasks.flatMap(({ id, salesforce: { taskId } }) => (taskId === null ? [] : [{ id, taskId }]));
  const answers = await outcomesOf<(typeof wanted)[number], RemoveOutcome>(calls, wanted, (some, options) =>
    salesforce.remove(
      some.map(({ taskId }) => taskId),
      context,
      options,
    ),
  );
  return new Map(
    wanted.map(({ id, taskId }, index): [TaskId, SendOutcome] => {
      const answer = answers[index];
      if (answer === undefined || answer.kind === 'unknown') return [id, { kind: 'unknown' }];
      if (answer.kind === 'removed') return [id, { kind: 'sent', taskId }];
      if (answer.kind === 'heldUp') return [id, { kind: 'held', error: null }];
      if (answer.scope === 'whole') return [id, { kind: 'held', error: answer.error }];
      return [id, GONE.has(answer.error.key) ? { kind: 'sent', taskId } : { kind: 'refused', error: answer.error }];
    }),
  );
}
