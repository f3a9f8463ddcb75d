import { describe, expect, it } from 'vitest';
import type { PanelPart, StoredEntry } from '../../model/panel/entry.ts';
import type { SalesActivity } from '../../model/sales-activity/line.ts';
import type { OpenedStore } from './open.ts';
import { personId, personWrite, qualifiedPart } from './people.ts';
import { persist } from './persist.ts';
import { kindOf } from './sales-activities.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const P = personId;

/** One of a person's activities, of some days ago. */
function activity(id: string, person: number, days = 1): SalesActivity {
  return { ...kindOf('emailSent', id), personId: P(person), occurredAt: daysAgo(days) };
}

function part(askedAt: Date, ...ids: string[]): PanelPart {
  const entries = ids.map((id): StoredEntry => ({ id, at: askedAt, kind: 'formFilled', title: 'Form', details: {} }));
  return { askedAt, wholeAt: askedAt, types: [2], entries };
}

export function panelsContract(open: () => Promise<OpenedStore>): void {
  const opened = async () => {
    const all = await open();
    await persist(() => all.store.migrate());
    return { ...all, ...shortcuts(all) };
  };
  function shortcuts({ store }: OpenedStore) {
    const row = async (id: number) => (await persist(() => store.panels.read([P(id)]))).get(P(id));
    return {
      row,
      put: (id: number, value: PanelPart) =>
        persist(() => store.panels.put([{ id: P(id), group: 'marketing', part: value }])),
      take: (...activities: SalesActivity[]) => persist(() => store.salesActivities.intake(activities)),
      own: async (id: number) => (await row(id))?.own.map((entry) => entry.id).toSorted(),
    };
  }

  describe('panels', () => {
    it('keep what was asked for last, whatever the order in which answers arrive', async () => {
      const { put, row } = await opened();
      await put(1, part(daysAgo(1), 'new'));
      await put(1, part(daysAgo(2), 'old', 'older'));
      expect((await row(1))?.parts.marketing?.entries.map(({ id }) => id)).toEqual(['new']);
      const newest = part(new Date(), 'newest');
      await put(1, newest);
      expect((await row(1))?.parts).toEqual({ marketing: newest });
    });

    it('of groups are apart, and a person without a row has an empty one', async () => {
      const { store, put, row } = await opened();
      await put(1, part(daysAgo(1), 'a'));
      const sales = part(daysAgo(3), 'b');
      await persist(() => store.panels.put([{ id: P(1), group: 'sales', part: sales }]));
      expect(Object.keys((await row(1))?.parts ?? {})).toEqual(['marketing', 'sales']);
      expect(await row(2)).toEqual({ own: [], parts: {} });
      expect(await persist(() => store.panels.read([]))).toEqual(new Map());
    });

    it('have each sales activity that was taken, however often it was', async () => {
      const { take, own, row } = await opened();
      await take(activity('a', 1), activity('b', 1), activity('c', 2));
      await take(activity('a', 1), activity('d', 1));
      expect([...new Set(await own(1))]).toEqual(['a', 'b', 'd']);
      expect([...new Set(await own(2))]).toEqual(['c']);
      expect((await row(2))?.own[0]).toMatchObject({ kind: 'emailSent', title: 'Hello (SIA-12345678)' });
    });

    it('have no activity that is too old to be shown, and not what was refused', async () => {
      const { take, own } = await opened();
      await take(activity('old', 1, 91), activity('a', 1));
      await take({ ...activity('a', 2), personId: P(2) });
      expect([...new Set(await own(1))]).toEqual(['a']);
      expect(await own(2)).toEqual([]);
    });

    it('have what was taken before there were panels', async () => {
      const { store, db } = await open();
      const { own } = shortcuts({ store, db });
      await persist(() => store.salesActivities.intake([activity('a', 1), activity('b', 2), activity('old', 2, 91)]));
      await db.collection('panels').deleteMany({});
      expect(await own(1)).toEqual([]);
      await persist(() => store.migrate());
      expect([...new Set(await own(1))]).toEqual(['a']);
      expect([...new Set(await own(2))]).toEqual(['b']);
    });

    it('go with the personal data of people who left, and come back with the person', async () => {
      const { store, db, put, take, own, row } = await opened();
      const { people } = store;
      const part1 = qualifiedPart(1, { state: 'unowned', leftAt: daysAgo(31) });
      await persist(() => people.apply([personWrite(1, part1)], { evidence: 'leadChange' }));
      await persist(() => people.apply([personWrite(2, qualifiedPart(1))], { evidence: 'leadChange' }));
      await take(activity('a', 1), activity('b', 2));
      for (const id of [1, 2]) await put(id, part(daysAgo(40), 'm'));
      const limits = { unownedBefore: daysAgo(30), goneBefore: daysAgo(7), limit: 100 };
      await persist(() => people.redact(limits));
      expect(await db.collection<{ _id: number }>('panels').findOne({ _id: 1 })).toEqual({ _id: 1, rebuild: true });
      expect(Object.keys((await row(2))?.parts ?? {})).toEqual(['marketing']);
      // What we logged is still there, and is looked for when the person is shown again.
      expect([...new Set(await own(1))]).toEqual(['a']);
      expect((await row(1))?.parts).toEqual({});
    });

    it('that nobody looks at lose what Marketo said, and keep what we logged', async () => {
      const { store, put, take, own, row } = await opened();
      await take(activity('a', 1));
      await put(1, part(daysAgo(91), 'm'));
      await put(2, part(daysAgo(89), 'm'));
      await persist(() => store.panels.expire(daysAgo(90), 100));
      expect((await row(1))?.parts).toEqual({});
      expect([...new Set(await own(1))]).toEqual(['a']);
      expect((await row(2))?.parts.marketing).toBeDefined();
      expect(await persist(() => store.panels.expire(daysAgo(90), 100))).toBe(0);
    });

    it('hold the thousand that were taken last', async () => {
      const { take, row } = await opened();
      const many = Array.from({ length: 1_050 }, (_, index) => activity(`a${index}`, 1, 2 - index / 1_050));
      await take(...many);
      const own = (await row(1))?.own ?? [];
      expect(own).toHaveLength(1_000);
      expect(own.some(({ id }) => id === 'a1049')).toBe(true);
    });

    it('remember which types Marketo listed', async () => {
      const { store } = await opened();
      expect(await persist(() => store.panels.types())).toBeNull();
      for (const name of ['Send Sales Email', 'Sent']) {
        const listed = { at: daysAgo(1), types: [{ id: 39, name }] };
        await persist(() => store.panels.setTypes(listed));
        expect(await persist(() => store.panels.types())).toEqual(listed);
      }
    });
  });

  describe('people of an account', () => {
    it('are the visible ones, at most as many as asked for', async () => {
      const { store } = await opened();
      const of = (salesforceAccountId: string | null, state: 'qualified' | 'unowned' = 'qualified') =>
        qualifiedPart(1, { salesforceAccountId, state });
      const parts = [of('001A'), of('001B'), of(null), of('001A', 'unowned'), of('001A')];
      const writes = parts.map((one, index) => personWrite(index + 1, one));
      await persist(() => store.people.apply(writes, { evidence: 'leadChange' }));
      const found = async (values: string[], limit = 10) => {
        const people = await persist(() => store.people.visibleWith('salesforceAccountId', values, limit));
        return people.map(({ _id }) => _id).sort((one, other) => one - other);
      };
      expect(await found(['001A', '001C'])).toEqual([1, 5]);
      expect(await found(['001A', '001B'])).toEqual([1, 2, 5]);
      expect(await found(['001A'], 1)).toHaveLength(1);
      expect(await found([])).toEqual([]);
    });
  });
}
