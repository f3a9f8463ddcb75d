import { COMPUTED } from '../people/computed.ts';
import { FIELD_NAMES, type Values } from '../people/fields.ts';
import { fullName, MutationError } from './mutations.ts';
import { followAddress, leftBehindBy } from './opt-outs.ts';
import { type AttributeValue, TYPE } from './rows.ts';
import type { Draft, InstanceState } from './state.ts';

/** One merge as the control API takes it. */
export interface Merge {
  readonly winner: number;
  readonly losers: readonly number[];
  /** 32 Merge Leads (default) or 31 SFDC Merge Leads. */
  readonly kind?: 32 | 31;
  /** Overrides the switch mergeLoserWrites37. */
  readonly loserDeleted?: boolean;
}

function mergeIds(losers: readonly number[], form: InstanceState['switches']['mergeIdsForm']): AttributeValue {
  if (form === 'commaString') return losers.join(',');
  const [only, ...others] = losers;
  return form === 'number' && only !== undefined && others.length === 0 ? only : losers;
}

const CRM_RANK = { Contact: 2, Lead: 1 } as const;

function crmRank(state: InstanceState, id: number): number {
  const type = state.book.reader(id)?.('sfdcType');
  return type === 'Contact' || type === 'Lead' ? CRM_RANK[type] : 0;
}

/** Who really wins a merge asked for by REST: a CRM contact beats a CRM lead beats a Marketo-only person (4.6). */
export function realWinner(state: InstanceState, { winner, losers }: Merge): Merge {
  if (!state.switches.mergeSwapsWinner) return { winner, losers };
  const all = [winner, ...losers];
  const best = all.reduce((a, b) => (crmRank(state, b) > crmRank(state, a) ? b : a));
  return { winner: best, losers: all.filter((id) => id !== best) };
}

/** Merges people: the winner keeps its values, empty ones come from the losers in their order; losers vanish. */
export function mergePeople(state: InstanceState, { winner, losers, kind = 32, loserDeleted }: Merge): void {
  const all = [winner, ...losers];
  const missing = all.filter((id) => !state.book.has(id));
  if (missing.length > 0) throw new MutationError(`no living person ${missing.join(', ')}`, 'merge living people only');
  if (losers.length === 0 || new Set(all).size < all.length) {
    throw new MutationError('a merge needs one winner and other, distinct losers', 'name each id once');
  }
  const kept = state.book.read(winner) ?? {};
  const filled: Values = {};
  for (const loser of losers) {
    const values = state.book.read(loser) ?? {};
    for (const name of FIELD_NAMES) {
      const value = values[name] ?? null;
      if (COMPUTED[name] === undefined && (kept[name] ?? null) === null && value !== null) filled[name] ??= value;
    }
  }
  // A winner without an address takes a loser's, and what that one has.
  const bare = { id: winner, email: kept.email ?? null, unsubscribed: kept.unsubscribed === true };
  if ('email' in filled) filled.unsubscribed = followAddress(state, bare, { email: filled.email ?? null }).unsubscribed;
  const losersGone: Draft[] = losers.map((id) => ({
    leadId: id,
    type: TYPE.deleteLead,
    primaryId: id,
    primary: fullName(state, id),
  }));
  const record: Draft = {
    leadId: winner,
    type: kind,
    primaryId: winner,
    primary: fullName(state, winner),
    attributes: [
      ['Merge IDs', mergeIds(losers, state.switches.mergeIdsForm)],
      ['Master Updated', Object.keys(filled).length > 0],
      ['Merge Source', kind === TYPE.sfdcMerge ? 'sfdc' : 'leaddb'],
      ['Merged in Sales', kind === TYPE.sfdcMerge],
    ],
  };
  const deleted = loserDeleted ?? state.switches.mergeLoserWrites37;
  state.commit({
    put: Object.keys(filled).length > 0 ? [[winner, filled]] : [],
    gone: losers.map((id) => [id, winner]),
    optOuts: losers.flatMap((id) => leftBehindBy(state, id)),
    drafts: deleted ? [record, ...losersGone] : [record],
  });
}
