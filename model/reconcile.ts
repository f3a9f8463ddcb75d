import type { DifferenceKind } from './difference.ts';
import type { CallPriority } from './ports.ts';

/**
 * Why everyone is compared.
 * weekly       by its Schedule                            asked     an admin asked for it
 * feedsTooOld  deletions of the time between are forgotten by Marketo (marketo-rest 5.6)
 * restored     MongoDB was restored from a backup         moved     the Marketo instance has another address
 */
export type ReconcileReason = 'weekly' | 'asked' | 'feedsTooOld' | 'restored' | 'moved';

/** A comparison that heals what the feeds can't tell any more is needed; the others live from what the day can spare. */
export const RECONCILE_PRIORITY: Record<ReconcileReason, CallPriority> = {
  weekly: 'reconcile',
  asked: 'reconcile',
  feedsTooOld: 'initial',
  restored: 'initial',
  moved: 'initial',
};

/** The comparison under way: the truth behind its workflow. */
export interface ReconcileRun {
  /** Key of its finished ranges and its candidates. */
  scanId: string;
  reason: ReconcileReason;
  state: 'running' | 'paused';
  requestedAt: Date;
  /** When it was prepared. */
  startedAt: Date | null;
  highestId: number | null;
  /** Of the people stored beyond the scanned ids, those up to here are compared. */
  beyondId: number | null;
  /** When everyone was compared: from then on differences are settled. */
  scannedAt: Date | null;
  /** Of the part under way: ids compared, or candidates settled. */
  progress: { done: number; total: number; read: number; qualified: number; calls: number; at: Date } | null;
}

export function newReconcile(reason: ReconcileReason, now: Date): ReconcileRun {
  return {
    scanId: `reconcile-${now.toISOString()}`,
    reason,
    state: 'running',
    requestedAt: now,
    startedAt: null,
    highestId: null,
    beyondId: null,
    scannedAt: null,
    progress: null,
  };
}

/**
 * vanished  explained by a change under way: equal when read again     repaired  set right
 * held      by the brake                                               open      still different, though written
 */
export type CandidateOutcome = 'vanished' | 'repaired' | 'held' | 'open';

/** How a comparison ended. */
export interface ReconcileResult {
  scanId: string;
  reason: ReconcileReason;
  startedAt: Date;
  finishedAt: Date;
  /** Differences that were still there when read again. */
  found: Record<DifferenceKind, number>;
  repaired: number;
  held: number;
  /** Every id was compared and every difference settled. */
  complete: boolean;
}
