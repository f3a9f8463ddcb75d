import type { z } from 'zod';
import { isSalesActivityId, type SalesActivityId } from './id.ts';
import { SALES_ACTIVITY_KINDS } from './kinds.ts';
import { type SalesActivity, salesActivityLine } from './line.ts';

/** Why a line is refused: the reason reads on from the field’s name, and repeats no value. */
export interface Problem {
  field: string;
  reason: string;
}

export type ParsedActivity =
  | { kind: 'valid'; activity: SalesActivity }
  /** `id`: the line’s, where it has a proper one. */
  | { kind: 'invalid'; id: SalesActivityId | null; problems: Problem[] };

/** Clocks of apps differ; more than this is a mistake. */
const LATEST_AHEAD_MS = 24 * 3_600_000;
/** Older than any system that could have logged it: a mistake, such as a time in seconds taken for milliseconds. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** Checks one sales activity as a caller gave it, a parsed JSON value. Never throws. */
export function parseSalesActivity(value: unknown, now: Date): ParsedActivity {
  const parsed = salesActivityLine.safeParse(value);
  if (!parsed.success)
    return invalid(
      value,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, value)),
    );
  const occurredAt = new Date(parsed.data.occurredAt);
  const badTime = problemOfTime(occurredAt, now);
  if (badTime !== null) return invalid(value, [{ field: 'occurredAt', reason: badTime }]);
  // The schema has checked the ids: from here on they are what their types say.
  return { kind: 'valid', activity: { ...parsed.data, occurredAt } as SalesActivity };
}

function invalid(value: unknown, problems: Problem[]): ParsedActivity {
  const id = memberOf(value, 'id');
  return { kind: 'invalid', id: isSalesActivityId(id) ? id : null, problems };
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const type = memberOf(value, 'type');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((field) => ({ field, reason: `is not a member of ${String(type)}` }));
  }
  if (issue.path.length === 0) return [{ field: 'line', reason: 'must be a JSON object' }];
  // The only union is the one by type.
  const reason =
    issue.code !== 'invalid_union'
      ? issue.message
      : type === undefined
        ? 'is missing'
        : `must be one of ${SALES_ACTIVITY_KINDS.join(', ')}`;
  return [{ field: issue.path.join('.'), reason }];
}

function problemOfTime(at: Date, now: Date): string | null {
  if (Number.isNaN(at.getTime())) return 'must be a time that exists';
  if (at.getTime() < EARLIEST) return 'must not be before the year 2000';
  if (at.getTime() > now.getTime() + LATEST_AHEAD_MS) return 'must not be more than a day from now';
  return null;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
