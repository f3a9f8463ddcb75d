import { isDeepStrictEqual } from 'node:util';
import { lowerCase, names, type Refused } from './refused.ts';
import { type TaskTry, valuesOf } from './task-try.ts';
import { isFieldTrouble } from './trouble.ts';
import type { Writing } from './writing.ts';

/** The field takes other values, or shorter ones, than it did when it was described, or is of another type. */
const VALUE_TROUBLE: ReadonlySet<string> = new Set([
  'salesforce.JSON_PARSER_ERROR',
  'salesforce.INVALID_TYPE_ON_FIELD_IN_RECORD',
  'salesforce.INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'salesforce.STRING_TOO_LONG',
  'salesforce.MAX_TASK_DESCRIPTION_EXCEEDED',
]);
/** A Task's opportunity that is gone or not to be seen; the Task is worth more than its link. */
const OPPORTUNITY = 'WhatId';

/** Tasks with what the org says anew of its fields, and without those optional ones that a refusal names. */
export async function fieldsMended(writing: Writing, refused: readonly Refused[]): Promise<TaskTry[]> {
  const isStale = ({ outcome: { error } }: Refused) => isFieldTrouble(error.key) || VALUE_TROUBLE.has(error.key);
  const before = new Map(refused.map((one) => [one, valuesOf(writing, one.tried)]));
  if (refused.some(isStale)) writing.org = await writing.readOrg(writing.context, { isFresh: true });
  return refused.flatMap((one) => {
    if (!isStale(one) && !names(one, OPPORTUNITY)) return [];
    const { tried, outcome } = one;
    const anew = VALUE_TROUBLE.has(outcome.error.key) ? [tried] : [];
    const next = [...anew, { ...tried, without: new Set([...tried.without, ...lowerCase(outcome.fields)]) }];
    return next.find((other) => !isDeepStrictEqual(valuesOf(writing, other), before.get(one))) ?? [];
  });
}
