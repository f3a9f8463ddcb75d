import type { MarketoId } from '../../model/ids.ts';
import type { PushProof } from '../../model/push/proof.ts';

/** Somebody who is to be read again. */
export interface Push {
  id: MarketoId;
  /** Another one for each time the person is pushed: what came during a read is told apart from what it answers. */
  stamp: string;
}

/** Why pushes are left to polling for a time. `burst`: too many people at once; `quota`: their calls are used up. */
export type FoldReason = 'burst' | 'quota';

/** Since the first push; numbers of people. */
export interface PushCounts {
  received: number;
  read: number;
  /** Left to polling. */
  folded: number;
  /** Not taken, because too many waited. */
  refused: number;
}

/** Document `pushes` of collection `meta`. */
export interface PushState extends PushCounts {
  /** The database's clock, when somebody told the counts last; null: nothing was ever pushed. */
  lookedAt: Date | null;
  /** When somebody was pushed last. */
  lastAt: Date | null;
  /** Sign of life of whoever reads them, by the database's clock; null: nobody does now. */
  followedAt: Date | null;
  fold: { until: Date; reason: FoldReason } | null;
  proof: PushProof;
}

/** What is known of the pushes at one time. */
export interface PushesNow extends PushState {
  /** When whoever waits longest was pushed first; null: nobody waits. */
  unreadSince: Date | null;
}

/** Collection `pushes`: people to be read again, each once; ids alone. What is lost here, polling finds. */
export interface PushStore {
  /** Notes people, also those who wait already. */
  add(ids: readonly MarketoId[]): Promise<void>;
  /** Those who wait longest. */
  waiting(limit: number): Promise<Push[]>;
  /** Takes off who was not pushed again since. */
  done(pushes: readonly Push[]): Promise<void>;
  /** Of some people, those who wait. */
  among(ids: readonly MarketoId[]): Promise<Set<MarketoId>>;
  /** Takes everybody off. @returns how many */
  drop(): Promise<number>;
  /** About how many wait. */
  depth(): Promise<number>;
  state(): Promise<PushesNow>;
  /** Adds to the counts. @returns the state after it */
  count(counts: Partial<PushCounts>): Promise<PushState>;
  /** A sign of life, and its end. */
  follow(isOn: boolean): Promise<void>;
  fold(fold: PushState['fold']): Promise<void>;
  prove(proof: PushProof): Promise<void>;
}
