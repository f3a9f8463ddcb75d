import { isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { heldUp } from './answers.ts';
import { existingTasks } from './existing.ts';
import { fieldsMended } from './mend-fields.ts';
import { recordsMended } from './mend-records.ts';
import { names, type Refused } from './refused.ts';
import type { TaskTry } from './task-try.ts';
import { isFieldTrouble } from './trouble.ts';
import { refusedWith, type Writing } from './writing.ts';

/** Tasks that are there already, those to be tried again at once, and what else is known of some; others stay refused. */
export interface Mended {
  found: Map<SalesActivityId, string>;
  again: TaskTry[];
  answers: Map<SalesActivityId, BranchAnswer>;
}

const DUPLICATE = 'salesforce.DUPLICATE_VALUE';
/** Create-only: of a Task that is there it is refused (salesforce-rest 13.1). */
const CREATE_ONLY = 'TaskSubtype';

/** What can be mended at once of refused Tasks. Where Salesforce can't be asked how, they are tried again later. */
export async function mend(writing: Writing, refused: readonly Refused[]): Promise<Mended> {
  try {
    const found = await alreadyThere(writing, refused);
    const left = refused.filter(({ tried }) => !found.has(tried.task.sendable.row.id));
    const again = [...(await fieldsMended(writing, left)), ...(await recordsMended(writing, left))];
    return { found, again: [...new Map(again.map((one) => [one.task, one])).values()], answers: new Map() };
  } catch (error) {
    const { signal } = writing.context;
    if (!isAppError(error) && !signal.aborted) throw error;
    const answers = refused.map(({ tried: { task } }) => {
      const { sendable } = task;
      const later = isAppError(error) && !signal.aborted ? refusedWith(error, 'whole', sendable, writing.deps) : null;
      return [sendable.row.id, later ?? heldUp({ tries: sendable.row.tries, now: writing.deps.clock.now() })] as const;
    });
    return { found: new Map(), again: [], answers: new Map(answers) };
  }
}

/** Another call has made them since: the key is taken, or what only a new Task takes is refused. */
async function alreadyThere(
  { deps, context }: Writing,
  refused: readonly Refused[],
): Promise<Map<SalesActivityId, string>> {
  const suspects = refused.filter((one) => {
    const { error, fields } = one.outcome;
    if (error.key === DUPLICATE) return fields.length === 0 || names(one, KEY_FIELD);
    return isFieldTrouble(error.key) && names(one, CREATE_ONLY);
  });
  return existingTasks(
    deps,
    suspects.map(({ tried }) => tried.task.sendable.row.id),
    context,
  );
}
