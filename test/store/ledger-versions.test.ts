import { describe, expect, it } from 'vitest';
import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import { type QuotaLimits, quotaDay } from '../../model/quota.ts';
import { emptyQuota } from '../../store/quota/document.ts';
import { openTestStore } from './open.ts';

const ROOMY: QuotaLimits = { windowCalls: 1_000, atOnce: 10, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };

interface OldSlot {
  holder: string;
  until: Date;
}

/** Classes that came later. */
const LATER: ReadonlySet<string> = new Set<CallPriority>(['panel', 'push', 'reconcile']);

function ofThen<Value>(byClass: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(byClass).filter(([name]) => !LATER.has(name)));
}

/** As the first version stored it: without `alive`, a slot's process, and the later classes. */
function stored(slots: OldSlot[]) {
  const { alive: _, ...quota } = emptyQuota();
  const byPriority = ofThen(quota.byPriority);
  const waiting = ofThen(quota.waiting);
  const used = { byPriority: { ...byPriority, changes: 7 }, dayCalls: 7, day: quotaDay(new Date()) };
  return { ...quota, ...used, waiting, slots };
}

async function openStored(slots: OldSlot[], atOnce = 10) {
  const { store, db } = await openTestStore();
  await db.collection<{ _id: string }>('quota').insertOne({ _id: 'marketo', ...stored(slots) });
  const limits = { ...ROOMY, atOnce };
  const ledger = store.quota.ledger(limits);
  const ask = (priority: CallPriority) => ledger.acquire({ priority, deadlineMs: 30_000 });
  return { ask, status: () => store.quota.status(limits) };
}

const slot = (holder: string, inMs: number) => ({ holder, until: new Date(Date.now() + inMs) });

describe('a quota document of the first version', () => {
  it('goes on counting, for every class', async () => {
    const { ask, status } = await openStored([]);
    expect((await status()).byPriority).toMatchObject({ changes: 7, reconcile: 0 });
    for (const priority of CALL_PRIORITIES) await (await ask(priority)).release('done');
    expect(await status()).toMatchObject({
      usedToday: 7 + CALL_PRIORITIES.length,
      byPriority: { salesActivity: 1, check: 1, panel: 1, push: 1, changes: 8, initial: 1, reconcile: 1 },
      openCalls: 0,
    });
  });

  it('keeps its slots until their deadline, and gives them back then', async () => {
    const { ask, status } = await openStored([slot('soon', 1_500), slot('later', 60_000)], 2);
    expect((await status()).openCalls).toBe(2);
    const asked = Date.now();
    const lease = await ask('reconcile');
    expect(Date.now() - asked).toBeGreaterThan(500);
    expect((await status()).openCalls).toBe(2);
    await lease.release('done');
    expect((await status()).openCalls).toBe(1);
  });
});
