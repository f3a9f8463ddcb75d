import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OptOut } from '../../model/unsubscribe/consent.ts';
import { NO_NIGHTLY } from '../../model/unsubscribe/nightly.ts';
import type { Store } from '../../store/types.ts';
import type { PushOutcome } from '../../store/unsubscribes/types.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH } from './people.ts';
import { persist } from './persist.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);
const manual: OptOut = { at: at(1), source: 'manual', by: 'ada', reason: null };
const byAdmin = { at: at(5), by: 'admin', reason: 'asked for it' };
const FIELD = 'HasOptedOutOfEmail';

export function unsubscribesContract(open: () => Promise<OpenedStore>): void {
  const openMigrated = async () => {
    const opened = await open();
    await persist(() => opened.store.migrate());
    return opened;
  };
  const adding = (store: Store, ...addresses: string[]) =>
    persist(() => store.unsubscribes.add(addresses.map((address) => ({ address, optOut: manual }))));
  const claiming = (store: Store, minutes: number, limit = 100) => {
    const batch = randomUUID();
    return persist(() => store.unsubscribes.claim({ batch, limit, now: at(minutes) }));
  };
  const reading = async (store: Store, ...addresses: string[]) => [
    ...(await persist(() => store.unsubscribes.read(addresses))).keys(),
  ];
  const told = (revision: number): PushOutcome => ({
    kind: 'told',
    told: { at: at(6), records: 2, field: FIELD, revision },
  });

  describe('unsubscribes', () => {
    it('are found by the address, however it is written, and only those that are opted out', async () => {
      const { store } = await openMigrated();
      await adding(store, ' Ann@Example.com', 'bob@bücher.example', 'no address');
      const asked = ['ANN@example.com', 'bob@XN--BCHER-KVA.example.', 'ann+news@example.com', 'none', ''];
      const found = await persist(() => store.unsubscribes.read(asked));
      const unsubscribed = { since: at(1), source: 'manual', reason: null };
      expect(found).toEqual(
        new Map([
          ['ann@example.com', unsubscribed],
          ['bob@xn--bcher-kva.example', unsubscribed],
        ]),
      );
      await persist(() => store.unsubscribes.resubscribe(['ann@example.com'], byAdmin));
      expect(await reading(store, ...asked)).toEqual(['bob@xn--bcher-kva.example']);
      expect(await reading(store)).toEqual([]);
    });

    it('stay as they are when added again, with the first source; the history has each change once', async () => {
      const { store } = await openMigrated();
      await adding(store, 'ann@example.com');
      const again = { address: 'ANN@example.com', optOut: { ...manual, at: at(9), source: 'salesforce' } as const };
      const outcome = await persist(() => store.unsubscribes.add([again, again]));
      expect(outcome).toEqual({ added: [], known: ['ann@example.com'] });
      const ann = (await persist(() => store.unsubscribes.getMany(['ann@example.com']))).get('ann@example.com');
      expect(ann).toMatchObject({ optedOut: true, since: at(1), source: 'manual', revision: 1, told: null });
      expect(ann?.history).toEqual([{ at: at(1), what: 'unsubscribed', source: 'manual', by: 'ada', reason: null }]);
    });

    it('are cleared by a resubscribe alone, and set again by whoever says so after it', async () => {
      const { store } = await openMigrated();
      await adding(store, 'ann@example.com');
      await persist(() => store.unsubscribes.resubscribe(['Ann@example.com', 'never@example.com'], byAdmin));
      await persist(() => store.unsubscribes.resubscribe(['ann@example.com'], { ...byAdmin, at: at(6) }));
      expect(await persist(() => store.unsubscribes.count())).toBe(0);
      await adding(store, 'ann@example.com');
      const known = await persist(() => store.unsubscribes.getMany(['ann@example.com', 'never@example.com']));
      expect([...known.keys()]).toEqual(['ann@example.com']);
      expect(known.get('ann@example.com')).toMatchObject({ optedOut: true, revision: 3 });
      expect(known.get('ann@example.com')?.history.map(({ what }) => what)).toEqual([
        'unsubscribed',
        'resubscribed',
        'unsubscribed',
      ]);
    });

    it('that happened before a resubscribe do not come back when they are told again', async () => {
      const { store } = await openMigrated();
      const bounce = { ...manual, source: 'bounce', happenedAt: at(0) } as const;
      const add = () => persist(() => store.unsubscribes.add([{ address: 'ann@example.com', optOut: bounce }]));
      await add();
      await persist(() => store.unsubscribes.resubscribe(['ann@example.com'], byAdmin));
      await add();
      expect(await reading(store, 'ann@example.com')).toEqual([]);
    });

    it('many at once end as if one after the other: none is lost, each changed once', async () => {
      const { store } = await openMigrated();
      const addresses = Array.from({ length: 20 }, (_, index) => `p${index}@example.com`);
      await Promise.all([adding(store, ...addresses), adding(store, ...addresses), adding(store, ...addresses)]);
      const all = await persist(() => store.unsubscribes.getMany(addresses));
      expect([...all.values()].map(({ revision, optedOut }) => [revision, optedOut])).toEqual(
        addresses.map(() => [1, true]),
      );
      expect((await claiming(store, 1)).map(({ address }) => address).sort()).toEqual([...addresses].sort());
    });

    it('are listed by address, page by page; those that were resubscribed only when asked for', async () => {
      const { store } = await openMigrated();
      await adding(store, 'c@example.com', 'a@example.com', 'b@example.com');
      await persist(() => store.unsubscribes.resubscribe(['b@example.com'], byAdmin));
      const page = async (after: string, all = false) =>
        (await persist(() => store.unsubscribes.list(after, 2, { all }))).map(({ address }) => address);
      expect(await page('')).toEqual(['a@example.com', 'c@example.com']);
      expect(await page('', true)).toEqual(['a@example.com', 'b@example.com']);
      expect(await page('b@example.com', true)).toEqual(['c@example.com']);
      expect(await persist(() => store.unsubscribes.count())).toBe(2);
    });
  });

  describe('unsubscribes: what Salesforce has to be told', () => {
    it('is queued with the opt-out, claimed once, and over when it was told', async () => {
      const { store } = await openMigrated();
      const isDue = (minutes: number) => persist(() => store.unsubscribes.isDue(at(minutes)));
      expect(await isDue(9)).toBe(false);
      await adding(store, 'a@example.com', 'b@example.com');
      expect(await isDue(2)).toBe(true);
      const [first] = await claiming(store, 2, 1);
      const [second] = await claiming(store, 2);
      expect([first?.address, second?.address]).toEqual(['a@example.com', 'b@example.com']);
      expect(await claiming(store, 3)).toEqual([]);
      expect([await isDue(3), await isDue(4)]).toEqual([false, true]);
      if (first === undefined || second === undefined) throw new Error('not claimed');
      await persist(() => store.unsubscribes.settle([{ row: first, outcome: told(1) }]));
      await persist(() => store.unsubscribes.settle([{ row: second, outcome: { kind: 'again' } }]));
      expect(await persist(() => store.unsubscribes.pushes())).toMatchObject({ waiting: 1, sending: 0, parked: 0 });
      const a = (await persist(() => store.unsubscribes.getMany(['a@example.com']))).get('a@example.com');
      expect(a?.told).toEqual({ at: at(6), records: 2, field: FIELD, revision: 1 });
      await adding(store, 'a@example.com');
      expect((await claiming(store, 4)).map(({ address }) => address)).toEqual(['b@example.com']);
    });

    it('is claimed again when its claim is not heard of for 120 s, and when its time to wait is over', async () => {
      const { store } = await openMigrated();
      await adding(store, 'a@example.com');
      await claiming(store, 2);
      expect(await claiming(store, 3)).toEqual([]);
      const [row] = await claiming(store, 4);
      if (row === undefined) throw new Error('not claimed');
      const parked = { kind: 'parked', until: at(10), error: 'salesforce.ROW' } as const;
      await persist(() => store.unsubscribes.settle([{ row, outcome: parked }]));
      expect(await claiming(store, 9)).toEqual([]);
      expect(await persist(() => store.unsubscribes.pushes())).toMatchObject({
        parked: 1,
        errors: [{ error: 'salesforce.ROW', count: 1, oldestAt: row.queuedAt, nextAt: at(10) }],
      });
      // Added again it goes on waiting; by hand it goes at once.
      await adding(store, 'a@example.com');
      expect(await claiming(store, 9)).toEqual([]);
      const [late] = await claiming(store, 10);
      expect(late).toMatchObject({ address: 'a@example.com', tries: 1 });
      if (late === undefined) throw new Error('not claimed');
      await persist(() => store.unsubscribes.settle([{ row: late, outcome: { ...parked, until: at(99) } }]));
      expect(await persist(() => store.unsubscribes.parked('', 10, 'salesforce.ROW'))).toMatchObject([
        { address: 'a@example.com', tries: 2, status: { state: 'parked', until: at(99), error: 'salesforce.ROW' } },
      ]);
      expect(await persist(() => store.unsubscribes.parked('a@example.com', 10))).toEqual([]);
      expect(await persist(() => store.unsubscribes.parked('', 10, 'salesforce.OTHER'))).toEqual([]);
      expect(await persist(() => store.unsubscribes.retryParked('salesforce.OTHER'))).toBe(0);
      expect(await persist(() => store.unsubscribes.retryParked('salesforce.ROW'))).toBe(1);
      expect(await claiming(store, 11)).toHaveLength(1);
    });

    it('stays when it was queued again while the call was under way', async () => {
      const { store } = await openMigrated();
      await adding(store, 'a@example.com');
      const [row] = await claiming(store, 2);
      if (row === undefined) throw new Error('not claimed');
      await persist(() => store.unsubscribes.queue(['A@example.com']));
      await persist(() => store.unsubscribes.settle([{ row, outcome: told(1) }]));
      expect(await claiming(store, 3)).toHaveLength(1);
    });

    it('is found again where a crash left it out, and all of it when all is to be told', async () => {
      const { store, db } = await openMigrated();
      await adding(store, 'a@example.com', 'b@example.com', 'c@example.com');
      await persist(() => store.unsubscribes.resubscribe(['c@example.com'], byAdmin));
      const rows = await claiming(store, 2);
      const a = rows.filter(({ address }) => address === 'a@example.com');
      await persist(() => store.unsubscribes.settle(a.map((row) => ({ row, outcome: told(1) }))));
      await db.collection('unsubscribePushes').deleteMany({});
      expect(await persist(() => store.unsubscribes.requeue({ all: false }))).toBeLessThanOrEqual(1);
      expect((await claiming(store, 3)).map(({ address }) => address)).toEqual(['b@example.com']);
      await persist(() => store.unsubscribes.requeue({ all: true }));
      expect((await claiming(store, 3)).map(({ address }) => address)).toEqual(['a@example.com', 'b@example.com']);
    });

    it('has nothing to tell of an address that was resubscribed; its row goes', async () => {
      const { store } = await openMigrated();
      await adding(store, 'a@example.com');
      const rows = await claiming(store, 2);
      await persist(() => store.unsubscribes.settle(rows.map((row) => ({ row, outcome: { kind: 'over' } as const }))));
      expect(await persist(() => store.unsubscribes.pushes())).toEqual({
        waiting: 0,
        sending: 0,
        parked: 0,
        oldestAt: null,
        errors: [],
      });
    });

    it('the comparison keeps its place, and moves only where somebody wants it to', async () => {
      const { store } = await openMigrated();
      const { unsubscribes } = store;
      expect(await persist(() => unsubscribes.nightly())).toEqual(NO_NIGHTLY);
      await persist(() => unsubscribes.moveNightly((before) => ({ ...before, field: FIELD })));
      const now = await persist(() => unsubscribes.nightly());
      expect(now).toEqual({ ...NO_NIGHTLY, field: FIELD });
      expect(await persist(() => unsubscribes.moveNightly(() => null))).toBeNull();
      const watermarks = { Contact: at(5) };
      await persist(() => unsubscribes.moveNightly((before) => ({ ...before, watermarks })));
      expect(await persist(() => unsubscribes.nightly())).toEqual({ ...now, watermarks });
    });

    it('is counted by turns, for a restored database knows less', async () => {
      const { store } = await openMigrated();
      expect(await persist(() => store.unsubscribes.sequence())).toBe(0);
      const first = await persist(() => store.unsubscribes.nextSequence());
      expect(await persist(() => store.unsubscribes.nextSequence())).toBeGreaterThan(first);
    });
  });
}
