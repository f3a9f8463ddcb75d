import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { ErrorKey } from '../../model/errors/registry.ts';
import type { MailFlag, RaisedFlags } from '../../model/mail-check/flags.ts';
import type { Outcome, Outcomes } from './coalescer.ts';
import type { FieldProof } from './field-proof.ts';
import type { MarketoReads } from './ports.ts';

type Row = Readonly<Record<string, unknown>>;
type Keys = () => readonly string[];

/** Wrong values in a list, or more people than one answer may hold (marketo-rest 2.3, 3.1): parts may still be answered. */
const ABOUT_VALUES: ReadonlySet<ErrorKey> = new Set([
  'marketo.1001',
  'marketo.1003',
  'marketo.1003.value',
  'marketo.1003.tooMany',
]);
const FIELD_UNKNOWN: ReadonlySet<ErrorKey> = new Set(['marketo.1006', 'marketo.1003.fields']);
/** One bad address among 300 is found by 9 halvings; 300 addresses of 100 people each need 30. */
const MOST_HALVINGS = 40;

export interface FlagsQuestion {
  marketo: MarketoReads;
  flags: readonly MailFlag[];
  proof: FieldProof;
}

/**
 * The flags raised for anybody behind each address, from one call where it can be. An address that Marketo doesn't know
 * has none. Whatever is not read for sure is an error of its own address.
 */
export async function askForFlags(
  question: FlagsQuestion,
  addresses: Keys,
  signal: AbortSignal,
): Promise<Outcomes<RaisedFlags>> {
  const halvings = { left: MOST_HALVINGS };
  const ask = async (keys: Keys): Promise<Outcomes<RaisedFlags>> => {
    try {
      const rows = await readRows(question, keys, signal);
      const found = attribute(keys(), rows, question.flags);
      if (found !== null) return found;
    } catch (error) {
      signal.throwIfAborted();
      const parts = isAppError(error) && ABOUT_VALUES.has(error.key) && keys().length > 1 && halvings.left > 0;
      if (!parts) return new Map(keys().map((key) => [key, { error }]));
    }
    halvings.left -= 1;
    const all = keys();
    const middle = Math.ceil(all.length / 2);
    const halves = await Promise.all([all.slice(0, middle), all.slice(middle)].map((half) => ask(() => half)));
    return new Map(halves.flatMap((half) => [...half]));
  };
  return ask(addresses);
}

async function readRows({ marketo, flags, proof }: FlagsQuestion, keys: Keys, signal: AbortSignal): Promise<Row[]> {
  const context = { priority: 'check', signal } as const;
  const read = () => marketo.leadsByFilter('email', keys, ['email', ...flags], context);
  try {
    const { leads } = await read().catch((error: unknown) => {
      // A hiccup must not hold 300 emails; more than one is told.
      if (isPassing(error) && !signal.aborted) return read();
      throw error;
    });
    await proof.demand(flags, leads, context);
    return [...leads];
  } catch (error) {
    if (!isAppError(error) || !FIELD_UNKNOWN.has(error.key)) throw error;
    throw new AppError('check.fieldMissing', { details: { field: flags.join(', ') }, cause: error });
  }
}

/** A time-out has taken all the time there is, and after a 606 every worker waits for longer than a caller does. */
function isPassing(error: unknown): boolean {
  if (!isAppError(error) || error.key === 'marketo.timeout') return false;
  return error.entry.class === 'retry' || error.key === 'marketo.615';
}

/**
 * Whose row is whose. Null: a flag is raised for an address that is none of those asked for, so Marketo compares in
 * another way than we do; asked alone, an address owns every row that comes.
 */
function attribute(
  keys: readonly string[],
  rows: readonly Row[],
  flags: readonly MailFlag[],
): Outcomes<RaisedFlags> | null {
  const raised = new Map<string, Set<MailFlag>>();
  const [only, ...others] = keys;
  for (const row of rows) {
    const up = flags.filter((flag) => isRaised(row, flag));
    if (up.length === 0) continue;
    const owner = only !== undefined && others.length === 0 ? only : row.email;
    const address = typeof owner === 'string' ? comparableAddress(owner) : null;
    if (address === null) return null;
    raised.set(address, new Set([...(raised.get(address) ?? []), ...up]));
  }
  const asked = new Map(keys.map((key) => [key, comparableAddress(key) ?? key]));
  const known = new Set(asked.values());
  if ([...raised.keys()].some((address) => !known.has(address))) return null;
  return new Map(
    [...asked].map(([key, address]): [string, Outcome<RaisedFlags>] => [
      key,
      { value: raised.get(address) ?? new Set() },
    ]),
  );
}

const UP: ReadonlySet<unknown> = new Set([true, 'true', 'True', 1, '1']);
const DOWN: ReadonlySet<unknown> = new Set([undefined, null, false, '', 'false', 'False', 0, '0']);

/** Absent and null are false (marketo-rest 9). @throws AppError `marketo.badAnswer` for what is no yes and no no */
function isRaised(row: Row, flag: MailFlag): boolean {
  const value = row[flag];
  if (UP.has(value)) return true;
  if (DOWN.has(value)) return false;
  throw new AppError('marketo.badAnswer', { details: { endpoint: 'leads', at: flag } });
}
