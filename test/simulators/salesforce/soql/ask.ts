import {
  parseSoql,
  type QueryOptions,
  type ResultRecord,
  runQuery,
  SoqlError,
  type SoqlRows,
} from '../../../../simulators/salesforce/soql/index.ts';
import { schema } from './schema.ts';

export const NOW = new Date('2026-05-14T10:00:00Z');

type Options = Partial<QueryOptions>;

export function ask(
  rows: SoqlRows,
  soql: string,
  options: Options = {},
): { totalSize: number; records: ResultRecord[] } {
  const result = runQuery(parseSoql(soql), schema, rows, {
    queryAll: false,
    now: NOW,
    basePath: '/services/data/v66.0',
    ...options,
  });
  return { totalSize: result.totalSize, records: result.slice(0, result.size) };
}

/** One field of all records. */
export function column(rows: SoqlRows, soql: string, field: string, options?: Options): unknown[] {
  return ask(rows, soql, options).records.map((record) => record[field]);
}

/** The error a statement is refused with. */
export function refusal(rows: SoqlRows, soql: string): { errorCode: string; message: string } {
  try {
    ask(rows, soql);
  } catch (error) {
    if (error instanceof SoqlError) return { errorCode: error.errorCode, message: error.message };
    throw error;
  }
  throw new Error(`not refused: ${soql}`);
}
