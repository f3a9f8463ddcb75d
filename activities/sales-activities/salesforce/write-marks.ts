import { isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { TaskValues } from '../../../model/salesforce-task/fields.ts';
import { marksOf } from '../../../model/salesforce-task/marks.ts';
import type { Sendable } from '../ports.ts';
import { skipped } from './answers.ts';
import type { PlannedMark } from './plan.ts';
import { lowerCase } from './refused.ts';
import { isFieldTrouble } from './trouble.ts';
import { answerOf, type Outcome, outcomesOf, type Writing } from './writing.ts';

/** The send's Task was deleted, or is archived: it is not made again. */
const GONE: ReadonlySet<string> = new Set([
  'salesforce.ENTITY_IS_DELETED',
  'salesforce.ENTITY_IS_ARCHIVED',
  'salesforce.INVALID_CROSS_REFERENCE_KEY',
  'salesforce.NOT_FOUND',
]);

/** One change of a Task as it is tried now. */
interface MarkTry {
  taskId: string;
  sendables: readonly Sendable[];
  /** Fields that Salesforce has just refused, in lower case. */
  without: ReadonlySet<string>;
}

/** Changes Tasks by their ids, so that none is ever made by it. */
export async function writeMarks(
  writing: Writing,
  marks: Iterable<PlannedMark>,
): Promise<Map<SalesActivityId, BranchAnswer>> {
  const answers = new Map<SalesActivityId, BranchAnswer>();
  const first = Array.from(marks, (mark): MarkTry => ({ ...mark, without: new Set() }));
  const troubled = await attempt(writing, first, answers);
  if (troubled.length > 0 && (await isReadAnew(writing))) await attempt(writing, troubled, answers);
  return answers;
}

/** @returns those refused for their fields, without these */
async function attempt(
  writing: Writing,
  tries: readonly MarkTry[],
  answers: Map<SalesActivityId, BranchAnswer>,
): Promise<MarkTry[]> {
  const wanted = tries.flatMap((tried) => {
    const sendables = tried.sendables.filter((one) => Object.keys(valuesOf(writing, tried, [one])).length > 0);
    for (const { row } of tried.sendables) answers.set(row.id, skipped('nothingToUpdate'));
    return sendables.length === 0 ? [] : [{ ...tried, sendables }];
  });
  if (wanted.length === 0) return [];
  const records = wanted.map((tried) => ({ Id: tried.taskId, ...valuesOf(writing, tried, tried.sendables) }));
  const outcomes = await outcomesOf(writing, records, (some, options) =>
    writing.deps.salesforce.update('Task', some, writing.context, options),
  );
  return wanted.flatMap((tried, index) => {
    const outcome = outcomes[index];
    for (const one of tried.sendables) {
      answers.set(one.row.id, isGone(outcome) ? skipped('sendTaskGone') : answerOf(outcome, one, writing));
    }
    if (outcome?.kind !== 'refused' || isGone(outcome) || !isFieldTrouble(outcome.error.key)) return [];
    return [{ ...tried, without: new Set(lowerCase(outcome.fields)) }];
  });
}

function valuesOf({ org }: Writing, { without }: MarkTry, sendables: readonly Sendable[]): TaskValues {
  const kinds = sendables.map(({ activity }) => activity.type);
  return marksOf(kinds, { fields: org.fields, use: 'update', without });
}

function isGone(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'refused' && outcome.scope === 'record' && GONE.has(outcome.error.key);
}

/** Where that fails, what was refused stays so. */
async function isReadAnew(writing: Writing): Promise<boolean> {
  try {
    writing.org = await writing.readOrg(writing.context, { isFresh: true });
    return true;
  } catch (error) {
    if (!isAppError(error) && !writing.context.signal.aborted) throw error;
    return false;
  }
}
