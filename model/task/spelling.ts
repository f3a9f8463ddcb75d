import { cutText } from '../cut-text.ts';
import { withoutControls } from '../salesforce-task/fields.ts';
import { subjectFrom } from '../salesforce-task/subject.ts';
import type { SalesforceFields, TaskContent, TaskField, TaskKind } from './task.ts';

/** What an org and the settings say about how tasks are written in Salesforce. */
export interface TaskRules {
  /** The status that an open task gets; the only one that reopens one here. */
  open: string;
  /** The closed status that a completed task gets. */
  complete: string;
  /** `salesforce.subjectTemplate`. */
  subjectTemplate: string;
  /** Most UTF-16 units of Subject and Description. */
  subjectLength: number;
  detailsLength: number;
  /** Added to the database's times they are Salesforce's. */
  offsetMs: number;
  /** Fields that the org does not let us write: what is changed here stays here. None when left out. */
  readOnly?: readonly TaskField[];
}

/** One value of TaskStatus. */
export interface TaskStatusValue {
  name: string;
  isClosed: boolean;
  isDefault: boolean;
}

/** Product.md 5.1 names both; an org without them has others (salesforce-rest 5.3). Null: it has none of one sort. */
export function statusesFrom(values: readonly TaskStatusValue[]): Pick<TaskRules, 'open' | 'complete'> | null {
  const choose = (isClosed: boolean, name: string): string | undefined => {
    const fitting = values.filter((value) => value.isClosed === isClosed);
    const chosen =
      fitting.find((value) => value.name === name) ?? fitting.find((value) => value.isDefault) ?? fitting[0];
    return chosen?.name;
  };
  const open = choose(false, 'Not Started');
  const complete = choose(true, 'Completed');
  return open === undefined || complete === undefined ? null : { open, complete };
}

const TYPES: Record<TaskKind, string> = { email: 'Email', call: 'Call', inMail: 'InMail', custom: 'Custom' };
const PRIORITIES = { normal: 'Normal', high: 'High' } as const;

/** All of a task as Salesforce is to have it. */
export function spelled({ kind, ...content }: TaskContent & { kind: TaskKind }, rules: TaskRules): SalesforceFields {
  const subject = subjectFrom(rules.subjectTemplate, { activity_type: TYPES[kind], activity_subject: content.name });
  return {
    subject: canonicalText(subject, rules.subjectLength),
    status: content.status === 'complete' ? rules.complete : rules.open,
    isClosed: content.status === 'complete',
    priority: PRIORITIES[content.priority],
    due: content.due,
    details: canonicalText(content.details, rules.detailsLength),
  };
}

/** Salesforce's field of each of ours. */
const NAMES = {
  name: 'subject',
  status: 'status',
  priority: 'priority',
  due: 'due',
  details: 'details',
} as const satisfies Record<TaskField, keyof SalesforceFields>;

/** A field's value in the one spelling in which two of them are compared: line ends and blanks around a text differ. */
export function spelling(fields: SalesforceFields, field: TaskField): string | null {
  const value = fields[NAMES[field]];
  return field === 'due' ? (value?.slice(0, 10) ?? null) : canonicalText(value, Number.POSITIVE_INFINITY);
}

/** What some fields of a task are in Salesforce. */
export function fieldValues(
  task: TaskContent & { kind: TaskKind },
  fields: readonly TaskField[],
  rules: TaskRules,
): Partial<SalesforceFields> {
  return someOf(spelled(task, rules), fields);
}

/** Some fields of a Task, by our names. */
export function someOf(
  { subject, status, isClosed, priority, due, details }: SalesforceFields,
  fields: readonly TaskField[],
): Partial<SalesforceFields> {
  const by: Record<TaskField, Partial<SalesforceFields>> = {
    name: { subject },
    status: { status, isClosed },
    priority: { priority },
    due: { due },
    details: { details },
  };
  return Object.assign({}, ...fields.map((field) => by[field]));
}

/** Salesforce's value in our words; undefined: we have no word for it, or it does not come here (the name). */
export function readField<F extends TaskField>(
  theirs: SalesforceFields,
  field: F,
  rules: Pick<TaskRules, 'open'>,
): TaskContent[F] | undefined;
export function readField(theirs: SalesforceFields, field: TaskField, { open }: Pick<TaskRules, 'open'>) {
  switch (field) {
    case 'name':
      return undefined;
    case 'status':
      if (theirs.isClosed) return 'complete';
      return theirs.status === open ? 'open' : undefined;
    case 'priority':
      return ({ Normal: 'normal', High: 'high' } as const)[theirs.priority ?? ''];
    case 'due':
    case 'details':
      return spelling(theirs, field);
  }
}

export function canonicalText(text: string | null, length: number): string | null {
  if (text === null) return null;
  const lines = withoutControls(text.replace(/\r\n?/g, '\n')).trim();
  const cut = cutText(lines, length).trimEnd();
  return cut === '' ? null : cut;
}
