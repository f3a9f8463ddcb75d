import type { TaskTry } from './task-try.ts';
import type { Outcome } from './writing.ts';

export interface Refused {
  tried: TaskTry;
  outcome: Extract<Outcome, { kind: 'refused' }>;
}

export const lowerCase = (fields: readonly string[]): string[] => fields.map((field) => field.toLowerCase());

/** Whether a refusal names a field. */
export function names({ outcome }: Refused, field: string): boolean {
  return lowerCase(outcome.fields).includes(field.toLowerCase());
}
