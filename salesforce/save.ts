import type { Connection } from 'jsforce/lib/connection.js';
import { z } from 'zod';
import type { Clock } from '../model/ports.ts';
import type { Caller } from './caller.ts';
import { outcomesOf, unsuccessful } from './collection.ts';
import { MAX_RECORDS } from './endpoints.ts';
import { badCall, checkNames } from './names.ts';
import type { SalesforceContext, SalesforceRecord, SaveOutcome, WriteOptions } from './types.ts';

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
  const request = { endpoint, count: records.length, run: (connection: Connection) => run(connection, copies) };
  const now = () => clock.now();
  return outcomesOf(call, request, { context, options }, (item) => outcomeOf(endpoint, item, now()));
}

function outcomeOf(endpoint: WriteName, item: unknown, now: Date): SaveOutcome {
  const success = saved.safeParse(item);
  if (!success.success) return unsuccessful(endpoint, item, now);
  const { id, created } = success.data;
  return { kind: 'saved', id, isCreated: created ?? endpoint === 'create' };
}

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
