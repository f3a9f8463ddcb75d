import type { Db } from 'mongodb';
import { describe, expect, it, vi } from 'vitest';
import type { CallPriority, QuotaLease, QuotaLedger } from '../../model/ports.ts';
import { type QuotaLimits, quotaDay, quotaResetAfter } from '../../model/quota.ts';
import { steadyClock } from '../../store/clock.ts';
import type { WrapCollection } from '../../store/database.ts';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { openTestStore } from './open.ts';

const ROOMY: QuotaLimits = { windowCalls: 1_000, atOnce: 10, dayCalls: 1_000_000, instanceDayCalls: 1_000_000 };
const ask = (ledger: QuotaLedger, priority: CallPriority = 'initial', signal?: AbortSignal) =>
  ledger.acquire({ priority, deadlineMs: 30_000, ...(signal !== undefined && { signal }) });

async function openLedger(limits: Partial<QuotaLimits> = {}) {
  const { store, db } = await openTestStore();
  const all = { ...ROOMY, ...limits };
  return { store, db, limits: all, ledger: store.quota.ledger(all), status: () => store.quota.status(all) };
}

/** The database tells a time that is so much later. */
const movedClock =
  (shiftMs: () => number): WrapCollection =>
  (collection) =>
    new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]) => {
          const answer: unknown = await member.apply(target, args);
          const tells = typeof answer === 'object' && answer !== null && 'at' in answer && answer.at instanceof Date;
          return tells ? { ...answer, at: new Date(Number(answer.at) + shiftMs()) } : answer;
        };
      },
    });

const quota = (db: Db) => db.collection<QuotaDocument>('quota');

describe('the ledger', () => {
  it('serves a class in order of arrival', async () => {
    const { ledger } = await openLedger({ atOnce: 1 });
    const served: number[] = [];
    await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const lease = await ask(ledger);
        served.push(index);
        await lease.release('done');
      }),
    );
    expect(served).toEqual([...served].sort((a, b) => a - b));
  });

  it('never gives more places at once than there are, and takes each back', async () => {
    const { ledger, status } = await openLedger({ atOnce: 3 });
    const held: QuotaLease[] = [];
    const rest = Array.from({ length: 5 }, () => ask(ledger).then((lease) => held.push(lease)));
    await vi.waitUntil(() => held.length === 3);
    expect((await status()).openCalls).toBe(3);
    for (let next = 0; next < 5; next++) {
      await vi.waitUntil(() => held[next] !== undefined);
      await held[next]?.release('done');
    }
    await Promise.all(rest);
    expect(await status()).toMatchObject({ openCalls: 0, usedToday: 5, callsInWindow: 5, byPriority: { initial: 5 } });
  });

  it('lets the more urgent class go first, within a process and between two', async () => {
    const { store, ledger, limits, db } = await openLedger({ atOnce: 1 });
    const other = store.quota.ledger(limits);
    const first = await ask(ledger);
    const served: string[] = [];
    const call = async (from: QuotaLedger, name: string, priority: CallPriority) => {
      const lease = await ask(from, priority);
      served.push(name);
      await lease.release('done');
    };
    const calls = [
      call(ledger, 'initial', 'initial'),
      call(ledger, 'changes', 'changes'),
      call(other, 'activity elsewhere', 'salesActivity'),
    ];
    // Until the other process has said that it waits, nobody can know.
    await vi.waitUntil(
      async () => (await quota(db).findOne({ 'waiting.salesActivity': { $gt: new Date(0) } })) !== null,
    );
    await first.release('done');
    await Promise.all(calls);
    expect(served).toEqual(['activity elsewhere', 'changes', 'initial']);
  });

  it('rejects an aborted call at once, before and while it waits, and keeps no place for it', async () => {
    const { ledger, status } = await openLedger({ atOnce: 1 });
    await expect(ask(ledger, 'initial', AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
    const first = await ask(ledger);
    const controller = new AbortController();
    const waiting = ask(ledger, 'initial', controller.signal);
    controller.abort(new Error('late'));
    await expect(waiting).rejects.toThrow('late');
    await first.release('done');
    const next = await ask(ledger);
    await next.release('done');
    await vi.waitUntil(async () => (await status()).openCalls === 0);
  });

  it('gives back a place that was won for a call aborted meanwhile', async () => {
    const { ledger, status } = await openLedger();
    for (let round = 0; round < 20; round++) {
      const controller = new AbortController();
      const call = ask(ledger, 'initial', controller.signal).then(
        (lease) => lease.release('done'),
        () => undefined,
      );
      if (round % 2 === 0) controller.abort();
      else setImmediate(() => controller.abort());
      await call;
    }
    await vi.waitUntil(async () => (await status()).openCalls === 0);
  });

  it('without limits still gives leases, and honours the abort', async () => {
    const { store } = await openTestStore();
    const ledger = store.quota.ledger(null);
    await (await ask(ledger)).release('done');
    await expect(ask(ledger, 'initial', AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  });

  it('takes a changed share without forgetting what was called', async () => {
    const { store, ledger, limits } = await openLedger({ windowCalls: 5 });
    for (let call = 0; call < 4; call++) await (await ask(ledger)).release('done');
    const wider = { ...limits, windowCalls: 8 };
    await (await ask(store.quota.ledger(wider))).release('done');
    expect((await store.quota.status(wider)).callsInWindow).toBe(5);
    const narrow = { ...limits, windowCalls: 2 };
    const controller = new AbortController();
    const waiting = ask(store.quota.ledger(narrow), 'initial', controller.signal);
    await vi.waitUntil(async () => (await store.quota.status(narrow)).callsInWindow === 2);
    controller.abort(new Error('window is full'));
    await expect(waiting).rejects.toThrow('window is full');
  });
});

describe('the day', () => {
  it('ends for each class at its share; the rest is kept for the more urgent', async () => {
    const { ledger, status } = await openLedger({ dayCalls: 20 });
    const use = async (priority: CallPriority) => (await ask(ledger, priority)).release('done');
    for (let call = 0; call < 17; call++) await use('initial');
    const { resetsAt } = await status();
    const refused = await ask(ledger, 'initial').catch((error) => error);
    expect(refused).toMatchObject({ key: 'quota.dayShareUsed', details: { priority: 'initial', used: 17, limit: 17 } });
    expect(refused.entry.class).toBe('quota');
    expect(refused.retryAt.getTime()).toBeGreaterThan(resetsAt.getTime());
    for (let call = 0; call < 2; call++) await use('changes');
    await expect(use('changes')).rejects.toMatchObject({ key: 'quota.dayShareUsed' });
    expect((await status()).leftByPriority).toEqual({
      salesActivity: 1,
      check: 1,
      panel: 0,
      push: 0,
      changes: 0,
      initial: 0,
      reconcile: 0,
    });
    await use('salesActivity');
    await expect(use('check')).rejects.toMatchObject({ key: 'quota.dayShareUsed' });
    expect((await status()).usedToday).toBe(20);
  });

  it('ends for a reconcile at half of it, whoever used that', async () => {
    const { ledger, status } = await openLedger({ dayCalls: 20 });
    for (let call = 0; call < 4; call++) await (await ask(ledger, 'initial')).release('done');
    expect((await status()).leftByPriority).toMatchObject({ initial: 13, reconcile: 6 });
    for (let call = 0; call < 6; call++) await (await ask(ledger, 'reconcile')).release('done');
    await expect(ask(ledger, 'reconcile')).rejects.toMatchObject({
      key: 'quota.dayShareUsed',
      details: { priority: 'reconcile', used: 10, limit: 10 },
    });
    expect((await status()).byPriority).toMatchObject({ initial: 4, reconcile: 6 });
  });

  it('tells every waiting call once when it ends', async () => {
    const { ledger } = await openLedger({ dayCalls: 20, atOnce: 1 });
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, async () => (await ask(ledger)).release('done')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(17);
  });

  it('stops at 95 % of the instance’s day, our calls since it was told included', async () => {
    const { store, ledger, status } = await openLedger({ instanceDayCalls: 1_000 });
    await (await ask(ledger)).release('done');
    expect((await status()).instanceTotal).toBeNull();
    const day = quotaDay(await store.serverTime());
    await store.quota.setInstanceTotal('2020-01-01', 1_000);
    await store.quota.setInstanceTotal(day, 948);
    for (let call = 0; call < 2; call++) await (await ask(ledger, 'check')).release('done');
    expect((await status()).instanceTotal).toBe(950);
    await expect(ask(ledger, 'check')).rejects.toMatchObject({ key: 'quota.dayShareUsed' });
  });

  it('begins anew at midnight, US Central, for whoever has waited for it', async () => {
    // Both clocks, moved: ten seconds before the reset, then ten seconds after its grace.
    let shiftMs = quotaResetAfter(new Date()).getTime() - Date.now() - 10_000;
    const { store } = await openTestStore(movedClock(() => shiftMs));
    const clock = { ...steadyClock, now: () => new Date(steadyClock.now().getTime() + shiftMs) };
    const ledger = store.quota.ledger({ ...ROOMY, dayCalls: 20 }, { clock });
    for (let call = 0; call < 17; call++) await (await ask(ledger)).release('done');
    const refused = await ask(ledger).catch((error) => error);
    expect(refused.retryAt.getTime() - Date.now() - shiftMs).toBeLessThanOrEqual(15_000);
    shiftMs += 25_000;
    for (let call = 0; call < 17; call++) await (await ask(ledger)).release('done');
    await expect(ask(ledger)).rejects.toMatchObject({ key: 'quota.dayShareUsed' });
  });

  it('begins anew however old the last day is', async () => {
    const { store, limits, ledger, status, db } = await openLedger({ dayCalls: 20 });
    for (let call = 0; call < 17; call++) await (await ask(ledger)).release('done');
    await quota(db).updateOne({ _id: 'marketo' }, { $set: { day: '2020-01-01', exhaustedDay: '2020-01-01' } });
    await (await ask(store.quota.ledger(limits))).release('done');
    expect((await status()).usedToday).toBe(1);
  });
});

describe('a release', () => {
  it('free gives the day’s call back, once; the window keeps it', async () => {
    const { ledger, status } = await openLedger();
    const lease = await ask(ledger);
    await Promise.all([lease.release('free'), lease.release('free')]);
    expect(await status()).toMatchObject({ usedToday: 0, callsInWindow: 1, openCalls: 0, byPriority: { initial: 0 } });
  });

  it('rateLimited makes everyone wait, once for all calls refused together, longer the next time', async () => {
    const { store, ledger, status, db } = await openLedger();
    const blockedMs = async () => {
      const { blockedUntil } = await status();
      return (blockedUntil?.getTime() ?? 0) - (await store.serverTime()).getTime();
    };
    const leases = [await ask(ledger), await ask(ledger), await ask(ledger)];
    await Promise.all(leases.map((lease) => lease.release('rateLimited')));
    const first = await blockedMs();
    expect(first).toBeGreaterThan(15_000);
    expect(first).toBeLessThanOrEqual(20_000);
    await quota(db).updateOne({ _id: 'marketo' }, { $set: { blockedUntil: new Date(0) } });
    await (await ask(store.quota.ledger(ROOMY))).release('rateLimited');
    expect(await blockedMs()).toBeGreaterThan(30_000);
  });

  it('tooManyAtOnce makes everyone wait for a moment', async () => {
    const { ledger, status } = await openLedger();
    await (await ask(ledger)).release('tooManyAtOnce');
    expect((await status()).blockedUntil).not.toBeNull();
    await (await ask(ledger)).release('done');
    expect((await status()).blockedUntil).toBeNull();
  });

  it('dayExhausted ends the day for all, with Marketo’s own error and the reset', async () => {
    const { store, ledger, status, limits } = await openLedger();
    const lease = await ask(ledger);
    const now = await store.serverTime();
    const justBegan = quotaDay(new Date(now.getTime() - 660_000)) !== quotaDay(now);
    await lease.release('dayExhausted');
    expect((await status()).blockedUntil).not.toBeNull();
    if (justBegan) return;
    const refused = await ask(store.quota.ledger(limits), 'salesActivity').catch((error) => error);
    expect(refused.key).toBe('marketo.607');
    expect(refused.retryAt.getTime()).toBeGreaterThanOrEqual(quotaResetAfter(now).getTime());
  });
});
