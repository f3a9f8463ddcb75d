/** What was answered; `sealed`: readable only with the request that it answers. */
export interface KeptAnswer {
  status: number;
  type: string;
  sealed: string;
}

/** An operation that is asked for under a key of its caller's. */
export interface Operation {
  /** Of caller, address and key; nothing personal. */
  id: string;
  /** Of the key and the whole request: another request under the same key has another one. */
  proof: string;
}

/**
 * mine       do it: nobody has, or who began died           open       another one does it now
 * answered   it was done                                    gone       it was done, and its answer is not kept any more
 * different  the key was used for another request
 */
export type Claim =
  | { kind: 'mine'; stamp: string }
  | { kind: 'answered'; answer: KeptAnswer }
  | { kind: 'open' | 'gone' | 'different' };

/** Answers are kept for so long. */
export const KEPT_MS = 24 * 3_600_000;
/** A claim that nobody has extended for so long is over: its process died. */
export const CLAIM_MS = 30_000;

/**
 * Collection `idempotency`: what was done under callers' keys. Claims move by compare-and-set on their stamp, by the
 * database's own time.
 */
export interface IdempotencyStore {
  /** The first one claims it. */
  claim(operation: Operation): Promise<Claim>;
  /** Whoever works on it says so now and then. */
  extend(stamp: string): Promise<void>;
  /** It was done; null: its answer is not kept. A claim that was lost meanwhile keeps what its new owner says. */
  keep(stamp: string, answer: KeptAnswer | null): Promise<void>;
  /** It was not done: whoever asks next does it. */
  release(stamp: string): Promise<void>;
  /** Drops what is kept no longer. @returns how many, at most `limit` */
  expire(before: Date, limit: number): Promise<number>;
}
