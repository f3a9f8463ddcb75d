import { z } from 'zod';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { Clock } from '../../model/ports.ts';
import { ENDPOINTS, MAX_ADDED, MAX_BODY_BYTES } from '../endpoints.ts';
import { atLeastOne, atMost } from '../limits.ts';
import { encodeAction } from '../query.ts';
import type { Rest } from '../rest.ts';
import { textOrNull } from '../schemas.ts';
import { toTimestamp } from '../time.ts';
import type { AddOptions, AddOutcome, CallContext, NewActivity } from '../types.ts';
import { unknownOutcome, wasRefused } from '../unknown-outcome.ts';
import { keyOfCode, vendorError } from '../vendor-errors.ts';

const ENDPOINT = 'addActivities';

/** How a call without records may be refused; no code is documented. */
const EMPTY_REFUSED: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'marketo.701',
  'marketo.1001',
  'marketo.1002',
  'marketo.1003',
  'marketo.1003.value',
]);

/** What went wrong with a record; called `errors` here, `reasons` elsewhere (marketo-rest 7.3). */
const problem = z.object({
  code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().catch(''),
});
const added = z.object({ status: z.literal('added'), marketoGUID: textOrNull, id: textOrNull });
const skipped = z.object({ status: z.literal('skipped'), errors: z.tuple([problem], z.unknown()) });
const outcome = z.union([added, skipped]);

/** As `CustomActivities.add`. */
export async function addActivities(
  { sendOnce }: Rest,
  clock: Clock,
  records: readonly NewActivity[],
  context: CallContext,
  { onSend }: AddOptions = {},
): Promise<AddOutcome[]> {
  atLeastOne(records, ENDPOINT);
  atMost(records, MAX_ADDED, ENDPOINT);
  const request = encodeAction(ENDPOINTS[ENDPOINT].path, { input: records.map(toWire) });
  const bytes = Buffer.byteLength(request.body ?? '');
  if (bytes > MAX_BODY_BYTES) throw badSize(bytes);
  let result: unknown[];
  try {
    ({ result } = await sendOnce(ENDPOINT, request, context, onSend));
  } catch (error) {
    if (isAppError(error) && error.key === 'marketo.outcomeUnknown')
      return records.map(() => ({ kind: 'unknown', error }));
    throw error;
  }
  // One entry per record, in order: with another number nobody can tell which is whose.
  const whole = result.length === records.length;
  return records.map((_, index) => readOutcome(whole ? result[index] : undefined, index, clock.now()));
}

/** As `CustomActivities.mayAdd`: rights are looked at before records. */
export async function mayAdd({ send }: Rest, context: CallContext): Promise<boolean> {
  try {
    await send(ENDPOINT, encodeAction(ENDPOINTS[ENDPOINT].path, { input: [] }), context);
    return true;
  } catch (error) {
    if (!wasRefused(error)) throw error;
    const { key } = error;
    if (key === 'marketo.603') return false;
    if (EMPTY_REFUSED.has(key)) return true;
    throw error;
  }
}

/** How many records from the first on go into one call: 300 at most, and no more than fit into 1 MB. */
export function fittingIntoOneCall(records: readonly NewActivity[]): number {
  let bytes = Buffer.byteLength('{"input":[]}');
  let count = 0;
  for (const record of records) {
    bytes += Buffer.byteLength(JSON.stringify(toWire(record))) + 1;
    if (count === MAX_ADDED || bytes > MAX_BODY_BYTES) break;
    count += 1;
  }
  return count;
}

function toWire({ leadId, typeId, at, primary, attributes }: NewActivity): object {
  return {
    leadId,
    activityDate: toTimestamp(at),
    activityTypeId: typeId,
    primaryAttributeValue: primary,
    attributes: Object.entries(attributes).map(([apiName, value]) => ({ apiName, value })),
  };
}

function readOutcome(entry: unknown, index: number, now: Date): AddOutcome {
  const known = outcome.safeParse(entry);
  if (!known.success) {
    const error = new AppError('marketo.badAnswer', { details: { at: String(index) } });
    return { kind: 'unknown', error: unknownOutcome(ENDPOINT, error) };
  }
  if (known.data.status === 'added') return { kind: 'added', guid: known.data.marketoGUID ?? known.data.id };
  const [{ code, message }] = known.data.errors;
  const details = { endpoint: ENDPOINT, code: /^\d{1,6}$/.test(code) ? code : 'unreadable' };
  return { kind: 'skipped', error: vendorError(keyOfCode(code, message), details, now) };
}

function badSize(bytes: number): AppError {
  return new AppError('marketo.badCall', { details: { endpoint: ENDPOINT, bytes, most: MAX_BODY_BYTES } });
}
