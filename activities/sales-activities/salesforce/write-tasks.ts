import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { TaskValues } from '../../../model/salesforce-task/fields.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { mend } from './mend.ts';
import type { PlannedTask } from './plan.ts';
import { type TaskTry, valuesOf } from './task-try.ts';
import { answerOf, outcomesOf, type Writing } from './writing.ts';

/** One try, and one more for each thing that can be mended at once: its fields, and a converted lead. */
const MOST_ROUNDS = 3;

/** How the writing of a Task ended, and what was written last. */
export interface WrittenTask {
  answer: BranchAnswer;
  values: TaskValues;
}

/**
 * Makes Tasks by their keys. One bad record never fails its neighbours: those that can be mended at once are tried
 * again alone.
 */
export async function writeTasks(
  writing: Writing,
  tasks: Iterable<PlannedTask>,
): Promise<Map<SalesActivityId, WrittenTask>> {
  const written = new Map<SalesActivityId, WrittenTask>();
  let open = Array.from(tasks, firstTry);
  for (let round = 1; open.length > 0; round++) {
    const records = open.map((tried) => valuesOf(writing, tried));
    const outcomes = await outcomesOf(writing, records, (some, options) =>
      writing.deps.salesforce.upsert('Task', KEY_FIELD, some, writing.context, options),
    );
    const refused = open.flatMap((tried, index) => {
      const outcome = outcomes[index];
      const { sendable } = tried.task;
      const values = records[index] ?? {};
      written.set(sendable.row.id, { answer: answerOf(outcome, sendable, writing), values });
      return outcome?.kind === 'refused' ? [{ tried, outcome }] : [];
    });
    const { found, again, answers } = await mend(writing, refused);
    for (const [id, reference] of found) written.set(id, { answer: { state: 'done', reference }, values: {} });
    for (const [id, answer] of answers) written.set(id, { answer, values: {} });
    open = round < MOST_ROUNDS ? again : [];
  }
  return written;
}

function firstTry(task: PlannedTask): TaskTry {
  const { whoId, opportunityId } = task;
  return { task, whoId, opportunityId, without: new Set() };
}
