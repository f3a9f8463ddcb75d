import type { Connection } from 'jsforce/lib/connection.js';
import { z } from 'zod';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { errorOfItem } from './answers.ts';
import type { Caller } from './caller.ts';
import { MAX_RECORDS } from './endpoints.ts';
import { badCall, checkNames, harmlessNames } from './names.ts';
import type { SalesforceContext, SalesforceRecord, SaveOutcome, WriteOptions } from './types.ts';
import { isAmbiguous, unknownOutcome } from './unknown-outcome.ts';

export type WriteName = 'upsert' | 'create' | 'update';

export interface Save {
  endpoint: WriteName;
  object: string;
  records: readonly SalesforceRecord[];
  /** Field that must have a value of its own in each record; null for new records. */
  keyField: string | null;
  /** Asks jsforce to send all of them in one collection call, each by itself. */
  run: (connection: Connection, records: Record<string, unknown>[]) => PromiseLike<unknown>;
}

const saved = z.object({
  success: z.literal(true),
  id: z.string().regex(/^[A-Za-z0-9]{18}$/),
  created: z.boolean().nullish(),
});
const refused = z.object({
  success: z.literal(false),
  errors: z.array(z.unknown()).min(1),
});
const errorFields = z.object({ fields: z.array(z.unknown()) });

/** HTTP status of an answered collection, whatever became of its items (salesforce-rest 2.3). */
const ANSWERED = 200;

/** Writes up to 200 records in one call; one outcome each, in order. @throws AppError where surely nothing was written */
export async function save(
  call: Caller,
  clock: Pick<Clock, 'now'>,
  { endpoint, object, records, keyField, run }: Save,
  context: SalesforceContext,
  options: WriteOptions = {},
): Promise<SaveOutcome[]> {
  if (records.length === 0) return [];
  checkRecords(endpoint, object, records, keyField);
  const copies = records.map((record) => ({ ...record }));
  const allUnknown = (error: AppError) => records.map((): SaveOutcome => ({ kind: 'unknown', error }));
  let answer: unknown;
  try {
    answer = await call({ endpoint, context, write: options, run: (connection) => run(connection, copies) });
  } catch (error) {
    if (isAppError(error) && error.key === 'salesforce.outcomeUnknown') return allUnknown(error);
    throw error;
  }
  // Of another length nobody knows which answer is whose.
  if (!Array.isArray(answer) || answer.length !== records.length) return allUnknown(unreadable(endpoint));
  const now = clock.now();
  return answer.map((item: unknown) => outcomeOf(endpoint, item, now));
}

function outcomeOf(endpoint: WriteName, item: unknown, now: Date): SaveOutcome {
  const success = saved.safeParse(item);
  if (success.success) {
    const { id, created } = success.data;
    return { kind: 'saved', id, isCreated: created ?? endpoint === 'create' };
  }
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

const unreadable = (endpoint: WriteName) =>
  unknownOutcome(endpoint, new AppError('salesforce.badAnswer', { details: { endpoint } }));

/** jsforce drops members called `type` and `attributes` and fails late without a key; a key twice is refused by Salesforce. */
function checkRecords(
  endpoint: WriteName,
  object: string,
  records: readonly SalesforceRecord[],
  keyField: string | null,
): void {
  checkNames(endpoint, keyField === null ? [object] : [object, keyField]);
  if (records.length > MAX_RECORDS) throw badCall(endpoint, 'records');
  const keys = new Set<string>();
  for (const [index, record] of records.entries()) {
    checkNames(endpoint, Object.keys(record));
    if ('type' in record || 'attributes' in record) throw badCall(endpoint, `records.${index}`);
    if (keyField === null) continue;
    const key = record[keyField];
    if (typeof key !== 'string' || key === '' || keys.has(key)) throw badCall(endpoint, `records.${index}.${keyField}`);
    keys.add(key);
  }
}
