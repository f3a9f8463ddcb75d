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
/** Refusals of a record that is pointed at; where they name none, one that we chose may be meant. */
const REFERENCE_TROUBLE: ReadonlySet<string> = new Set([
  'salesforce.INVALID_CROSS_REFERENCE_KEY',
  'salesforce.INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
]);

/** Tasks with what the org says anew of its fields, and without those optional ones that a refusal names. */
export async function fieldsMended(writing: Writing, refused: readonly Refused[]): Promise<TaskTry[]> {
  const isStale = ({ outcome: { error } }: Refused) => isFieldTrouble(error.key) || VALUE_TROUBLE.has(error.key);
  const before = new Map(refused.map((one) => [one, valuesOf(writing, one.tried)]));
  if (refused.some(isStale)) writing.org = await writing.readOrg(writing.context, { isFresh: true });
  return refused.flatMap((one) => {
    const { tried, outcome } = one;
    if (!isStale(one) && !isOpportunitys(one)) return [];
    const dropped = [...outcome.fields, ...(isOpportunitys(one) ? [OPPORTUNITY] : [])];
    const anew = VALUE_TROUBLE.has(outcome.error.key) ? [tried] : [];
    const next = [...anew, { ...tried, without: new Set([...tried.without, ...lowerCase(dropped)]) }];
    return next.find((other) => !isDeepStrictEqual(valuesOf(writing, other), before.get(one))) ?? [];
  });
}

function isOpportunitys(one: Refused): boolean {
  const { error, fields } = one.outcome;
  if (fields.length > 0) return names(one, OPPORTUNITY);
  return one.tried.opportunityId !== undefined && REFERENCE_TROUBLE.has(error.key);
}
