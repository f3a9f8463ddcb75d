import type { Connection } from 'jsforce/lib/connection.js';
import { z } from 'zod';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import { errorOfItem } from './answers.ts';
import type { Caller } from './caller.ts';
import type { EndpointName } from './endpoints.ts';
import { harmlessNames } from './names.ts';
import type { SalesforceContext, Unsuccessful, WriteOptions } from './types.ts';
import { isAmbiguous, unknownOutcome } from './unknown-outcome.ts';

export interface CollectionRequest {
  endpoint: EndpointName;
  /** Of its records. */
  count: number;
  /** Asks jsforce to send all of them in one collection call, each by itself. */
  run: (connection: Connection) => PromiseLike<unknown>;
}

const refused = z.object({
  success: z.literal(false),
  errors: z.array(z.unknown()).min(1),
});
const errorFields = z.object({ fields: z.array(z.unknown()) });

/** HTTP status of an answered collection, whatever became of its items (salesforce-rest 2.3). */
const ANSWERED = 200;

/**
 * Makes one collection call that writes; one outcome each, in order, read by `outcomeOf` from its item of the answer.
 * @throws AppError where surely nothing was written
 */
export async function outcomesOf<T>(
  call: Caller,
  { endpoint, count, run }: CollectionRequest,
  { context, options }: { context: SalesforceContext; options: WriteOptions },
  outcomeOf: (item: unknown) => T,
): Promise<(T | Unsuccessful)[]> {
  const allUnknown = (error: AppError) =>
    Array.from({ length: count }, (): Unsuccessful => ({ kind: 'unknown', error }));
  let answer: unknown;
  try {
    answer = await call({ endpoint, context, write: options, run });
  } catch (error) {
    if (isAppError(error) && error.key === 'salesforce.outcomeUnknown') return allUnknown(error);
    throw error;
  }
  // Of another length nobody knows which answer is whose.
  if (!Array.isArray(answer) || answer.length !== count) return allUnknown(unreadable(endpoint));
  return answer.map((item: unknown) => outcomeOf(item));
}

/** Of an item that is no success. */
export function unsuccessful(endpoint: EndpointName, item: unknown, now: Date): Unsuccessful {
  const failure = refused.safeParse(item);
  if (!failure.success) return { kind: 'unknown', error: unreadable(endpoint) };
  const [first] = failure.data.errors;
  const error = errorOfItem(endpoint, first, ANSWERED, now);
  if (isAmbiguous(error)) return { kind: 'unknown', error: unknownOutcome(endpoint, error) };
  const named = failure.data.errors.flatMap((one) => {
    const parsed = errorFields.safeParse(one);
    return parsed.success ? harmlessNames(parsed.data.fields) : [];
  });
  return { kind: 'refused', error, fields: [...new Set(named)] };
}

const unreadable = (endpoint: EndpointName) =>
  unknownOutcome(endpoint, new AppError('salesforce.badAnswer', { details: { endpoint } }));
