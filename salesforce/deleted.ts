import { z } from 'zod';
import { check } from './answers.ts';
import type { Caller } from './caller.ts';
import { badCall, checkNames } from './names.ts';
import type { DeletedRecords, SalesforceContext } from './types.ts';

const ENDPOINT = 'deleted';
const MINUTE_MS = 60_000;
/** Salesforce cuts seconds off and wants more than a minute between (salesforce-rest 2.6). */
const LEAST_MS = 2 * MINUTE_MS;

/** Salesforce writes `2026-01-02T03:04:05.000+0000`, which ISO 8601 knows as `+00:00`. */
const moment = z
  .string()
  .transform((text) => text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(text));

const answered = z.object({
  deletedRecords: z.array(z.object({ id: z.string().regex(/^[A-Za-z0-9]{18}$/), deletedDate: moment })),
  earliestDateAvailable: moment,
  latestDateCovered: moment,
});

/** Ids of records that were deleted within a window, as far as the server's log of deletions goes back. */
export async function readDeleted(
  call: Caller,
  object: string,
  window: { from: Date; to: Date },
  context: SalesforceContext,
): Promise<DeletedRecords> {
  checkNames(ENDPOINT, [object]);
  const { from, to } = wholeMinutes(window);
  const run = call({ endpoint: ENDPOINT, context, run: (connection) => connection.deleted(object, from, to) });
  const { deletedRecords, earliestDateAvailable, latestDateCovered } = check(answered, await run, ENDPOINT);
  return {
    deleted: deletedRecords.map(({ id, deletedDate: at }) => ({ id, at })),
    earliestAvailable: earliestDateAvailable,
    coveredTo: latestDateCovered,
  };
}

/** As Salesforce will take it, never ending later than asked: a window that is too short begins earlier. */
function wholeMinutes({ from, to }: { from: Date; to: Date }): { from: string; to: string } {
  const end = toMinute(to);
  const start = Math.min(toMinute(from), end - LEAST_MS);
  if (!Number.isFinite(start) || from > to) throw badCall(ENDPOINT, 'window');
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

const toMinute = (date: Date): number => Math.floor(date.getTime() / MINUTE_MS) * MINUTE_MS;
