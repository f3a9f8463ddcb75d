import type { Collection, Document } from 'mongodb';
import { describe, expect, it, vi } from 'vitest';
import type { QuotaLedger } from '../../model/ports.ts';
import { steadyClock } from '../../store/clock.ts';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { QuotaGate } from '../../store/quota/gate.ts';
import { Ledger } from '../../store/quota/ledger.ts';
import { ledgerLimits } from '../../store/quota/limits.ts';
import { openTestDatabase } from './open.ts';

const LEASE_MS = 900;
const LIMITS = { windowCalls: 1_000, atOnce: 1, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };
const WITHIN = { timeout: 10_000, interval: 10 };

/** A worker's ledger. Calls may take far longer than a lease. */
function openLedger(quota: Collection<QuotaDocument>) {
  const gate = new QuotaGate(quota, () => steadyClock.now().getTime());
  return new Ledger(gate, ledgerLimits(LIMITS, { leaseMs: LEASE_MS }), steadyClock);
}
const ask = (ledger: QuotaLedger) => ledger.acquire({ priority: 'initial', deadlineMs: 60_000 });

async function openQuota() {
  const quota = (await openTestDatabase()).collection<QuotaDocument>('quota');
  const read = async () => {
    const found = await quota.findOne({ _id: 'marketo' });
    if (found === null) throw new Error('no document');
    return found;
  };
  return { quota, read };
}

/** A process that falls asleep once its first grant is made, before it reads the answer; counts its commands. */
function sleeper(quota: Collection<QuotaDocument>) {
  const state = { asleep: false, commands: 0, wakeUp: () => {} };
  const woken = new Promise<void>((resolve) => {
    state.wakeUp = resolve;
  });
  const collection = new Proxy(quota, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...args: [unknown, Document]) => {
        state.commands += 1;
        const answer: unknown = await member.apply(target, args);
        if (!state.asleep && args[1].$push?.slots !== undefined) {
          state.asleep = true;
          await woken;
        }
        return answer;
      };
    },
  });
  return { state, collection };
}

describe('the slots of a process', () => {
  it('stay its own as long as it lives, however long a call takes, for three small writes a lease', async () => {
    const { quota, read } = await openQuota();
    const lease = await ask(openLedger(quota));
    const waiting = ask(openLedger(quota));
    const begun = Date.now();
    const [process = ''] = Object.keys((await read()).alive);
    const signs = new Set<number>();
    const fourLeasesAreOver = async () => {
      signs.add((await read()).alive[process]?.getTime() ?? 0);
      return Date.now() - begun > 4 * LEASE_MS;
    };
    await vi.waitUntil(fourLeasesAreOver, WITHIN);
    expect((await read()).slots).toMatchObject([{ process }]);
    // The grant's own, and twelve at most; a busy machine makes some late.
    expect(signs.size).toBeGreaterThan(6);
    expect(signs.size).toBeLessThanOrEqual(13);
    await lease.release('done');
    await (await waiting).release('done');
  });

  it('are lost with a sleep of a lease: then a grant whose answer is only read now starts no call', async () => {
    const { quota, read } = await openQuota();
    const { state, collection } = sleeper(quota);
    let started = false;
    const late = ask(openLedger(collection)).then((lease) => {
      started = true;
      return lease;
    });
    await vi.waitUntil(() => state.asleep, WITHIN);
    const asked = Date.now();
    const other = await ask(openLedger(quota));
    // By the lease, not by the call's deadline.
    expect(Date.now() - asked).toBeLessThan(5 * LEASE_MS);

    state.wakeUp();
    const before = state.commands;
    // It waits like any other: looks, and looks again.
    await vi.waitUntil(() => state.commands > before + 3, WITHIN);
    expect(started).toBe(false);
    expect((await read()).slots).toHaveLength(1);
    await other.release('done');
    await (await late).release('done');
    expect((await read()).slots).toEqual([]);
  });

  it('a release that comes after the slot was lost gives nothing back that is another’s', async () => {
    const { quota, read } = await openQuota();
    const first = openLedger(quota);
    const lease = await ask(first);
    // As if it had been silent: another process frees its slot and takes the place.
    await quota.updateOne({ _id: 'marketo' }, { $set: { slots: [] } });
    const other = await ask(openLedger(quota));
    await lease.release('free');
    expect((await read()).slots).toHaveLength(1);
    expect((await read()).dayCalls).toBe(2);
    await other.release('done');
  });
});
