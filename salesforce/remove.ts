import type { Connection } from 'jsforce/lib/connection.js';
import { z } from 'zod';
import type { Clock } from '../model/ports.ts';
import type { Caller } from './caller.ts';
import { outcomesOf, unsuccessful } from './collection.ts';
import { MAX_RECORDS } from './endpoints.ts';
import { badCall } from './names.ts';
import type { RemoveOutcome, SalesforceContext, WriteOptions } from './types.ts';

const ENDPOINT = 'remove';
const ID = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/;

const removed = z.object({ success: z.literal(true) });

/** Deletes up to 200 records in one call; one outcome each, in order. @throws AppError where surely nothing was deleted */
export async function removeRecords(
  call: Caller,
  clock: Pick<Clock, 'now'>,
  ids: readonly string[],
  context: SalesforceContext,
  options: WriteOptions = {},
): Promise<RemoveOutcome[]> {
  if (ids.length === 0) return [];
  checkIds(ids);
  // jsforce wants an object's name and sends none: an id says what it is of.
  const run = (connection: Connection) => connection.destroy('record', [...ids], { allOrNone: false });
  const request = { endpoint: ENDPOINT, count: ids.length, run } as const;
  return outcomesOf(call, request, { context, options }, (item) => outcomeOf(item, clock.now()));
}

/** Somebody deleted it before, or we did and the answer was lost: it is as it should be. */
function outcomeOf(item: unknown, now: Date): RemoveOutcome {
  if (removed.safeParse(item).success) return { kind: 'removed', wasGone: false };
  const outcome = unsuccessful(ENDPOINT, item, now);
  const wasGone = outcome.kind === 'refused' && outcome.error.key === 'salesforce.ENTITY_IS_DELETED';
  return wasGone ? { kind: 'removed', wasGone } : outcome;
}

function checkIds(ids: readonly string[]): void {
  if (ids.length > MAX_RECORDS) throw badCall(ENDPOINT, 'ids');
  const bad = ids.findIndex((id, index) => !ID.test(id) || ids.indexOf(id) !== index);
  if (bad !== -1) throw badCall(ENDPOINT, `ids.${bad}`);
}
