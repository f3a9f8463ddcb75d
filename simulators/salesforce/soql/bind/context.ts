import { SoqlError } from '../error.ts';
import type { QueryOptions } from '../result.ts';
import type { RowScope, SoqlRows } from '../rows.ts';
import type { SoqlSchema } from '../schema.ts';
import { dayIn } from '../time/zone.ts';

/** What one run of a statement works with. */
export interface Context {
  readonly schema: SoqlSchema;
  readonly rows: SoqlRows;
  readonly scope: RowScope;
  /** The user's day, days since 1970-01-01. */
  readonly today: number;
  readonly timeZone: string;
  readonly basePath: string;
  readonly polymorphicType: 'Name' | 'object';
  readonly descendingNulls: 'first' | 'last';
}

export function makeContext(schema: SoqlSchema, rows: SoqlRows, options: QueryOptions): Context {
  const { queryAll, now, timeZone = 'UTC', basePath, polymorphicType = 'Name', descendingNulls = 'first' } = options;
  if (Number.isNaN(now.getTime())) throw new RangeError('The time of a query is no valid date');
  return {
    schema,
    rows,
    scope: { deleted: queryAll },
    today: dayIn(timeZone, now),
    timeZone,
    basePath,
    polymorphicType,
    descendingNulls,
  };
}

/** Refuses a field named twice in one select list. */
export function duplicateField(name: string): SoqlError {
  return new SoqlError('INVALID_FIELD', `duplicate field selected: ${name}`);
}
