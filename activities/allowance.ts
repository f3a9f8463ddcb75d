import type { CallContext } from '../marketo/types.ts';
import type { Allowance } from '../model/price.ts';
import { DAY_SHARE_BY_PRIORITY, INSTANCE_STOP_SHARE, quotaDay, quotaResetAfter } from '../model/quota.ts';
import type { PeopleDeps } from './deps.ts';

/**
 * What is left of Marketo's day for the initial sync. Asks Marketo for the whole instance's calls where nobody has told
 * the ledger today; does not tell it.
 */
export async function readAllowance(deps: PeopleDeps, context: CallContext): Promise<Allowance> {
  const { store, limits, exportLimits, clock } = deps;
  const now = clock.now();
  const told = await store.quota.status(limits);
  const instanceTotal = told.instanceTotal ?? (await askTotal(deps, told.day, context));
  const { usedToday } = await store.quota.status(limits);
  const bytesUsed = await store.exports.bytesOn(quotaDay(now));
  const ours = Math.floor(limits.dayCalls * DAY_SHARE_BY_PRIORITY.initial);
  const everyones = Math.floor(limits.instanceDayCalls * INSTANCE_STOP_SHARE);
  return {
    now,
    resetsAt: quotaResetAfter(now),
    callsLeft: Math.max(0, Math.min(ours - usedToday, everyones - Math.max(instanceTotal, usedToday))),
    callsPerDay: Math.min(ours, everyones),
    bytesUsed,
    bytesLeft: Math.max(0, exportLimits.dayBytes - bytesUsed),
    bytesPerDay: exportLimits.dayBytes,
    windowCalls: limits.windowCalls,
    exportJobs: exportLimits.jobs,
  };
}

async function askTotal({ marketo }: PeopleDeps, day: string, context: CallContext): Promise<number> {
  const usage = await marketo.usageToday(context);
  return usage?.day === day ? usage.total : 0;
}
