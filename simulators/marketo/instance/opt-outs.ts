import { isoSecond } from '../../lib/population/derive.ts';
import type { Value, Values } from '../people/fields.ts';
import { TYPE } from './rows.ts';
import type { Draft, InstanceState } from './state.ts';

/** What a change of one person's address or flag does beyond that person. */
export interface EmailStatus {
  /** The person's flag afterwards, whatever was asked for. */
  readonly unsubscribed: boolean;
  readonly put: readonly (readonly [id: number, values: Values])[];
  readonly drafts: readonly Draft[];
  readonly optOuts: readonly (readonly [address: string, optedOut: boolean])[];
}

interface Before {
  /** Undefined for one that is being made. */
  readonly id: number | undefined;
  readonly email: Value;
  readonly unsubscribed: boolean;
}

const keyOf = (address: Value): string | null =>
  typeof address === 'string' && address !== '' ? address.toLowerCase() : null;

function isOptedOut({ optOuts, lookup, book }: InstanceState, address: string): boolean {
  const known = optOuts.get(address);
  if (known !== undefined) return known;
  // Nothing has happened to the address: everybody who has it has its status.
  const [id] = lookup.find('email', [address], 1);
  return id !== undefined && book.reader(id)?.('unsubscribed') === true;
}

/**
 * Durable unsubscribe (section 9): the flag belongs to the address. A change of it spreads to everybody who has the
 * address; who is made with an address, or takes it, gets what the address has.
 */
export function followAddress(state: InstanceState, before: Before, next: Values, silent = false): EmailStatus {
  const old = keyOf(before.email);
  const address = 'email' in next ? keyOf(next.email ?? null) : old;
  const wanted = next.unsubscribed === undefined ? undefined : next.unsubscribed === true;
  const left = old !== null && old !== address ? leftBehind(before) : [];
  if (address === null) {
    return { unsubscribed: wanted ?? before.unsubscribed, put: [], drafts: [], optOuts: left };
  }
  const status = isOptedOut(state, address);
  const unsubscribed = address === old ? (wanted ?? before.unsubscribed) : status || wanted === true;
  if (unsubscribed === status) return { unsubscribed, put: [], drafts: [], optOuts: left };
  const others = state.lookup
    .find('email', [address], Infinity)
    .filter((id) => id !== before.id && (state.book.reader(id)?.('unsubscribed') === true) !== unsubscribed);
  const stamp: Values = silent ? {} : { updatedAt: isoSecond(state.now()) };
  return {
    unsubscribed,
    put: others.map((id) => [id, { unsubscribed, ...stamp }]),
    drafts: silent ? [] : others.map((id) => spreadDraft(id, unsubscribed)),
    optOuts: [...left, [address, unsubscribed]],
  };
}

/** An opted-out address stays so when nobody has it any more. */
export function leftBehind({ email, unsubscribed }: Pick<Before, 'email' | 'unsubscribed'>): [string, boolean][] {
  const address = keyOf(email);
  return address === null || !unsubscribed ? [] : [[address, true]];
}

/** The same of a living person. */
export function leftBehindBy(state: InstanceState, id: number): [string, boolean][] {
  const read = state.book.reader(id);
  return leftBehind({ email: read?.('email') ?? null, unsubscribed: read?.('unsubscribed') === true });
}

function spreadDraft(leadId: number, unsubscribed: boolean): Draft {
  return {
    leadId,
    type: TYPE.changeDataValue,
    change: { field: 'unsubscribed', old: !unsubscribed, new: unsubscribed },
    attributes: [
      ['Reason', 'Email status of the address changed'],
      ['Source', 'System'],
    ],
  };
}
