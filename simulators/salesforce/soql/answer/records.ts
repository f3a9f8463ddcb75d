import type { Context } from '../bind/context.ts';
import { parentValue } from '../bind/operand.ts';
import { type Parent, parentOf } from '../bind/resolve.ts';
import type { ChildResult, ResultRecord, ResultValue } from '../result.ts';
import type { SoqlRow, SoqlValue } from '../rows.ts';
import type { SoqlFieldType, SoqlRelationship } from '../schema.ts';
import type { Column } from './columns.ts';

/** Values of one record in the order of its columns, taken at the time of the query. */
export interface Snapshot {
  readonly object: string;
  readonly id: string;
  readonly cells: readonly (SoqlValue | Snapshot | ChildResult)[];
}

/** Reads what the columns want from a row. */
export function snapshotOf(context: Context, columns: readonly Column[], object: string, row: SoqlRow): Snapshot {
  return read(context, columns, { object, id: String(row.get('Id')), row }, undefined);
}

function read(
  context: Context,
  columns: readonly Column[],
  parent: Parent,
  hop: SoqlRelationship | undefined,
): Snapshot {
  const { object, id } = parent;
  return { object, id, cells: columns.map((column) => cellOf(context, column, parent, hop)) };
}

function cellOf(
  context: Context,
  column: Column,
  { object, row }: Parent,
  hop: SoqlRelationship | undefined,
): SoqlValue | Snapshot | ChildResult {
  switch (column.kind) {
    case 'field':
      return hop === undefined ? row.get(column.name) : parentValue(hop, column.field, object, row);
    case 'parent': {
      const parent = parentOf(context, column.hop, row);
      return parent === undefined ? null : read(context, column.columns, parent, column.hop);
    }
    case 'children':
      return column.read(row);
  }
}

/** A stored value as the REST API writes it: date-times as `2026-01-02T03:04:05.000+0000`. */
export function jsonValue(type: SoqlFieldType, value: SoqlValue): string | number | boolean | null {
  return type === 'datetime' && typeof value === 'number' ? new Date(value).toISOString().replace('Z', '+0000') : value;
}

/** A snapshot as a record of the REST API. */
export function recordOf(
  context: Context,
  columns: readonly Column[],
  snapshot: Snapshot,
  hop?: SoqlRelationship,
): ResultRecord {
  const { object, id, cells } = snapshot;
  const type = hop?.polymorphic && context.polymorphicType === 'Name' ? 'Name' : object;
  const record: ResultRecord = { attributes: { type, url: `${context.basePath}/sobjects/${object}/${id}` } };
  for (const [i, column] of columns.entries()) record[column.name] = resultValue(context, column, cells[i] ?? null);
  return record;
}

function resultValue(context: Context, column: Column, cell: SoqlValue | Snapshot | ChildResult): ResultValue {
  if (typeof cell !== 'object' || cell === null) {
    return column.kind === 'field' ? jsonValue(column.field.type, cell) : cell;
  }
  if (!('cells' in cell)) return cell;
  return column.kind === 'parent' ? recordOf(context, column.columns, cell, column.hop) : null;
}
