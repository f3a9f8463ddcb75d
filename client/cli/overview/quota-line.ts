import type { QuotaStatus } from '../../../store/types.ts';
import { count, duration, moment } from '../lib/format.ts';

/** One line: today's calls, the last 20 s, the reset; why nothing is called at the moment. */
export function quotaLine(quota: QuotaStatus, now: Date): string {
  const parts = [
    `${count(quota.usedToday)} of ${count(quota.limitToday)} calls today`,
    `${quota.callsInWindow} of ${quota.windowCalls} in 20 s`,
    `resets in ${duration((quota.resetsAt.getTime() - now.getTime()) / 1_000)}`,
  ];
  if (quota.blockedUntil !== null) parts.push(`waiting until ${moment(quota.blockedUntil)}`);
  return parts.join(' · ');
}
