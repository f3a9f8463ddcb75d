import type { ErasedCounts, Erasure } from '../../model/erasure.ts';
import type { MarketoId } from '../../model/ids.ts';

/** Who and what an erasure would take away. */
export interface ErasurePreview {
  /** The person, and whoever was merged into it or it was merged into: one human being, by Marketo's own records. */
  ids: MarketoId[];
  /** Those of them that were erased before. */
  erased: MarketoId[];
  counts: ErasedCounts;
}

/**
 * Collections `erasures` (one row per erased person, for ever) and `erasedOptOuts` (fingerprints of their opted-out
 * addresses). The order is safe against crashes: the row, then the mark in `people` that nothing overwrites, then all
 * the rest; whatever is left half done is finished by `finish`, and repeating any of it changes nothing.
 */
export interface ErasureStore {
  preview(ids: readonly MarketoId[]): Promise<ErasurePreview>;
  /** Stores that these are to be erased; from here on it will be done. */
  begin(ids: readonly MarketoId[], by: { by: string; reason: string; at: Date }): Promise<void>;
  /** Does what is left of those begun: at once, and once more at each `dueAt`. @returns what it took away */
  finish(ids: readonly MarketoId[], now: Date, signal?: AbortSignal): Promise<ErasedCounts>;
  get(id: MarketoId): Promise<Erasure | null>;
  /** Of some ids, those that are erased, or are being erased. */
  among(ids: readonly MarketoId[]): Promise<Set<MarketoId>>;
  /** Of some Leads' and Contacts' ids in Salesforce, those of erased people. */
  whoAmong(whoIds: readonly string[]): Promise<Set<string>>;
  /** Erasures to be looked at by then, in the order of their ids. */
  due(now: Date, limit: number): Promise<Erasure[]>;
}
