import { isAppError } from '../../../model/errors/app-error.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { TaskId } from '../../../model/task/id.ts';
import type { Task } from '../../../model/task/task.ts';
import { isFieldTrouble } from '../../sales-activities/salesforce/trouble.ts';
import { type Calls, type Outcome, outcomesOf } from '../../sales-activities/salesforce/writing.ts';
import { type Flow, readerOf } from '../flow.ts';
import { livingRow } from '../salesforce/living.ts';
import { rowsByKey } from '../salesforce/read.ts';
import type { SendOutcome } from './outcome.ts';
import { whoOf, withoutConverted } from './persons.ts';
import { createRecord } from './records.ts';
import { outcomeOf, readAnew } from './updates.ts';

interface Try {
  task: Task;
  ownerId: string;
  whoId: string | null;
  /** Fields that Salesforce has just refused, in lower case. */
  without: ReadonlySet<string>;
}

interface Refused {
  tried: Try;
  outcome: Extract<Outcome, { kind: 'refused' }>;
}

/** One try, and one more for each thing that can be mended at once: its fields, and the person's record. */
const MOST_ROUNDS = 3;
const DUPLICATE = 'salesforce.DUPLICATE_VALUE';
/** Create-only: of a Task that is there it is refused (salesforce-rest 13.1). */
const CREATE_ONLY = 'tasksubtype';
const WHO = 'whoid';

/** Makes Tasks by their keys; those that can be mended at once are tried again alone. */
export async function sendCreates(flow: Flow, calls: Calls, tasks: readonly Task[]): Promise<Map<TaskId, SendOutcome>> {
  const outcomes = new Map<TaskId, SendOutcome>();
  let open = await firstTries(flow, tasks, outcomes);
  for (let round = 1; open.length > 0; round++) {
    const records = open.map((one) => createRecord(one.task, { ...one, fields: flow.org.fields }));
    const answers = await outcomesOf(calls, records, (some, options) =>
      flow.salesforce.upsert('Task', KEY_FIELD, some, flow.context, options),
    );
    const refused = open.flatMap((tried, index): Refused[] => {
      const answer = answers[index];
      outcomes.set(tried.task.id, outcomeOf(answer));
      return answer?.kind === 'refused' && answer.scope === 'record' ? [{ tried, outcome: answer }] : [];
    });
    // The key names what is made: a Task that is gone is none of these.
    for (const { tried, outcome } of refused) outcomes.set(tried.task.id, { kind: 'refused', error: outcome.error });
    if (round === MOST_ROUNDS || refused.length === 0) break;
    open = await triesAgain(flow, refused, outcomes);
  }
  return outcomes;
}

/** Where Salesforce can't be asked how to mend them, they stay refused. */
async function triesAgain(flow: Flow, refused: readonly Refused[], outcomes: Map<TaskId, SendOutcome>): Promise<Try[]> {
  try {
    for (const [id, found] of await alreadyThere(flow, refused)) outcomes.set(id, found);
    const left = refused.filter(({ tried }) => outcomes.get(tried.task.id)?.kind === 'refused');
    return await mended(flow, left);
  } catch (error) {
    if (!isAppError(error) && !flow.context.signal.aborted) throw error;
    return [];
  }
}

async function firstTries(flow: Flow, tasks: readonly Task[], outcomes: Map<TaskId, SendOutcome>): Promise<Try[]> {
  const who = await whoOf(flow, tasks);
  return tasks.flatMap((task): Try[] => {
    const owner = flow.sellers.userOf(task.seller);
    // Switched off since.
    if (owner === null) outcomes.set(task.id, { kind: 'held', error: null });
    return owner === null
      ? []
      : [{ task, ownerId: owner.userId, whoId: who.get(task.id) ?? null, without: new Set<string>() }];
  });
}

/** Another call has made them since, or they were deleted and still hold their key. */
async function alreadyThere(flow: Flow, refused: readonly Refused[]): Promise<Map<TaskId, SendOutcome>> {
  const suspects = refused.filter(
    ({ outcome: { error, fields } }) =>
      (error.key === DUPLICATE && (fields.length === 0 || names(fields, KEY_FIELD))) ||
      (isFieldTrouble(error.key) && names(fields, CREATE_ONLY)),
  );
  const keys = new Map(suspects.map(({ tried: { task } }) => [task.salesforce.key, task.id]));
  const rows = await rowsByKey(readerOf(flow), [...keys.keys()]);
  return new Map(
    [...keys].flatMap(([key, id]): [TaskId, SendOutcome][] => {
      const row = livingRow(rows, key);
      return row === null ? [] : [[id, { kind: 'found', row }]];
    }),
  );
}

async function mended(flow: Flow, refused: readonly Refused[]): Promise<Try[]> {
  const ofFields = refused.filter(({ outcome: { error, fields } }) => isFieldTrouble(error.key) && fields.length > 0);
  const ofWho = refused.filter(({ tried, outcome }) => tried.whoId !== null && isAboutWho(outcome));
  const anew = ofFields.length > 0 && (await readAnew(flow)) ? ofFields : [];
  const moved = await withoutConverted(
    flow,
    ofWho.map(({ tried }) => tried),
  );
  return [
    ...anew.map(({ tried, outcome }) => {
      return { ...tried, without: new Set([...tried.without, ...outcome.fields.map((field) => field.toLowerCase())]) };
    }),
    ...moved,
  ];
}

/** The person's record was converted, merged or deleted; the Task is worth more than its link. */
function isAboutWho({ error, fields }: Refused['outcome']): boolean {
  return error.key === 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD' || names(fields, WHO);
}

function names(fields: readonly string[], field: string): boolean {
  return fields.some((one) => one.toLowerCase() === field.toLowerCase());
}
