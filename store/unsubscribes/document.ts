import type { Consent } from '../../model/unsubscribe/consent.ts';
import type { PushRow, StoredConsent, Told } from './types.ts';

/** Collection `unsubscribes`; `_id` = the comparable address. */
export interface UnsubscribeDocument extends Consent {
  _id: string;
  /** Absent: Salesforce was never told. Written on its own: it names the change that it is about. */
  told?: Told;
  /**
   * New with every change, unique: the compare-and-set filters on it alone, because a filter of `_id` and something else
   * does not use the index of `_id` on every server (temporal-notes 9).
   */
  stamp: string;
}

/** Collection `unsubscribePushes`; `_id` = the comparable address. */
export type PushDocument = Omit<PushRow, 'address'> & { _id: string };

/** Opted out, and the last that Salesforce was told is of an earlier change. */
export function isUntold({ optedOut, revision, told }: Pick<UnsubscribeDocument, 'optedOut' | 'revision' | 'told'>) {
  return optedOut && told?.revision !== revision;
}

export function toConsent(document: UnsubscribeDocument): StoredConsent {
  const { _id: address, stamp: _, told, ...consent } = document;
  return { address, ...consent, told: told ?? null };
}

export function toPushRow({ _id: address, ...row }: PushDocument): PushRow {
  return { address, ...row };
}
