import type { Erasure } from '../../model/erasure.ts';
import type { MarketoId } from '../../model/ids.ts';

/** Collection `erasures`; `_id` = the person. */
export interface ErasureDocument extends Omit<Erasure, 'id'> {
  _id: MarketoId;
  /**
   * Fingerprints of the person's addresses, until it is done, and of its Lead and Contact, for ever: no Task that is made
   * for them in Salesforce later is taken.
   */
  prints?: string[];
}

/** Collection `erasedOptOuts`; `_id` = the address's fingerprint. */
export interface ErasedOptOut {
  _id: string;
  since: Date;
  source: string;
}

export const ERASURES = 'erasures';
export const ERASED_OPT_OUTS = 'erasedOptOuts';

export function toErasure({ _id: id, at, by, reason, state, dueAt }: ErasureDocument): Erasure {
  return { id, at, by, reason, state, dueAt };
}
