import { isAppError } from '../../../model/errors/app-error.ts';
import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { heldUp } from './answers.ts';
import { existingTasks } from './existing.ts';
import { queryIn, textIn } from './soql.ts';
import { type TaskTry, valuesOf } from './task-try.ts';
import { type Outcome, refusedWith, type Writing } from './writing.ts';

export interface Refused {
  tried: TaskTry;
  outcome: Extract<Outcome, { kind: 'refused' }>;
}

/** Tasks that are there already, those to be tried again at once, and what else is known of some; others stay refused. */
export interface Mended {
  found: Map<SalesActivityId, string>;
  again: TaskTry[];
  answers: Map<SalesActivityId, BranchAnswer>;
}

/** A field that is not there, hidden or read-only; expect either code (salesforce-rest 13.5), and 404 of the key. */
const FIELD_TROUBLE: ReadonlySet<string> = new Set([
  'salesforce.INVALID_FIELD',
  'salesforce.INVALID_FIELD_FOR_INSERT_UPDATE',
  'salesforce.NOT_FOUND',
]);
const CONVERTED = 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD';
const DUPLICATE = 'salesforce.DUPLICATE_VALUE';
const OTHERS: ReadonlySet<string> = new Set([CONVERTED, DUPLICATE]);
/** Create-only: of a Task that is there it is refused (salesforce-rest 13.1). */
const CREATE_ONLY = 'tasksubtype';

export const isFieldTrouble = (key: string): boolean => FIELD_TROUBLE.has(key);

export const lowerCase = (fields: readonly string[]): string[] => fields.map((field) => field.toLowerCase());

/** What can be mended at once of refused Tasks. Where Salesforce can't be asked how, they are tried again later. */
export async function mend(writing: Writing, refused: readonly Refused[]): Promise<Mended> {
  const mendable = refused.filter(({ outcome: { error } }) => isFieldTrouble(error.key) || OTHERS.has(error.key));
  try {
    const found = await alreadyThere(writing, mendable);
    const left = mendable.filter(({ tried }) => !found.has(tried.task.sendable.row.id));
    const again = [...(await withoutFields(writing, left)), ...(await withContacts(writing, left))];
    return { found, again, answers: new Map() };
  } catch (error) {
    const { signal } = writing.context;
    if (!isAppError(error) && !signal.aborted) throw error;
    const answers = mendable.map(({ tried: { task } }) => {
      const { sendable } = task;
      const later = isAppError(error) && !signal.aborted ? refusedWith(error, 'whole', sendable, writing.deps) : null;
      return [sendable.row.id, later ?? heldUp(writing.deps.clock.now())] as const;
    });
    return { found: new Map(), again: [], answers: new Map(answers) };
  }
}

/** Another call has made them since: the key is taken, or what only a new Task takes is refused. */
async function alreadyThere(
  { deps, context }: Writing,
  refused: readonly Refused[],
): Promise<Map<SalesActivityId, string>> {
  const suspects = refused.filter(({ outcome: { error, fields } }) => {
    const named = lowerCase(fields);
    if (error.key === DUPLICATE) return named.length === 0 || named.includes(KEY_FIELD.toLowerCase());
    return isFieldTrouble(error.key) && named.includes(CREATE_ONLY);
  });
  return existingTasks(
    deps,
    suspects.map(({ tried }) => tried.task.sendable.row.id),
    context,
  );
}

/** With what the org says anew of its fields, and without those that it has just named. */
async function withoutFields(writing: Writing, refused: readonly Refused[]): Promise<TaskTry[]> {
  const troubled = refused.filter(({ outcome }) => isFieldTrouble(outcome.error.key));
  if (troubled.length === 0) return [];
  const before = troubled.map(({ tried }) => Object.keys(valuesOf(writing, tried)));
  writing.org = await writing.readOrg(writing.context, { isFresh: true });
  return troubled.flatMap(({ tried, outcome }, index) => {
    const next = { ...tried, without: new Set([...tried.without, ...lowerCase(outcome.fields)]) };
    const fields = Object.keys(valuesOf(writing, next));
    return before[index]?.every((field) => fields.includes(field)) === true ? [] : [next];
  });
}

/** A converted lead's Tasks hang on its contact (salesforce-rest 8). */
async function withContacts({ deps, context }: Writing, refused: readonly Refused[]): Promise<TaskTry[]> {
  const converted = refused.filter(
    ({ tried, outcome }) => outcome.error.key === CONVERTED && tried.whoId.startsWith('00Q'),
  );
  const leadIds = [...new Set(converted.map(({ tried }) => tried.whoId))];
  const soql = (list: string) => `SELECT Id, ConvertedContactId FROM Lead WHERE IsConverted = true AND Id IN (${list})`;
  const leads = await queryIn(deps.salesforce, soql, leadIds, context);
  const contacts = new Map(
    leads.map((lead) => [shortId(textIn(lead, 'Id') ?? ''), textIn(lead, 'ConvertedContactId')]),
  );
  return converted.flatMap(({ tried }) => {
    const whoId = contacts.get(shortId(tried.whoId)) ?? null;
    return whoId === null ? [] : [{ ...tried, whoId }];
  });
}

/** Ids may have 15 or 18 characters; the first 15 tell them apart. */
const shortId = (id: string): string => id.slice(0, 15);
