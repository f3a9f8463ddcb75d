import { describe, expect, it } from 'vitest';
import { settingOf } from '../../model/settings/registry.ts';
import type { Suspect } from '../../store/types.ts';
import type { OpenedStore } from './open.ts';
import { EPOCH, personId } from './people.ts';
import { persist } from './persist.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);

export function bookkeepingContract(open: () => Promise<OpenedStore>): void {
  describe('suspects', () => {
    const suspect = (id: number, change: Partial<Suspect> = {}): Suspect => ({
      id: personId(id),
      kind: 'suspect',
      hint: 'deletion',
      since: at(0),
      until: at(60),
      nextAt: at(id),
      ...change,
    });

    it('come when due, earliest first; the held wait for an admin', async () => {
      const { store } = await open();
      const held = suspect(2, { kind: 'held', hint: 'merge', winner: personId(9) });
      await persist(() => store.suspects.put([suspect(5), suspect(2), suspect(30), held]));
      expect(await persist(() => store.suspects.due(at(10), 10))).toEqual([suspect(2), suspect(5)]);
      expect(await persist(() => store.suspects.due(at(10), 1))).toEqual([suspect(2)]);
      expect(await persist(() => store.suspects.held(10))).toEqual([held]);
      expect(await persist(() => store.suspects.held(10, 1))).toEqual([held]);
      expect(await persist(() => store.suspects.held(10, 2))).toEqual([]);
      expect(await persist(() => store.suspects.counts())).toEqual({ suspects: 3, held: 1 });
    });

    it('are replaced and removed by kind', async () => {
      const { store } = await open();
      await persist(() => store.suspects.put([suspect(1, { hint: 'merge', winner: personId(9) })]));
      await persist(() => store.suspects.put([suspect(1, { nextAt: at(3) }), suspect(1, { kind: 'held' })]));
      expect(await persist(() => store.suspects.due(at(10), 10))).toEqual([suspect(1, { nextAt: at(3) })]);
      await persist(() => store.suspects.remove([personId(1)], 'suspect'));
      expect(await persist(() => store.suspects.counts())).toEqual({ suspects: 0, held: 1 });
    });
  });

  describe('activity types', () => {
    it('the first layout holds for ever; ids may change', async () => {
      const { store } = await open();
      expect(await persist(() => store.activityTypes.get())).toBeNull();
      const eight = { layout: 'eight', ids: { siaEmailSent: 100_001 } } as const;
      await persist(() => store.activityTypes.put(eight));
      const later = { layout: 'eight', ids: { siaEmailSent: 100_004, siaEmailOpened: 100_005 } } as const;
      await persist(() => store.activityTypes.put(later));
      const other = persist(() => store.activityTypes.put({ layout: 'compact', ids: {} }));
      await expect(other).rejects.toMatchObject({ key: 'marketo.types.layoutFixed' });
      expect(await persist(() => store.activityTypes.get())).toEqual(later);
    });
  });

  describe('people state', () => {
    it('has defaults, and a patch changes only what it names', async () => {
      const { store } = await open();
      expect(await persist(() => store.peopleState.get())).toMatchObject({
        initial: 'none',
        changes: 'off',
        visible: 0,
      });
      await persist(() => store.peopleState.patch({ initial: 'running', scanId: 's', startedAt: at(1) }));
      await persist(() => store.peopleState.patch({ scanId: null }));
      const state = await persist(() => store.peopleState.get());
      expect(state).toMatchObject({ initial: 'running', scanId: null, startedAt: at(1), changes: 'off' });
      expect(state).not.toHaveProperty('_id');
    });

    it('a scan’s strategy is settled once; a scan that was taken over settles nothing', async () => {
      const { store } = await open();
      const ids = { strategy: 'ids', smartList: null } as const;
      const list = { strategy: 'bulk', smartList: 'All People' } as const;
      await persist(() => store.peopleState.patch({ scanId: 'new' }));
      expect(await persist(() => store.peopleState.settle('old', ids))).toBe(false);
      expect(await persist(() => store.peopleState.get())).toMatchObject({ strategy: null });
      await persist(() => store.peopleState.settle('new', list));
      expect(await persist(() => store.peopleState.settle('new', ids))).toBe(false);
      expect(await persist(() => store.peopleState.get())).toMatchObject({ ...list, scanId: 'new' });
      // Given up on purpose: open again.
      await persist(() => store.peopleState.patch({ strategy: null, smartList: null }));
      await persist(() => store.peopleState.settle('new', ids));
      expect(await persist(() => store.peopleState.get())).toMatchObject(ids);
    });

    it('counts visible people up and down', async () => {
      const { store } = await open();
      await persist(() => store.peopleState.addVisible(5));
      const before = (await persist(() => store.peopleState.get())).visible;
      expect(before).toBeGreaterThanOrEqual(5);
      expect(await persist(() => store.peopleState.addVisible(-2))).toBeLessThanOrEqual(before - 2);
    });
  });

  describe('brake', () => {
    it('allows no more than the limit, within 24 h', async () => {
      const { store } = await open();
      const reserve = (leaving: number, hour: number) => persist(() => store.brake.reserve(leaving, 10, at(hour * 60)));
      const first = await reserve(7, 0);
      const second = await reserve(7, 1);
      expect(first + second).toBeLessThanOrEqual(10);
      expect(await reserve(1, 23)).toBeLessThanOrEqual(10 - first - second);
      expect(await persist(() => store.brake.used(at(23 * 60)))).toBeLessThanOrEqual(10 + 14);
      expect(await persist(() => store.brake.used(at(60 * 60)))).toBe(0);
    });
  });

  describe('settings', () => {
    it('have defaults, are checked, audited and keep what a newer version wrote', async () => {
      const { store, db } = await open();
      const defaults = await persist(() => store.settings.people());
      expect(defaults).toMatchObject({ sync: true, intervalMs: 30_000, cap: 1_500_000 });
      await db
        .collection<{ _id: string }>('settings')
        .updateOne({ _id: 'people' }, { $set: { later: 1 } }, { upsert: true });
      const changed = await persist(() => store.settings.setPeople({ sync: false }, 'admin'));
      expect(changed).toEqual({ ...defaults, sync: false });
      expect(await persist(() => store.settings.people())).toEqual(changed);
      await expect(persist(() => store.settings.setPeople({ cap: -1 }, 'admin'))).rejects.toMatchObject({
        key: 'config.setting',
        details: { setting: 'people.cap' },
      });
      expect(await db.collection<{ _id: string }>('settings').findOne({ _id: 'people' })).toMatchObject({ later: 1 });
      const [row] = await persist(() => store.audit.list(5));
      const details = { setting: 'people.sync', old: 'on', new: 'off' };
      expect(row).toMatchObject({ action: 'settings.set', by: 'admin', details });
    });

    it('of logging have the defaults of the design, and each group is changed by itself', async () => {
      const { store } = await open();
      const { settings } = store;
      expect(await persist(() => settings.marketo())).toEqual({
        logActivities: true,
        readBackDelayMs: 300_000,
        maxOpensPerEmail: null,
      });
      const defaults = await persist(() => settings.salesforce());
      expect(defaults).toEqual({
        logEmails: false,
        logReplies: false,
        logCalls: false,
        subjectTemplate: '{{activity_type}}: {{activity_subject}}',
        duplicateRule: 'mostRecentlyActive',
        noMatchRule: 'nothing',
        opportunityFromRoles: false,
        asSeller: false,
        rollupLead: false,
        rollupContact: false,
        rollupAccount: false,
        rollupOpportunity: false,
      });
      await persist(() => settings.setMarketo({ maxOpensPerEmail: 3 }, 'admin'));
      const changed = await persist(() =>
        settings.setSalesforce({ logCalls: true, subjectTemplate: '[SIA] {{Activity_type}}' }, 'admin'),
      );
      expect(changed).toEqual({ ...defaults, logCalls: true, subjectTemplate: '[SIA] {{Activity_type}}' });
      expect(await persist(() => settings.marketo())).toMatchObject({ maxOpensPerEmail: 3, logActivities: true });
      // One row for each that changed.
      const rows = await persist(() => store.audit.list(100, { actions: ['settings.set'] }));
      expect(new Set(rows.map(({ details }) => details.setting))).toEqual(
        new Set(['marketo.maxOpensPerEmail', 'salesforce.logCalls', 'salesforce.subjectTemplate']),
      );
    });

    it('of logging are refused by name when they don’t fit', async () => {
      const { store } = await open();
      const refused = (setting: string) => ({ key: 'config.setting', details: { setting } });
      const { settings } = store;
      await expect(
        persist(() => settings.setSalesforce({ subjectTemplate: '{{activity_typo}}' }, 'admin')),
      ).rejects.toMatchObject(refused('salesforce.subjectTemplate'));
      await expect(persist(() => settings.setMarketo({ readBackDelayMs: -1 }, 'admin'))).rejects.toMatchObject(
        refused('marketo.readBackDelay'),
      );
      expect(await persist(() => store.audit.list(5))).toEqual([]);
    });
  });

  describe('one setting', () => {
    const setting = settingOf('people.smartList');

    it('is put and taken back by its key, with the old and the new value in its own history', async () => {
      const { store } = await open();
      const { settings } = store;
      await persist(() => settings.setPeople({ cap: 7 }, 'admin'));
      await persist(() => settings.put(setting, null, 'ada'));
      const values = await persist(() => settings.values());
      expect([values.get('people.smartList'), values.get('people.cap'), values.get('marketo.logActivities')]).toEqual([
        null,
        7,
        true,
      ]);
      await persist(() => settings.put(setting, undefined, 'bob'));
      expect(await persist(() => settings.people())).toMatchObject({ smartList: 'All People', cap: 7 });
      const only = { actions: ['settings.set', 'settings.unset'], details: { setting: setting.key } };
      const rows = await persist(() => store.audit.list(100, only));
      const told = {
        action: 'settings.unset',
        by: 'bob',
        details: { setting: setting.key, old: 'none', new: 'All People' },
      };
      expect(rows[0]).toMatchObject(told);
      expect(rows.at(-1)).toMatchObject({
        action: 'settings.set',
        by: 'ada',
        details: { old: 'All People', new: 'none' },
      });
    });

    it('that is so already changes nothing; one whose stored value is not allowed can be put right', async () => {
      const { store, db } = await open();
      const { settings } = store;
      expect(await persist(() => settings.put(setting, undefined, 'admin'))).toBeNull();
      expect(await persist(() => store.audit.list(10))).toEqual([]);
      const stored = db.collection<{ _id: string }>('settings');
      await stored.updateOne({ _id: 'people' }, { $set: { smartList: 7 } }, { upsert: true });
      const refused = { key: 'config.setting', details: { setting: setting.key } };
      await expect(persist(() => settings.values())).rejects.toMatchObject(refused);
      await expect(persist(() => settings.put(setting, 7, 'admin'))).rejects.toMatchObject(refused);
      await persist(() => settings.put(setting, undefined, 'admin'));
      expect((await persist(() => settings.values())).get(setting.key)).toBe('All People');
      const [row] = await persist(() => store.audit.list(10));
      expect(row).toMatchObject({ details: { old: 'a value that is not allowed', new: 'All People' } });
    });
  });

  describe('failures', () => {
    it('are one row per flow and key, counted, cleared by flow', async () => {
      const { store } = await open();
      const record = (flow: string, key: string) =>
        persist(() => store.failures.record({ flow, key, details: { code: 7 } }));
      await record('people-changes', 'store.failed');
      await record('people-changes', 'store.failed');
      await record('people-initial', 'store.failed');
      const rows = await persist(() => store.failures.list(10));
      expect(rows.map(({ flow }) => flow).sort()).toEqual(['people-changes', 'people-initial']);
      const row = rows.find(({ flow }) => flow === 'people-changes');
      expect(row?.count).toBeGreaterThanOrEqual(2);
      expect(row?.details).toEqual({ code: 7 });
      expect(row?.firstAt.getTime()).toBeLessThanOrEqual(row?.lastAt.getTime() ?? 0);
      await persist(() => store.failures.clear('people-changes'));
      expect(await persist(() => store.failures.list(10))).toHaveLength(1);
    });

    it('of what fails now are counted on since the first time, and what fails no longer goes', async () => {
      const { store } = await open();
      const failing = (...keys: string[]) =>
        persist(() =>
          store.failures.keepOnly(
            'tasks',
            keys.map((key) => ({ key, details: {} })),
          ),
        );
      const known = async () => {
        const rows = await persist(() => store.failures.list(10));
        return new Map(rows.filter(({ flow }) => flow === 'tasks').map((row) => [row.key, row]));
      };
      await persist(() => store.failures.record({ flow: 'people-initial', key: 'store.failed', details: {} }));
      await failing('salesforce.ROW', 'salesforce.OTHER');
      const before = await known();
      await failing('salesforce.ROW');
      const after = await known();
      expect([...before.keys()].sort()).toEqual(['salesforce.OTHER', 'salesforce.ROW']);
      expect([...after.keys()]).toEqual(['salesforce.ROW']);
      expect(after.get('salesforce.ROW')?.firstAt).toEqual(before.get('salesforce.ROW')?.firstAt);
      expect(after.get('salesforce.ROW')?.count).toBeGreaterThan(before.get('salesforce.ROW')?.count ?? 0);
      await failing();
      expect((await persist(() => store.failures.list(10))).map(({ flow }) => flow)).toEqual(['people-initial']);
    });

    it('go one by one, when they are old, and the oldest where there are very many; their details are short', async () => {
      const { store, db } = await open();
      const details = {
        text: 'x'.repeat(1_000),
        ...Object.fromEntries([...Array(50).keys()].map((i) => [`d${i}`, i])),
      };
      await persist(() => store.failures.record({ flow: 'tasks', key: 'store.failed', details }));
      const [row] = await persist(() => store.failures.list(10));
      expect(Object.keys(row?.details ?? {})).toHaveLength(20);
      expect(row?.details.text).toHaveLength(300);

      const old = Array.from({ length: 600 }, (_, index) => ({
        ...{ _id: `old/${index}`, flow: 'old', key: `${index}`, count: 1, details: {} },
        ...{ firstAt: at(0), lastAt: at(index) },
      }));
      await db.collection<{ _id: string }>('failures').insertMany(old);
      await persist(() => store.failures.record({ flow: 'tasks', key: 'store.auth', details: {} }));
      const kept = await persist(() => store.failures.list(1_000));
      expect(kept).toHaveLength(500);
      expect(kept.filter(({ flow }) => flow === 'tasks')).toHaveLength(2);
      expect(kept.at(-1)?.key).toBe('102');

      expect(await persist(() => store.failures.expire(at(104), 1))).toBe(1);
      await persist(() => store.failures.expire(at(104), 10));
      expect((await persist(() => store.failures.list(1_000))).at(-1)?.key).toBe('104');
      await persist(() => store.failures.drop([{ flow: 'tasks', key: 'store.auth' }]));
      expect((await persist(() => store.failures.list(2))).map(({ key }) => key)).toEqual(['store.failed', '599']);
    });
  });

  describe('schema', () => {
    it('is migrated once, also by two workers at once, and a newer one is refused', async () => {
      const { store, db } = await open();
      await Promise.all([persist(() => store.migrate()), persist(() => store.migrate())]);
      const meta = db.collection<{ _id: string; version: number }>('meta');
      const version = (await meta.findOne({ _id: 'schema' }))?.version ?? 0;
      expect(version).toBeGreaterThan(0);
      // Made by a newer program, whose last migrations this one can live with: a rollback.
      await meta.updateOne({ _id: 'schema' }, { $set: { version: version + 1 } });
      await persist(() => store.migrate());
      expect(await persist(() => store.schema())).toMatchObject({ stored: version + 1, known: version });
      await meta.updateOne({ _id: 'schema' }, { $set: { oldest: version + 1 } });
      await expect(persist(() => store.migrate())).rejects.toMatchObject({ key: 'store.newer' });
    });

    it('tells the database’s own time', async () => {
      const { store } = await open();
      const [first, second] = [await persist(() => store.serverTime()), await persist(() => store.serverTime())];
      expect(second.getTime()).toBeGreaterThanOrEqual(first.getTime());
    });
  });
}
