import { z } from 'zod';
import { comparableAddress } from '../email-address.ts';
import type { MarketoId } from '../ids.ts';
import { identifier, otherwise, text, whole } from '../sales-activity/fields.ts';
import type { Problem } from '../sales-activity/parse.ts';
import type { TaskId } from './id.ts';
import type { NewTask, TaskEdit } from './make.ts';
import { TASK_KINDS } from './task.ts';

/** Salesforce's first and last day (a date of its API). */
const DAYS = { first: '1700-01-01', last: '4000-12-31' };

const oneOf = <const T extends readonly string[]>(values: T, description: string) =>
  z.enum(values, otherwise(`must be one of ${values.join(', ')}`)).meta({ description });

const seller = z
  .string(otherwise('must be text'))
  .transform((text, context) => {
    const address = comparableAddress(text);
    if (address === null) context.addIssue('must be an e-mail address');
    return address ?? z.NEVER;
  })
  .meta({ description: 'E-mail address of the seller whose task it is' });
const name = text(255, 'What is to be done; in Salesforce by the subject template')
  .refine((value) => value.trim() !== '', 'must not be blank')
  .refine((value) => !/[\r\n]/.test(value), 'must be one line');
const status = oneOf(['open', 'complete'], 'open where it is left out');
const priority = oneOf(['normal', 'high'], 'normal where it is left out');
const due = z.iso
  .date({ ...otherwise('must be a day such as 2026-12-01, or null'), abort: true })
  .refine((day) => day >= DAYS.first && day <= DAYS.last, `must be from ${DAYS.first} to ${DAYS.last}`)
  .nullable()
  .meta({ description: 'The day it is due; null: none' });
const details = text(32_000, 'Notes; null: none').nullable();

/** A new task as a caller gives it. */
export const taskInput = z.strictObject({
  id: identifier('The caller’s own id; the same id again is the same task. A uuid where it is left out').optional(),
  seller,
  name,
  kind: oneOf(TASK_KINDS, 'custom where it is left out').default('custom'),
  personId: whole(1, Number.MAX_SAFE_INTEGER, 'Marketo ID of the person it is about; null: nobody')
    .nullable()
    .default(null),
  status: status.default('open'),
  priority: priority.default('normal'),
  due: due.default(null),
  details: details.default(null),
});

/** What is to change. */
export const taskEditInput = z.strictObject({
  name: name.optional(),
  status: status.optional(),
  priority: priority.optional(),
  due: due.optional(),
  details: details.optional(),
});

/** A new task as a caller gives it. Days are `2026-11-30`; `personId` is a Marketo ID. */
export interface TaskInput extends z.input<typeof taskInput> {}
/** What is to change; what is left out stays, null clears a due day or details. */
export interface TaskEditInput extends z.input<typeof taskEditInput> {}

export type Parsed<T> = { kind: 'valid'; value: T } | { kind: 'invalid'; problems: Problem[] };

/** Checks a task as a caller gave it, a parsed JSON value. Never throws. `newId`: makes the id that it leaves out. */
export function parseNewTask(given: unknown, newId: () => string): Parsed<NewTask> {
  const parsed = taskInput.safeParse(given);
  if (!parsed.success) return invalid(parsed.error.issues);
  const { id = newId(), personId, ...rest } = parsed.data;
  return { kind: 'valid', value: { ...rest, id: id as TaskId, personId: personId as MarketoId | null } };
}

export function parseTaskEdit(given: unknown): Parsed<TaskEdit> {
  const parsed = taskEditInput.safeParse(given);
  if (!parsed.success) return invalid(parsed.error.issues);
  const fields = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  if (fields.length === 0) return { kind: 'invalid', problems: [{ field: 'edit', reason: 'changes no field' }] };
  return { kind: 'valid', value: Object.fromEntries(fields) };
}

/** Reasons repeat no value. */
function invalid(issues: readonly z.core.$ZodIssue[]): { kind: 'invalid'; problems: Problem[] } {
  const problems = issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((field) => ({ field, reason: 'is no field of a task' }));
    if (issue.path.length === 0) return [{ field: 'task', reason: 'must be a JSON object' }];
    return [{ field: issue.path.join('.'), reason: issue.message }];
  });
  return { kind: 'invalid', problems };
}
