export { type ColumnMetadata, describeColumns, type QueryColumns } from './answer/describe-columns.ts';
export { SoqlError, type SoqlErrorCode } from './error.ts';
export type { SoqlQuery } from './query.ts';
export type {
  ChildResult,
  QueryOptions,
  QueryResult,
  RecordAttributes,
  ResultRecord,
  ResultValue,
} from './result.ts';
export type { IndexHit, IndexRange, RowScope, SoqlRow, SoqlRows, SoqlValue } from './rows.ts';
export { runQuery } from './run.ts';
export type {
  SoqlChildRelationship,
  SoqlField,
  SoqlFieldType,
  SoqlObject,
  SoqlRelationship,
  SoqlSchema,
} from './schema.ts';
export { parseSoql } from './syntax/parse.ts';
