import { describe, expect, it } from 'vitest';
import type { ActivityFilter, ActivityPlace } from '../../store/sales-activities/types.ts';
import type { AuditFilter, AuditPage, AuditPlace, Store } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { personId } from './people.ts';
import { persist } from './persist.ts';
import { event, kindOf, sent } from './sales-activities.ts';

type ActivityPage = Awaited<ReturnType<Store['salesActivities']['newest']>>;

export function listsContract(open: () => Promise<OpenedStore>): void {
  async function opened() {
    const all = await open();
    await persist(() => all.store.migrate());
    return all;
  }

  /** All pages, as the ids of each. */
  async function pages(store: Store, filter: ActivityFilter, limit: number): Promise<string[][]> {
    const found: string[][] = [];
    let after: ActivityPlace | null = null;
    do {
      const place: ActivityPlace | null = after;
      const page: ActivityPage = await persist(() => store.salesActivities.newest(filter, place, limit));
      found.push(page.records.map(({ activity }) => activity.id));
      after = page.next;
    } while (after !== null);
    return found;
  }

  describe('lists, newest first', () => {
    it('of activities give each once, also of those that were taken at one moment', async () => {
      const { store } = await opened();
      for (const batch of [['a', 'c', 'b'], ['e'], ['d', 'f']])
        await persist(() => store.salesActivities.intake(batch.map((id) => sent(id))));
      const order = ['f', 'd', 'e', 'c', 'b', 'a'];
      expect((await pages(store, {}, 2)).flat()).toEqual(order);
      expect((await pages(store, {}, 6)).flat()).toEqual(order);
      expect(await pages(store, { personId: personId(999_999) }, 2)).toEqual([[]]);
    });

    it('of activities are narrowed by person, kind, vendor and state', async () => {
      const { store } = await opened();
      await persist(() => store.settings.setSalesforce({ logEmails: true }, 'admin'));
      const { salesActivities } = store;
      const first = [sent('a', { personId: 1 }), sent('b', { personId: 2 }), kindOf('campaignAdded', 'c')];
      await persist(() => salesActivities.intake(first));
      await persist(() => salesActivities.intake([sent('d', { personId: 1 })]));
      const fail = (id: string, vendor: 'marketo' | 'salesforce') =>
        event(id, vendor, { kind: 'fail', error: 'marketo.1003' });
      await persist(() =>
        salesActivities.apply([
          ...[fail('a', 'marketo'), fail('a', 'salesforce'), fail('b', 'salesforce')],
          event('c', 'marketo', { kind: 'skip', reason: 'test' }),
        ]),
      );
      const of = async (filter: ActivityFilter) => (await pages(store, filter, 10)).flat();
      expect(await of({ personId: personId(1) })).toEqual(['d', 'a']);
      expect(await of({ type: 'campaignAdded' })).toEqual(['c']);
      // Both of its branches have failed: it is one activity.
      expect(await of({ state: 'failed' })).toEqual(['b', 'a']);
      expect((await pages(store, { state: 'failed' }, 1)).flat()).toEqual(['b', 'a']);
      expect(await of({ state: 'failed', vendor: 'marketo' })).toEqual(['a']);
      expect(await of({ state: 'failed', personId: personId(2) })).toEqual(['b']);
      expect(await of({ state: 'failed', type: 'campaignAdded' })).toEqual([]);
      expect(await of({ state: 'pending' })).toEqual(['d', 'b']);
      expect(await of({ state: 'skipped' })).toEqual(['c']);
      expect(await of({ state: 'skipped', vendor: 'salesforce' })).toEqual([]);
      expect(await of({ state: 'done' })).toEqual([]);
    });

    it('of the audit give each row once, narrowed by action, by whom, and time', async () => {
      const { store } = await opened();
      const before = new Date(Date.now() - 60_000);
      for (const [index, by] of ['ada', 'bob', 'ada', 'bob', 'ada'].entries())
        await store.audit.add({ action: `test.${index % 2}`, by, details: { index } }).catch(() => undefined);
      const all = async (filter: AuditFilter, limit: number) => {
        const found: unknown[] = [];
        let after: AuditPlace | null = null;
        do {
          const place: AuditPlace | null = after;
          const page: AuditPage = await persist(() => store.audit.page(filter, place, limit));
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          found.push(...page.rows);
          after = page.next;
        } while (after !== null);
        return found;
      };
      const rows = await persist(() => store.audit.list(100));
      expect(await all({}, 2)).toEqual(rows);
      expect(await all({}, 100)).toEqual(rows);
      expect(await all({ actions: ['test.1'] }, 1)).toEqual(rows.filter(({ action }) => action === 'test.1'));
      expect(await all({ by: 'ada' }, 2)).toEqual(rows.filter(({ by }) => by === 'ada'));
      expect(await all({ from: before }, 3)).toEqual(rows);
      expect(await all({ to: before }, 3)).toEqual([]);
    });
  });
}
