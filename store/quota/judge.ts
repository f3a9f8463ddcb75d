import { AppError, type SafeDetails } from '../../model/errors/app-error.ts';
import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import { callsAgainAt, DAY_SHARE_BY_PRIORITY, INSTANCE_STOP_SHARE, quotaDay } from '../../model/quota.ts';
import type { QuotaDocument } from './document.ts';
import { INTENT_FRESH_MS, type LedgerLimits } from './limits.ts';
import { type DeadSlots, deadSlots } from './slots.ts';

/**
 * go       a place seems free: try to take it
 * wait     not before `ms`, for this reason; `window` can't get shorter, the others can
 * refuse   the day is used up
 * newDay   midnight, US Central, has passed
 * resize   our share has changed
 * prune    slots of dead workers stand in the way
 */
export type Verdict =
  | { kind: 'go' | 'newDay' | 'resize' }
  | { kind: 'prune'; dead: DeadSlots }
  | { kind: 'wait'; reason: 'blocked' | 'window' | 'slots' | 'intent'; ms: number }
  | { kind: 'refuse'; error: AppError };

/** What to do next for a call of `priority`. Pure; the document may be a little old, the update guards itself. */
export function judge(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict {
  if (quotaDay(now) > doc.day) return { kind: 'newDay' };
  if (doc.windowCalls !== limits.windowCalls) return { kind: 'resize' };
  return dayUsedUp(doc, now, priority, limits) ?? obstacle(doc, now, priority, limits) ?? { kind: 'go' };
}

/** How many of today's calls may have been used before a class has to stop. */
export function dayLimit(priority: CallPriority, limits: LedgerLimits): number {
  return Math.floor(limits.dayCalls * DAY_SHARE_BY_PRIORITY[priority]);
}

export function instanceLimit(limits: LedgerLimits): number {
  return limits.instanceDayCalls * INSTANCE_STOP_SHARE;
}

export function moreUrgentThan(priority: CallPriority): CallPriority[] {
  return CALL_PRIORITIES.slice(0, CALL_PRIORITIES.indexOf(priority));
}

/** The last class has nobody to keep back, so it needn't say that it waits. */
export function isLeastUrgent(priority: CallPriority): boolean {
  return priority === CALL_PRIORITIES.at(-1);
}

function dayUsedUp(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict | null {
  const retryAt = () => callsAgainAt(now);
  if (doc.exhaustedDay === doc.day)
    return { kind: 'refuse', error: new AppError('marketo.607', { retryAt: retryAt() }) };
  const own = doc.dayCalls >= dayLimit(priority, limits);
  if (!own && doc.instanceTotal < instanceLimit(limits)) return null;
  // Which of the two is shown by the name of the count.
  const details: SafeDetails = own
    ? { priority, used: doc.dayCalls, limit: dayLimit(priority, limits) }
    : { priority, instanceTotal: doc.instanceTotal, limit: Math.floor(instanceLimit(limits)) };
  return { kind: 'refuse', error: new AppError('quota.dayShareUsed', { details, retryAt: retryAt() }) };
}

function obstacle(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict | null {
  const until = (moment: number) => moment - now.getTime();
  const blocked = until(doc.blockedUntil.getTime());
  if (blocked > 0) return { kind: 'wait', reason: 'blocked', ms: blocked };
  const full = until((doc.times[0]?.getTime() ?? 0) + limits.windowMs);
  if (full > 0) return { kind: 'wait', reason: 'window', ms: full };
  if (doc.slots.length >= limits.atOnce) {
    const dead = deadSlots(doc, now, limits.leaseMs);
    return dead.holders.length > 0 ? { kind: 'prune', dead } : { kind: 'wait', reason: 'slots', ms: shortly() };
  }
  const others = Math.max(0, ...moreUrgentThan(priority).map((other) => doc.waiting[other].getTime()));
  const kept = until(others + INTENT_FRESH_MS);
  return kept > 0 ? { kind: 'wait', reason: 'intent', ms: Math.min(kept, shortly()) } : null;
}

/** 10–50 ms: many processes wait for the same slot. */
function shortly(): number {
  return 10 + Math.random() * 40;
}
