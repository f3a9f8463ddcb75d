import { makeContext } from '../bind/context.ts';
import { type Family, familyOf } from '../bind/criterion.ts';
import { resolveObject } from '../bind/resolve.ts';
import type { SoqlQuery } from '../query.ts';
import type { SoqlRows } from '../rows.ts';
import type { SoqlFieldType, SoqlSchema } from '../schema.ts';
import { childrenBinder } from './children.ts';
import { bindColumns, type Column } from './columns.ts';
import { bindGroupColumns, isBareCount, isGrouped } from './grouped.ts';

/** One column as `/query?columns=true` describes it. */
export interface ColumnMetadata {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  /** Columns of a parent, or of a child subquery, which is an aggregate. */
  readonly joinColumns: readonly ColumnMetadata[];
  readonly numberType: boolean;
  readonly textType: boolean;
}

export interface QueryColumns {
  readonly columnMetadata: readonly ColumnMetadata[];
  readonly entityName: string;
  readonly groupBy: boolean;
  readonly idSelected: boolean;
}

const APEX_TYPES: Readonly<Record<Family, string>> = {
  id: 'Id',
  text: 'String',
  boolean: 'Boolean',
  number: 'Double',
  date: 'Date',
  datetime: 'Datetime',
};

const NO_ROWS: SoqlRows = { all: () => [], byId: () => undefined };

interface Shape {
  readonly name: string;
  readonly label?: string;
  readonly type?: SoqlFieldType;
  readonly aggregate?: boolean;
  readonly custom?: boolean;
  readonly joined?: readonly ColumnMetadata[];
}

function metadata({ name, label = name, type, aggregate = false, custom = false, joined = [] }: Shape): ColumnMetadata {
  const family = type === undefined ? undefined : familyOf(type);
  const apexType = family === undefined ? null : type === 'int' ? 'Integer' : APEX_TYPES[family];
  return {
    aggregate,
    apexType,
    booleanType: family === 'boolean',
    columnName: name,
    custom,
    displayName: label,
    foreignKeyName: null,
    joinColumns: joined,
    numberType: family === 'number',
    textType: family === 'text' || family === 'id',
  };
}

function ofColumn(column: Column): ColumnMetadata {
  const { name } = column;
  switch (column.kind) {
    case 'field':
      return metadata({ name, type: column.field.type, custom: column.field.custom === true });
    case 'parent':
      return metadata({ name, joined: column.columns.map(ofColumn) });
    case 'children':
      return metadata({ name, aggregate: true, joined: column.columns.map(ofColumn) });
  }
}

/** What the columns of a statement's answer are. Throws SoqlError as `runQuery` does for its select list. */
export function describeColumns(query: SoqlQuery, schema: SoqlSchema): QueryColumns {
  const context = makeContext(schema, NO_ROWS, { queryAll: false, now: new Date(0), basePath: '' });
  const source = resolveObject(context, query);
  const entityName = source.object.name;
  if (isBareCount(query)) return { columnMetadata: [], entityName, groupBy: false, idSelected: false };
  if (isGrouped(query)) {
    const columns = bindGroupColumns(context, source, query);
    const columnMetadata = columns.map(({ name, label, aggregate, bound }) =>
      metadata({ name, label, aggregate, type: bound.type }),
    );
    return { columnMetadata, entityName, groupBy: query.groupBy.length > 0, idSelected: false };
  }
  const columns = bindColumns(context, source, query, childrenBinder(context));
  const idSelected = columns.some(({ name }) => name === 'Id');
  return { columnMetadata: columns.map(ofColumn), entityName, groupBy: false, idSelected };
}
