import { AppError } from '../../model/errors/app-error.ts';
import { isMarketoId } from '../../model/ids.ts';
import type { LeadRecord } from '../types.ts';
import type { Row } from './csv.ts';

/** Makes a record of a row; `number` counts rows from 1. */
export type RecordMaker = (row: Row, number: number) => LeadRecord;

/**
 * How this file's rows become records.
 * @throws AppError `marketo.badAnswer` when a field that was asked for has no column; each row `marketo.bulk.badRow`
 */
export function recordMaker(header: Row, fields: readonly string[]): RecordMaker {
  const columns = new Map(header.map((name, at) => [name, at]));
  const columnOf = (name: string) => {
    const at = columns.get(name);
    if (at !== undefined) return at;
    throw new AppError('marketo.badAnswer', { details: { endpoint: 'bulkFile', at: `header.${name}` } });
  };
  const idColumn = columnOf('id');
  const named = [...new Set(fields)].filter((name) => name !== 'id').map((name) => [name, columnOf(name)] as const);
  return (row, number) => {
    if (row.length !== header.length) throw badRow(number, 'columns');
    const text = row[idColumn] ?? '';
    const id = /^[1-9]\d*$/.test(text) ? Number(text) : null;
    if (!isMarketoId(id)) throw badRow(number, 'id');
    const record: Record<string, unknown> & { id: typeof id } = { id };
    for (const [name, at] of named) record[name] = row[at];
    return record;
  };
}

/** The row is named by its number alone: its values are people's. */
export function badRow(number: number, problem: string): AppError {
  return new AppError('marketo.bulk.badRow', { details: { row: number, problem } });
}
