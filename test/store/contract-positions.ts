import { describe, expect, it } from 'vitest';
import { FEEDS } from '../../model/feeds.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH } from './people.ts';
import { persist } from './persist.ts';

const position = (token: string) => ({ token, watermark: new Date(EPOCH) });

export function positionsContract(open: () => Promise<OpenedStore>): void {
  describe('tickets', () => {
    it('start at 1 or later and are never given twice, also to first callers at once', async () => {
      const { store } = await open();
      const taken = await Promise.all(Array.from({ length: 40 }, () => persist(() => store.tickets.take())));
      expect(new Set(taken).size).toBe(40);
      expect(Math.min(...taken)).toBeGreaterThanOrEqual(1);
      expect(await persist(() => store.tickets.take())).toBeGreaterThan(Math.max(...taken));
    });
  });

  describe('cursors', () => {
    it('are created once unless replaced', async () => {
      const { store } = await open();
      expect(await persist(() => store.cursors.get('leadChanges'))).toBeNull();
      await persist(() => store.cursors.create('leadChanges', position('a')));
      const again = await persist(() => store.cursors.create('leadChanges', position('b')));
      expect(again).toMatchObject({ feed: 'leadChanges', token: 'a', seq: 1, watermark: new Date(EPOCH) });
      const replaced = await persist(() => store.cursors.create('leadChanges', position('c'), { replace: true }));
      expect(replaced.token).toBe('c');
      expect(replaced.seq).toBeGreaterThan(1);
    });

    it('move once from one position: the second mover gets store.conflict', async () => {
      const { store } = await open();
      const from = await persist(() => store.cursors.create('activities', position('a')));
      const moved = await persist(() => store.cursors.move(from, position('b')));
      expect(moved).toMatchObject({ token: 'b', seq: from.seq + 1 });
      await expect(persist(() => store.cursors.move(from, position('x')))).rejects.toMatchObject({
        key: 'store.conflict',
      });
      // The same move again is what a caller does whose answer was lost.
      expect(await persist(() => store.cursors.move(from, position('b')))).toEqual(moved);
    });

    it('of many movers exactly one wins', async () => {
      const { store } = await open();
      const from = await persist(() => store.cursors.create('activities', position('a')));
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => persist(() => store.cursors.move(from, position(`to ${index}`)))),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('sequence grows with every move of any feed', async () => {
      const { store } = await open();
      expect(await persist(() => store.cursors.sequence())).toBe(0);
      for (const feed of FEEDS) await persist(() => store.cursors.create(feed, position('a')));
      const before = await persist(() => store.cursors.sequence());
      const from = await persist(() => store.cursors.get('deletedLeads'));
      if (from === null) throw new Error('no cursor');
      await persist(() => store.cursors.move(from, position('b')));
      expect(await persist(() => store.cursors.sequence())).toBe(before + 1);
    });
  });

  describe('ranges', () => {
    it('are recorded once each and listed by scan, in order', async () => {
      const { store } = await open();
      const range = (from: number) => ({ from, to: from + 299, asked: 300, read: 7, qualified: 3 });
      for (const from of [30_001, 901, 901]) await persist(() => store.ranges.finish('scan', range(from)));
      await persist(() => store.ranges.finish('scan', { ...range(901), read: 99 }));
      await persist(() => store.ranges.finish('scan2', range(1)));
      expect(await persist(() => store.ranges.finished('scan'))).toEqual([range(901), range(30_001)]);
    });
  });

  describe('places in Salesforce', () => {
    it('move by compare-and-set, each kind by itself, and are no finished ranges', async () => {
      const { store } = await open();
      const start = await persist(() => store.ranges.crmPosition('scan', 'lead'));
      expect(start).toMatchObject({ after: null, done: 0, isFinished: false });
      const next = { after: '00QA', done: 7, read: 6, qualified: 5, isFinished: false };
      const moved = await persist(() => store.ranges.moveCrm('scan', 'lead', start, next));
      expect(moved).toMatchObject(next);
      await expect(
        persist(() => store.ranges.moveCrm('scan', 'lead', start, { ...next, done: 99 })),
      ).rejects.toMatchObject({ key: 'store.conflict' });
      expect(await persist(() => store.ranges.crmPosition('scan', 'lead'))).toEqual(moved);
      expect(await persist(() => store.ranges.crmPosition('scan', 'contact'))).toMatchObject({ done: 0 });
      expect(await persist(() => store.ranges.finished('scan'))).toEqual([]);
    });
  });

  describe('exports', () => {
    const window = (day: number) => ({
      startAt: new Date(EPOCH + day),
      endAt: new Date(EPOCH + day + 1),
      expected: day,
    });

    it('the first plan of a scan holds', async () => {
      const { store } = await open();
      expect(await persist(() => store.exports.planned('scan'))).toBeNull();
      const plan = [window(1), window(3)];
      expect(await persist(() => store.exports.plan('scan', plan))).toEqual(plan);
      expect(await persist(() => store.exports.plan('scan', [window(5)]))).toEqual(plan);
      expect(await persist(() => store.exports.planned('scan'))).toEqual(plan);
      expect(await persist(() => store.exports.planned('scan2'))).toBeNull();
    });

    it('a job moves by compare-and-set; its id and ticket stay what the first one stored', async () => {
      const { store } = await open();
      const opened = await persist(() => store.exports.open('scan', 2));
      expect(opened).toMatchObject({ state: 'planned', tries: 0, exportId: null, ticket: null });
      expect(await persist(() => store.exports.open('scan', 2))).toEqual(opened);
      const queuedAt = new Date(EPOCH);
      const change = { state: 'queued', exportId: 'e-1', queuedAt, tries: 1 } as const;
      const queued = await persist(() => store.exports.move(opened, change));
      expect(queued).toMatchObject(change);
      await expect(persist(() => store.exports.move(opened, { exportId: 'e-2' }))).rejects.toMatchObject({
        key: 'store.conflict',
      });
      await persist(() => store.exports.open('scan', 0));
      const listed = await persist(() => store.exports.list('scan'));
      expect(listed.map(({ index, exportId }) => [index, exportId])).toEqual([
        [0, null],
        [2, 'e-1'],
      ]);
      expect(await persist(() => store.exports.countOpen())).toBe(1);
    });

    it('the bytes of a day are those of all scans', async () => {
      const { store } = await open();
      for (const [scan, bytes, day] of [
        ['a', 5, '2026-11-27'],
        ['b', 7, '2026-11-27'],
        ['c', 11, '2026-11-26'],
      ] as const) {
        const job = await persist(() => store.exports.open(scan, 0));
        await persist(() => store.exports.move(job, { bytes, day }));
      }
      expect(await persist(() => store.exports.bytesOn('2026-11-27'))).toBe(12);
    });
  });
}
