import type { QuotaLedger } from '../../model/ports.ts';
import { quotaDay, quotaResetAfter, RATE_WINDOW_MS } from '../../model/quota.ts';
import { steadyClock } from '../clock.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import type { QuotaStore } from '../types.ts';
import type { QuotaDocument } from './document.ts';
import { QuotaGate } from './gate.ts';
import { Ledger } from './ledger.ts';
import { LEASE_MS, ledgerLimits } from './limits.ts';
import { deadSlots } from './slots.ts';

export function createQuotaStore(database: Database): QuotaStore {
  const quota = database.collection<QuotaDocument>('quota');
  const newGate = (clock = steadyClock) => new QuotaGate(quota, () => clock.now().getTime());

  return {
    ledger: (limits, { clock = steadyClock } = {}) =>
      limits === null ? UNLIMITED : new Ledger(newGate(clock), ledgerLimits(limits), clock),

    status: (limits) =>
      run('quota.status', async () => {
        const doc = await newGate().look();
        const now = doc.at;
        const today = quotaDay(now);
        const current = doc.day === today;
        return {
          day: today,
          usedToday: current ? doc.dayCalls : 0,
          limitToday: limits.dayCalls,
          byPriority: current ? { ...doc.byPriority } : {},
          instanceTotal: current && doc.instanceKnown ? doc.instanceTotal : null,
          callsInWindow: doc.times.filter((time) => time.getTime() > now.getTime() - RATE_WINDOW_MS).length,
          windowCalls: limits.windowCalls,
          openCalls: doc.slots.length - deadSlots(doc, now, LEASE_MS).holders.length,
          atOnce: limits.atOnce,
          resetsAt: quotaResetAfter(now),
          blockedUntil: doc.blockedUntil > now ? doc.blockedUntil : null,
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
