/** Time as the code sees it, so that tests can move it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Most urgent first: a class waits while a more urgent one is waiting (design section 5, Quota). */
export const CALL_PRIORITIES = ['salesActivity', 'check', 'panel', 'push', 'changes', 'initial', 'reconcile'] as const;
/** What a call is for: the quota gives the most urgent class its place first. */
export type CallPriority = (typeof CALL_PRIORITIES)[number];

export interface QuotaRequest {
  priority: CallPriority;
  /** The call's own time limit: its slot is free again after it, whatever became of the caller. */
  deadlineMs: number;
  signal?: AbortSignal;
}

/** How the vendor took the call. `rateLimited` (606) and `tooManyAtOnce` (615) make every worker wait. */
export type CallOutcome = 'done' | 'free' | 'rateLimited' | 'tooManyAtOnce' | 'dayExhausted';

export interface QuotaLease {
  release(outcome: CallOutcome): Promise<void>;
}

/** Owned people as the CRM knows them; its Salesforce side is behind this port. */
export type CrmKind = 'lead' | 'contact';

export interface CrmPort {
  /** How many records of a kind have a user as owner. */
  countOwned(kind: CrmKind, signal?: AbortSignal): Promise<number>;
  /**
   * Ids (18 characters) of owned records above `after`, ascending by id, one page of any size; an empty one says that
   * there are no more. Converted leads and deleted records are left out.
   */
  ownedIds(kind: CrmKind, after: string | null, signal?: AbortSignal): Promise<string[]>;
}

/** One ledger for all workers. `acquire` waits for a place; rejects with class `quota` when the day is used up. */
export interface QuotaLedger {
  acquire(request: QuotaRequest): Promise<QuotaLease>;
}
