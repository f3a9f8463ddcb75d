import { describe, expect, it } from 'vitest';
import { newReconcile } from '../../model/reconcile.ts';
import type { Candidate, Suspect } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH, personId, personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';

const at = (minute: number) => new Date(EPOCH + minute * 60_000);

const candidate = (id: number, change: Partial<Candidate> = {}): Candidate => ({
  id: personId(id),
  difference: 'stale',
  fields: ['title'],
  readAt: at(0),
  ...change,
});

/** What a comparison of everyone keeps while it runs. */
export function reconcileContract(open: () => Promise<OpenedStore>): void {
  describe('a comparison under way', () => {
    it('is one: a request leaves it, a replacement takes its place', async () => {
      const { store } = await open();
      expect(await persist(() => store.reconcile.get())).toBeNull();
      const first = newReconcile('weekly', at(0));
      expect(await persist(() => store.reconcile.request(first))).toEqual(first);
      expect(await persist(() => store.reconcile.request(newReconcile('asked', at(1))))).toEqual(first);
      const second = newReconcile('restored', at(2));
      await persist(() => store.reconcile.replace(second));
      expect(await persist(() => store.reconcile.get())).toEqual(second);
    });

    it('is changed and ended only as itself', async () => {
      const { store } = await open();
      const run = newReconcile('asked', at(0));
      await persist(() => store.reconcile.request(run));
      expect(await persist(() => store.reconcile.patch('another', { state: 'paused' }))).toBe(false);
      expect(await persist(() => store.reconcile.patch(run.scanId, { state: 'paused', highestId: 7 }))).toBe(true);
      await persist(() => store.reconcile.end('another'));
      expect(await persist(() => store.reconcile.get())).toEqual({ ...run, state: 'paused', highestId: 7 });
      await persist(() => store.reconcile.end(run.scanId));
      expect(await persist(() => store.reconcile.get())).toBeNull();
      expect(await persist(() => store.reconcile.patch(run.scanId, { highestId: 8 }))).toBe(false);
    });
  });

  describe('candidates', () => {
    it('are listed by id while they wait, counted by how they ended', async () => {
      const { store } = await open();
      const rows = [
        candidate(30),
        candidate(4, { difference: 'extra', fields: [] }),
        candidate(5, { difference: 'missing', fields: [] }),
        candidate(6, { difference: 'wronglyQualified', fields: [] }),
      ];
      await persist(() => store.candidates.put('a', rows));
      await persist(() => store.candidates.put('b', [candidate(1)]));
      expect((await persist(() => store.candidates.open('a', 0, 10))).map(({ id }) => id)).toEqual([4, 5, 6, 30]);
      expect(await persist(() => store.candidates.open('a', 6, 10))).toEqual([candidate(30)]);
      expect(await persist(() => store.candidates.open('a', 0, 1))).toHaveLength(1);
      await persist(() =>
        store.candidates.put('a', [
          candidate(30, { confirmed: true, outcome: 'repaired' }),
          candidate(4, { difference: 'extra', fields: [], confirmed: true, outcome: 'held' }),
          candidate(5, { difference: 'missing', fields: [], outcome: 'vanished' }),
        ]),
      );
      expect((await persist(() => store.candidates.open('a', 0, 10))).map(({ id }) => id)).toEqual([6]);
      const none = { missing: 0, extra: 0, stale: 0, wronglyQualified: 0 };
      expect(await persist(() => store.candidates.tally('a'))).toEqual({
        waiting: { ...none, wronglyQualified: 1 },
        found: { ...none, stale: 1, extra: 1 },
        vanished: 1,
        repaired: 1,
        held: 1,
        open: 0,
      });
    });

    it('and ranges of other comparisons are dropped without touching suspects or other scans', async () => {
      const { store } = await open();
      const suspect: Suspect = {
        id: personId(1),
        kind: 'suspect',
        hint: 'none',
        since: at(0),
        until: at(1),
        nextAt: at(0),
      };
      await persist(() => store.suspects.put([suspect, { ...suspect, id: personId(2), kind: 'held' }]));
      const range = { from: 1, to: 900, asked: 900, read: 1, qualified: 1 };
      const scans = ['reconcile-1', 'reconcile-2', 'reconcile-3', 'scan-1', 'reconcil'];
      for (const scan of scans) {
        await persist(() => store.candidates.put(scan, [candidate(1)]));
        await persist(() => store.ranges.finish(scan, range));
      }
      await persist(() => store.candidates.dropOthers('reconcile-2'));
      await persist(() => store.ranges.dropOthers('reconcile-', 'reconcile-2'));
      const left = async (scan: string) => ({
        candidates: (await persist(() => store.candidates.open(scan, 0, 9))).length,
        ranges: (await persist(() => store.ranges.finished(scan))).length,
      });
      expect(await Promise.all(scans.map(left))).toEqual([
        { candidates: 0, ranges: 0 },
        { candidates: 1, ranges: 1 },
        { candidates: 0, ranges: 0 },
        { candidates: 0, ranges: 1 },
        { candidates: 0, ranges: 1 },
      ]);
      await persist(() => store.candidates.drop('reconcile-2'));
      await persist(() => store.ranges.drop('reconcile-2'));
      expect(await left('reconcile-2')).toEqual({ candidates: 0, ranges: 0 });
      expect(await persist(() => store.suspects.counts())).toEqual({ suspects: 1, held: 1 });
    });
  });

  it('suspects are found by id, and those that nothing explains in time', async () => {
    const { store } = await open();
    const row = (id: number, change: Partial<Suspect> = {}): Suspect => ({
      id: personId(id),
      kind: 'suspect',
      hint: 'none',
      since: at(0),
      until: at(10),
      nextAt: at(id),
      ...change,
    });
    const rows = [row(1), row(2, { hint: 'deletion' }), row(3, { until: at(99) }), row(4), row(5, { kind: 'held' })];
    await persist(() => store.suspects.put(rows));
    expect(await persist(() => store.suspects.byIds([personId(2), personId(5), personId(9)]))).toEqual([rows[1]]);
    expect(await persist(() => store.suspects.unexplained(at(10), 0, 10))).toEqual([rows[0], rows[3]]);
    expect(await persist(() => store.suspects.unexplained(at(10), 1, 10))).toEqual([rows[3]]);
    expect(await persist(() => store.suspects.unexplained(at(10), 0, 1))).toEqual([rows[0]]);
  });

  it('people above an id come ascending, whatever their state', async () => {
    const { store } = await open();
    const writes = [personWrite(30, qualifiedPart(1)), personWrite(4, qualifiedPart(2)), personWrite(9, gone(3))];
    await persist(() => store.people.apply(writes, { evidence: 'leadChange' }));
    const ids = async (after: number, limit: number) =>
      (await persist(() => store.people.above(after, limit))).map(({ _id }) => _id);
    expect(await ids(0, 10)).toEqual([4, 9, 30]);
    expect(await ids(4, 10)).toEqual([9, 30]);
    expect(await ids(4, 1)).toEqual([9]);
    expect(await ids(30, 10)).toEqual([]);
  });
}

const gone = (asOf: number) => qualifiedPart(asOf, { state: 'deleted', leftAt: at(1) });
