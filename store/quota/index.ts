import type { QuotaLedger } from '../../model/ports.ts';
import { EXPORT_DAY_BYTES, quotaDay, quotaResetAfter, RATE_WINDOW_MS } from '../../model/quota.ts';
import { steadyClock } from '../clock.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import type { ExportStore, QuotaStore } from '../types.ts';
import { emptyDay, forEachPriority, type QuotaDocument } from './document.ts';
import { QuotaGate } from './gate.ts';
import { leftToday } from './judge.ts';
import { Ledger } from './ledger.ts';
import { LEASE_MS, ledgerLimits } from './limits.ts';
import { deadSlots } from './slots.ts';

export function createQuotaStore(database: Database, exports: ExportStore): QuotaStore {
  const quota = database.collection<QuotaDocument>('quota');
  const newGate = (clock = steadyClock) => new QuotaGate(quota, () => clock.now().getTime());

  return {
    ledger: (limits, { clock = steadyClock } = {}) =>
      limits === null ? UNLIMITED : new Ledger(newGate(clock), ledgerLimits(limits), clock),

    status: (limits) =>
      run('quota.status', async () => {
        const stored = await newGate().look();
        const now = stored.at;
        const today = quotaDay(now);
        // Nobody has called yet today.
        const doc = stored.day === today ? stored : { ...stored, ...emptyDay(today) };
        const [bytesToday, jobsOpen] = await Promise.all([exports.bytesOn(today), exports.countOpen()]);
        return {
          day: today,
          usedToday: doc.dayCalls,
          limitToday: limits.dayCalls,
          byPriority: { ...doc.byPriority },
          leftByPriority: forEachPriority((priority) => leftToday(doc, priority, limits)),
          instanceTotal: doc.instanceKnown ? doc.instanceTotal : null,
          callsInWindow: doc.times.filter((time) => time.getTime() > now.getTime() - RATE_WINDOW_MS).length,
          windowCalls: limits.windowCalls,
          openCalls: doc.slots.length - deadSlots(stored, now, LEASE_MS).holders.length,
          atOnce: limits.atOnce,
          resetsAt: quotaResetAfter(now),
          blockedUntil: doc.blockedUntil > now ? doc.blockedUntil : null,
          bulk: { bytesToday, jobsOpen, limitBytes: EXPORT_DAY_BYTES },
        };
      }),

    setInstanceTotal: (day, total) =>
      run('quota.setInstanceTotal', async () => {
        const gate = newGate();
        const doc = await gate.look();
        if (quotaDay(doc.at) > doc.day) await gate.newDay(doc);
        await gate.setInstanceTotal(day, total);
      }),
  };
}

/** For the bench: no limits, no database. */
const UNLIMITED: QuotaLedger = {
  acquire: async ({ signal }) => {
    signal?.throwIfAborted();
    return { release: async () => undefined };
  },
};
