import type { TaskFields } from '../../../model/salesforce-task/fields.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import {
  type SalesforceClient,
  type SalesforceContext,
  type SalesforceRecord,
  soqlDateTime,
  soqlText,
} from '../../../salesforce/index.ts';
import type { TicketStore } from '../../../store/types.ts';
import { queryIn } from '../../sales-activities/salesforce/soql.ts';
import { readRow, selectedFields, type TaskRow } from './rows.ts';

export interface Reader {
  salesforce: Pick<SalesforceClient, 'query'>;
  /** As the connected user sees Task. */
  fields: TaskFields;
  context: SalesforceContext;
  /** A ticket is taken before each read: the newer read holds, whatever the order in which they are stored. */
  tickets: Pick<TicketStore, 'take'>;
}

/** Rows of a page: as many as one answer may have. */
const PAGE = 2_000;
/** Deleted ones, as long as they are in the recycle bin, and archived ones too. */
const ALL = { includeDeleted: true } as const;

/** Rows as SOQL conditions. */
export const ownedBy = (userIds: readonly string[]): string => `OwnerId IN (${userIds.map(soqlText).join(',')})`;
/** Every Task that is linked carries our key, whoever owns it now. */
export const LINKED = `${KEY_FIELD} LIKE 't-%'`;
export const OPEN = 'IsClosed = false';

/**
 * Tasks that changed since then, by `SystemModstamp`, page by page, each page its own query: one that a long read
 * overtakes is read again where it stands now.
 */
export async function* changedRows(reader: Reader, condition: string, since: Date): AsyncGenerator<TaskRow[]> {
  const select = `SELECT ${selectedFields(reader.fields).join(', ')} FROM Task WHERE `;
  let beyond = `SystemModstamp >= ${soqlDateTime(since)}`;
  for (;;) {
    const soql = `${select}(${condition}) AND (${beyond}) ORDER BY SystemModstamp, Id LIMIT ${PAGE}`;
    const asOf = await reader.tickets.take();
    const rows = (await all(reader, soql)).map((record) => readRow(record, asOf));
    yield rows;
    const last = rows.at(-1)?.task;
    if (last === undefined || rows.length < PAGE) return;
    const stamp = soqlDateTime(last.stamp);
    beyond = `(SystemModstamp = ${stamp} AND Id > ${soqlText(last.id)}) OR SystemModstamp > ${stamp}`;
  }
}

/** Tasks by Salesforce's ids, in any order; one that is gone for good, or not to be seen, is missing. */
export function rowsById(reader: Reader, ids: readonly string[]): Promise<TaskRow[]> {
  return rowsIn(reader, 'Id', ids);
}

/** Tasks by our keys. A deleted one and a living one may have the same. */
export function rowsByKey(reader: Reader, keys: readonly string[]): Promise<TaskRow[]> {
  return rowsIn(reader, KEY_FIELD, keys);
}

async function rowsIn(reader: Reader, field: string, values: readonly string[]): Promise<TaskRow[]> {
  if (values.length === 0) return [];
  const select = `SELECT ${selectedFields(reader.fields).join(', ')} FROM Task WHERE ${field} IN `;
  const asOf = await reader.tickets.take();
  const records = await queryIn(reader.salesforce, (list) => `${select}(${list})`, values, reader.context, ALL);
  return records.map((record) => readRow(record, asOf));
}

async function all({ salesforce, context }: Reader, soql: string): Promise<SalesforceRecord[]> {
  const records: SalesforceRecord[] = [];
  for await (const page of salesforce.query(soql, context, ALL)) records.push(...page);
  return records;
}
