import { z } from 'zod';
import type { Format } from '../../bulk/plan.ts';
import { ApiError } from '../../http/errors.ts';
import type { Switches } from '../../switches.ts';

const DAY_MS = 86_400_000;
const WINDOW_DAYS = 31;
const FORMATS: readonly Format[] = ['CSV', 'TSV', 'SSV'];
// ISO 8601; without a zone it is read as GMT (6.2).
const DATE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

const schema = z.looseObject({
  fields: z.array(z.string()).optional(),
  format: z.string().optional(),
  columnHeaderNames: z.record(z.string(), z.string()).optional(),
  filter: z.record(z.string(), z.unknown()).optional(),
});

/** What both kinds of export are asked for, as far as its form is right. */
export interface ExportRequest {
  readonly fields: readonly string[];
  readonly format: Format;
  readonly headerOf: (field: string) => string;
  readonly filter: Readonly<Record<string, unknown>>;
}

/** Two moments, both included, ms since epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const invalid = (attribute: string): string => `Invalid value specified for attribute '${attribute}'`;

/** Refuses a filter, with the text seen by clients (6.6). */
export function badFilter({ badFilterCode }: Switches, text = invalid('filter')): ApiError {
  return new ApiError(badFilterCode, text);
}

/** Reads the body of a create call. */
export function readRequest(body: unknown, switches: Switches): ExportRequest {
  const parsed = schema.safeParse(body ?? {});
  if (!parsed.success) throw new ApiError('1003', invalid(String(parsed.error.issues[0]?.path[0] ?? 'body')));
  const { fields = [], format = 'CSV', columnHeaderNames = {}, filter } = parsed.data;
  const known = FORMATS.find((name) => name === format.toUpperCase());
  if (known === undefined) throw new ApiError('1003', invalid('format'));
  if (filter === undefined) throw badFilter(switches);
  return { fields, format: known, headerOf: (field) => columnHeaderNames[field] ?? field, filter };
}

/** Refuses fields that don't exist (statement 69). */
export function checkFields(fields: readonly string[], exists: (field: string) => boolean): void {
  const unknown = fields.filter((field) => !exists(field));
  if (unknown.length > 0) throw new ApiError('1003', `Invalid fields [${unknown.join(', ')}]`);
}

function moment(given: unknown, switches: Switches): number {
  if (typeof given !== 'string') throw badFilter(switches);
  const [, date, fraction, zone = 'Z'] = DATE.exec(given) ?? [];
  const ms = Date.parse(`${date}${zone.replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  const refused = fraction !== undefined && switches.bulkMilliseconds === 'refuse';
  if (Number.isNaN(ms) || refused) throw new ApiError('704', `Invalid date format: ${given}`);
  return ms;
}

/** Reads `{startAt, endAt}`: both needed, at most 31 days apart (statement 67). */
export function readWindow(given: unknown, switches: Switches): Window {
  if (typeof given !== 'object' || given === null) throw badFilter(switches);
  const [from, to] = ['startAt', 'endAt'].map((name) => moment(Reflect.get(given, name), switches)) as [number, number];
  if (to < from) throw new ApiError(switches.endBeforeStartCode, 'endAt cannot be before startAt');
  const over = to - from - WINDOW_DAYS * DAY_MS;
  if (over > 0 || (over === 0 && switches.exactly31Days === 'refuse')) {
    throw new ApiError(switches.capCode, `Date range must not exceed ${WINDOW_DAYS} days`);
  }
  return { from, to };
}
