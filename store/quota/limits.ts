import { type QuotaLimits, RATE_WINDOW_MS } from '../../model/quota.ts';

/**
 * A grant's entry holds the moment at which the grant was asked for; the call leaves when the answer is here. Two
 * entries one window apart therefore stand for calls that may be closer by the first one's delay. The margin pays for
 * that delay (database answer, request on its way to Marketo, error of the clock estimate: together a few ms, seldom
 * 100). A grant that took longer than the margin itself is entered a second time, see `Ledger`. 400 ms of 20 s cost 2 %
 * of the rate.
 */
export const WINDOW_MARGIN_MS = 400;

/** A call ends by its own deadline; its slot is only taken for dead this much later. */
export const SLOT_GRACE_MS = 1_000;
/** A process that was silent for this long has lost its slots. */
export const LEASE_MS = 15_000;
/** A class seen waiting within this time goes first. */
export const INTENT_FRESH_MS = 2_000;
/** Waiting classes say so again this often. */
export const INTENT_RENEW_MS = 1_000;

/** What the ledger works with; tests make window and lease shorter. */
export interface LedgerLimits extends QuotaLimits {
  windowMs: number;
  leaseMs: number;
}

export function ledgerLimits(
  limits: QuotaLimits,
  { windowMs = RATE_WINDOW_MS, leaseMs = LEASE_MS } = {},
): LedgerLimits {
  return { ...limits, windowMs: windowMs + WINDOW_MARGIN_MS, leaseMs };
}
