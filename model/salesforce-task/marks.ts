import type { SalesActivityKind } from '../sales-activity/kinds.ts';
import { type FieldValue, fitting, type TaskFields, type TaskValues } from './fields.ts';

const flag = (field: string): FieldValue => ({ field, kind: 'flag', value: true });

/** What late engagement changes on the send's Task (product.md 4.5, Q14). A checkbox is only ever set. */
const MARKS: Partial<Record<SalesActivityKind, FieldValue>> = {
  emailOpened: flag('MSE_Viewed__c'),
  emailClicked: flag('MSE_Clicked__c'),
  emailReplied: flag('MSE_Replied__c'),
  emailBounced: { field: 'MSE_Email_Status__c', kind: 'text', value: 'bounced' },
};

/** What all these kinds together set on one Task; nothing where the org has no such field. */
export function marksOf(
  kinds: Iterable<SalesActivityKind>,
  options: { fields: TaskFields; use: 'create' | 'update'; without?: ReadonlySet<string> },
): TaskValues {
  return fitting(
    [...new Set(kinds)].flatMap((kind) => MARKS[kind] ?? []),
    options,
  );
}

/** Whether a Task read back has all of these. */
export function isMarked(task: Readonly<Record<string, unknown>>, marks: TaskValues): boolean {
  return Object.entries(marks).every(([field, value]) => task[field] === value);
}
