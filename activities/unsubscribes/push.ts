import { randomUUID } from 'node:crypto';
import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import { fieldInUse, OPT_OUT_OBJECTS, type OptOutObject } from '../../model/unsubscribe/field.ts';
import type { SalesforceContext } from '../../salesforce/index.ts';
import type { PushOutcome, PushRow } from '../../store/unsubscribes/types.ts';
import { withTimeLimit } from '../sales-activities/salesforce/time-limit.ts';
import { isFieldTrouble } from '../sales-activities/salesforce/trouble.ts';
import type { OptOutSalesforce, UnsubscribeDeps } from './deps.ts';
import { accessError, type FieldAccess, fieldAccess } from './salesforce/field-access.ts';
import { type OptOutRecord, recordsOfAddresses } from './salesforce/records.ts';
import { refusalOf } from './salesforce/refusals.ts';

/** Addresses of one batch, and records of one call (salesforce-rest 2.3). */
const PER_CALL = 200;
/** A claim that is not heard of for 120 s is another worker's. */
const WITHIN_MS = 90_000;

interface Push {
  deps: UnsubscribeDeps;
  salesforce: OptOutSalesforce;
  context: SalesforceContext;
  field: string;
  access: FieldAccess;
  /** The database's time. */
  now: Date;
}

/**
 * Tells Salesforce of what waits, up to 200 addresses: every living Lead and Contact of an address that does not say
 * opted out yet is written, and no other. What an answer left open is read again with the next look.
 * @returns how many addresses were taken; 0: nothing is due
 * @throws AppError what concerns all of them; they wait again
 */
export async function pushOnce(
  deps: UnsubscribeDeps,
  salesforce: OptOutSalesforce,
  signal: AbortSignal,
): Promise<number> {
  signal.throwIfAborted();
  const { unsubscribes } = deps.store;
  const now = await deps.store.serverTime();
  const rows = await unsubscribes.claim({ batch: randomUUID(), limit: PER_CALL, now });
  if (rows.length === 0) return 0;
  try {
    await withTimeLimit({ signal, ms: WITHIN_MS }, async (limited) => {
      const context = { signal: limited };
      const field = fieldInUse(await deps.store.settings.unsubscribes());
      const push = async (isFresh: boolean) => {
        const access = await fieldAccess(salesforce, field, context, { isFresh });
        await pushRows({ deps, salesforce, context, field, access, now }, rows);
      };
      try {
        // Somebody may have made it visible since it was refused.
        await push(rows.some(({ tries }) => tries > 0));
      } catch (error) {
        if (!isAppError(error) || !isFieldTrouble(error.key)) throw error;
        await push(true);
      }
    });
  } catch (error) {
    await unsubscribes.settle(rows.map((row) => ({ row, outcome: { kind: 'again' } })));
    throw error;
  }
  return rows.length;
}

/** Where the whole is refused for what may be one address's fault, the halves go by themselves. */
async function pushRows(push: Push, rows: readonly PushRow[]): Promise<void> {
  try {
    await told(push, rows);
  } catch (error) {
    if (!isAppError(error) || !isOneRows(error)) throw error;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) {
      await push.deps.store.unsubscribes.settle([{ row: only, outcome: parked(push, error, only) }]);
      return;
    }
    const half = Math.ceil(rows.length / 2);
    await pushRows(push, rows.slice(0, half));
    await pushRows(push, rows.slice(half));
  }
}

function isOneRows({ key, entry }: AppError): boolean {
  return (entry.class === 'record' || entry.class === 'bug') && !isFieldTrouble(key);
}

async function told(push: Push, rows: readonly PushRow[]): Promise<void> {
  const { deps, salesforce, context, field, access } = push;
  const { unsubscribes } = deps.store;
  // Before Salesforce is read: what is told is this change of the address, or none.
  const known = await unsubscribes.getMany(rows.map(({ address }) => address));
  const optedOut = rows.filter(({ address }) => known.get(address)?.optedOut === true);
  const addresses = optedOut.map(({ address }) => address);
  const records =
    addresses.length === 0 ? [] : await recordsOfAddresses(salesforce, { addresses, field, access }, context);
  const refused = await written(push, records);
  const outcomes = rows.map((row): { row: PushRow; outcome: PushOutcome } => {
    const consent = known.get(row.address);
    if (consent === undefined || !consent.optedOut) return { row, outcome: { kind: 'over' } };
    const error = refused.get(row.address);
    if (error !== undefined) return { row, outcome: parked(push, error, row) };
    const count = records.filter(({ address }) => address === row.address).length;
    return {
      row,
      outcome: { kind: 'told', told: { at: push.now, records: count, field, revision: consent.revision } },
    };
  });
  await unsubscribes.settle(outcomes);
}

function parked({ deps, now }: Push, error: AppError, { tries }: PushRow): PushOutcome {
  return refusalOf(error, { tries, now, random: deps.random() });
}

/** Writes what does not say opted out yet. @returns addresses of which not every record does now, with the reason */
async function written(push: Push, records: readonly OptOutRecord[]): Promise<Map<string, AppError>> {
  const refused = new Map<string, AppError>();
  for (const object of OPT_OUT_OBJECTS) {
    const open = records.filter((record) => record.object === object && record.isOptedOut !== true);
    const access = push.access[object];
    if (access !== 'writable') {
      for (const { address } of open) refused.set(address, accessError(object, access, push.field));
      continue;
    }
    for (let start = 0; start < open.length; start += PER_CALL) {
      await writeSome(push, object, open.slice(start, start + PER_CALL), refused);
    }
  }
  return refused;
}

async function writeSome(
  { salesforce, context, field }: Push,
  object: OptOutObject,
  records: readonly OptOutRecord[],
  refused: Map<string, AppError>,
): Promise<void> {
  const values = records.map(({ id }) => ({ Id: id, [field]: true }));
  const outcomes = await salesforce.update(object, values, context);
  for (const [index, { address }] of records.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined && outcome.kind !== 'saved') refused.set(address, outcome.error);
  }
}
