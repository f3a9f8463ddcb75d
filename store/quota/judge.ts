import { AppError, type SafeDetails } from '../../model/errors/app-error.ts';
import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import {
  callsAgainAt,
  DAY_SHARE_BY_PRIORITY,
  INSTANCE_STOP_SHARE,
  type QuotaLimits,
  quotaDay,
} from '../../model/quota.ts';
import type { QuotaDocument } from './document.ts';
import { INTENT_FRESH_MS, type LedgerLimits } from './limits.ts';
import { type DeadSlots, deadSlots } from './slots.ts';
import { spreadWait } from './spread.ts';

/**
 * go       a place seems free: try to take it; `spread`: only if nobody has had one since
 * wait     not before `ms`, for this reason
 * refuse   the day is used up
 * newDay   midnight, US Central, has passed
 * resize   our share has changed
 * prune    slots of dead workers stand in the way
 */
export type Verdict =
  | { kind: 'newDay' | 'resize' }
  | { kind: 'go'; spread: boolean }
  | { kind: 'prune'; dead: DeadSlots }
  | { kind: 'wait'; reason: keyof typeof CAN_GET_SHORTER; ms: number }
  | { kind: 'refuse'; error: AppError };

/** Whether another process may end the wait earlier; more calls only make the others longer. */
export const CAN_GET_SHORTER = { blocked: true, window: false, spread: false, slots: true, intent: true };

/** What to do next for a call of `priority`. Pure; the document may be a little old, the update guards itself. */
export function judge(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict {
  if (quotaDay(now) > doc.day) return { kind: 'newDay' };
  if (doc.windowCalls !== limits.windowCalls) return { kind: 'resize' };
  return (
    dayUsedUp(doc, now, priority, limits) ?? obstacle(doc, now, priority, limits) ?? go(doc, now, priority, limits)
  );
}

/** How many of today's calls may have been used before a class has to stop. */
export function dayLimit(priority: CallPriority, limits: QuotaLimits): number {
  return Math.floor(limits.dayCalls * DAY_SHARE_BY_PRIORITY[priority]);
}

export function instanceLimit(limits: QuotaLimits): number {
  return limits.instanceDayCalls * INSTANCE_STOP_SHARE;
}

/** How many calls a class may still make today. */
export function leftToday(doc: QuotaDocument, priority: CallPriority, limits: QuotaLimits): number {
  if (doc.exhaustedDay === doc.day) return 0;
  const left = Math.min(
    dayLimit(priority, limits) - doc.dayCalls,
    Math.ceil(instanceLimit(limits) - doc.instanceTotal),
  );
  return Math.max(0, left);
}

export function moreUrgentThan(priority: CallPriority): CallPriority[] {
  return CALL_PRIORITIES.slice(0, CALL_PRIORITIES.indexOf(priority));
}

/** The last class has nobody to keep back, so it needn't say that it waits. */
export function isLeastUrgent(priority: CallPriority): boolean {
  return priority === CALL_PRIORITIES.at(-1);
}

function dayUsedUp(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict | null {
  if (leftToday(doc, priority, limits) > 0) return null;
  const retryAt = callsAgainAt(now);
  if (doc.exhaustedDay === doc.day) return { kind: 'refuse', error: new AppError('marketo.607', { retryAt }) };
  const own = doc.dayCalls >= dayLimit(priority, limits);
  // Which of the two is shown by the name of the count.
  const details: SafeDetails = own
    ? { priority, used: doc.dayCalls, limit: dayLimit(priority, limits) }
    : { priority, instanceTotal: doc.instanceTotal, limit: Math.floor(instanceLimit(limits)) };
  return { kind: 'refuse', error: new AppError('quota.dayShareUsed', { details, retryAt }) };
}

function obstacle(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict | null {
  const until = (moment: number) => moment - now.getTime();
  const blocked = until(doc.blockedUntil.getTime());
  if (blocked > 0) return { kind: 'wait', reason: 'blocked', ms: blocked };
  const full = until((doc.times[0]?.getTime() ?? 0) + limits.windowMs);
  if (full > 0) return { kind: 'wait', reason: 'window', ms: full };
  const early = spreadWait(doc, now, priority, limits) ?? 0;
  if (early > 0) return { kind: 'wait', reason: 'spread', ms: early };
  if (doc.slots.length >= limits.atOnce) {
    const dead = deadSlots(doc, now, limits.leaseMs);
    return dead.holders.length > 0 ? { kind: 'prune', dead } : { kind: 'wait', reason: 'slots', ms: shortly() };
  }
  const others = Math.max(0, ...moreUrgentThan(priority).map((other) => doc.waiting[other].getTime()));
  const kept = until(others + INTENT_FRESH_MS);
  return kept > 0 ? { kind: 'wait', reason: 'intent', ms: Math.min(kept, shortly()) } : null;
}

function go(doc: QuotaDocument, now: Date, priority: CallPriority, limits: LedgerLimits): Verdict {
  return { kind: 'go', spread: spreadWait(doc, now, priority, limits) !== null };
}

/** 10–50 ms: many processes wait for the same slot. */
function shortly(): number {
  return 10 + Math.random() * 40;
}
