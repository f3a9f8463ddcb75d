import type { TaskTry } from './task-try.ts';
import type { Outcome } from './writing.ts';

export interface Refused {
  tried: TaskTry;
  outcome: Extract<Outcome, { kind: 'refused' }>;
}

/** A field that is not there, hidden or read-only; expect either code (salesforce-rest 13.5), and 404 of the key. */
const FIELD_TROUBLE: ReadonlySet<string> = new Set([
  'salesforce.INVALID_FIELD',
  'salesforce.INVALID_FIELD_FOR_INSERT_UPDATE',
  'salesforce.NOT_FOUND',
]);

export const isFieldTrouble = (key: string): boolean => FIELD_TROUBLE.has(key);

export const lowerCase = (fields: readonly string[]): string[] => fields.map((field) => field.toLowerCase());

/** Whether a refusal names a field. */
export function names({ outcome }: Refused, field: string): boolean {
  return lowerCase(outcome.fields).includes(field.toLowerCase());
}
