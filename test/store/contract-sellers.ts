import { describe, expect, it } from 'vitest';
import type { OpenedStore } from './open.ts';
import { EPOCH } from './people.ts';
import { persist } from './persist.ts';

const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);
const USER = '005000000000001AAA';
const OTHER = '005000000000002AAA';

export function sellersContract(open: () => Promise<OpenedStore>): void {
  describe('sellers', () => {
    const learned = { email: ' Ada@Example.com ', salesforceUserId: USER, timeZone: 'Europe/Berlin' };

    it('are found by their address, however it is written, and only those that are known', async () => {
      const { store } = await open();
      await persist(() => store.sellers.learn([learned], at(1)));
      const found = await persist(() => store.sellers.read(['ADA@example.com', ' ada@example.com', 'bob@example.com']));
      const tasks = { isOn: false, since: null, generation: 0 };
      const ada = { ...learned, email: 'ada@example.com', setBy: 'salesforce', asOf: at(1), tasks };
      expect([...found]).toEqual([['ada@example.com', ada]]);
      expect(await persist(() => store.sellers.read([]))).toEqual(new Map());
    });

    it('keep Salesforce’s latest answer, whatever the order in which answers arrive', async () => {
      const { store } = await open();
      const gone = { ...learned, salesforceUserId: null };
      await persist(() => store.sellers.learn([gone], at(2)));
      await persist(() => store.sellers.learn([learned], at(1)));
      const read = async () => (await persist(() => store.sellers.read([learned.email]))).get('ada@example.com');
      expect(await read()).toMatchObject({ salesforceUserId: null, asOf: at(2) });
      await persist(() => store.sellers.learn([learned], at(3)));
      expect(await read()).toMatchObject({ salesforceUserId: USER, asOf: at(3) });
    });

    it('keep what an admin has set, and the audit tells it without the address', async () => {
      const { store } = await open();
      await persist(() => store.sellers.learn([learned], at(1)));
      const set = await persist(() => store.sellers.set('Ada@example.com', { salesforceUserId: OTHER }, 'admin'));
      expect(set).toMatchObject({ email: 'ada@example.com', salesforceUserId: OTHER, setBy: 'admin' });
      await persist(() => store.sellers.learn([{ ...learned, timeZone: 'Asia/Tokyo' }], at(9)));
      const now = (await persist(() => store.sellers.read([learned.email]))).get('ada@example.com');
      // What was not set by hand goes on as Salesforce tells it.
      expect(now).toEqual({ ...set, timeZone: 'Asia/Tokyo' });
      expect(await persist(() => store.sellers.withUser(OTHER))).toEqual([now]);
      expect(await persist(() => store.sellers.withUser(USER))).toEqual([]);
      const rows = await persist(() => store.audit.list(10));
      expect(rows[0]).toMatchObject({ action: 'sellers.set', by: 'admin', details: { salesforceUserId: OTHER } });
      expect(JSON.stringify(rows).toLowerCase()).not.toContain('ada@');
    });

    it('can be nobody in Salesforce by an admin’s word, or have their time zone alone set', async () => {
      const { store } = await open();
      await persist(() => store.sellers.set('a@example.com', { salesforceUserId: null }, 'admin'));
      await persist(() => store.sellers.set('b@example.com', { timeZone: 'Europe/Paris' }, 'admin'));
      const learn = (email: string) => ({ ...learned, email });
      const before = await persist(() => store.sellers.read(['b@example.com']));
      expect(before.get('b@example.com')).toMatchObject({ salesforceUserId: null, asOf: new Date(0) });
      await persist(() => store.sellers.learn([learn('a@example.com'), learn('b@example.com')], at(1)));
      const after = await persist(() => store.sellers.read(['a@example.com', 'b@example.com']));
      expect(after.get('a@example.com')).toMatchObject({ salesforceUserId: null, setBy: 'admin' });
      expect(after.get('b@example.com')).toMatchObject({ salesforceUserId: USER, timeZone: 'Europe/Paris' });
    });

    it('have their tasks synced when an admin says so, and each time they go on counts', async () => {
      const { store } = await open();
      await persist(() => store.sellers.learn([learned], at(1)));
      const set = async (email: string, isOn: boolean) =>
        (await persist(() => store.sellers.setTasks(email, isOn, 'admin'))).tasks;
      const off = { isOn: false, since: null, generation: 0 };
      expect(await set('bob@example.com', false)).toEqual(off);
      const on = await set('ADA@example.com', true);
      expect(on).toEqual({ isOn: true, since: expect.any(Date), generation: 1 });
      expect(await set('ada@example.com', true)).toEqual(on);
      await set('bob@example.com', true);
      expect(await set('ada@example.com', false)).toMatchObject({ isOn: false, generation: 1 });
      const synced = await persist(() => store.sellers.withTasks());
      expect(synced.map(({ email }) => email)).toEqual(['bob@example.com']);
      expect(await set('ada@example.com', true)).toMatchObject({ isOn: true, generation: 2 });
      const found = await persist(() => store.sellers.read([learned.email]));
      expect(found.get('ada@example.com')).toMatchObject({ salesforceUserId: USER, tasks: { generation: 2 } });
      const rows = await persist(() => store.audit.list(10, { actions: ['sellers.tasks'] }));
      expect(rows[0]).toMatchObject({ by: 'admin', details: { on: true } });
      expect(JSON.stringify(rows)).not.toContain('@');
    });

    it('are listed by address, page by page', async () => {
      const { store } = await open();
      const emails = ['c@example.com', 'a@example.com', 'b@example.com'];
      await persist(() =>
        store.sellers.learn(
          emails.map((email) => ({ ...learned, email })),
          at(1),
        ),
      );
      const page = async (after: string) => {
        const rows = await persist(() => store.sellers.list(after, 2));
        return rows.map(({ email }) => email);
      };
      expect(await page('')).toEqual(['a@example.com', 'b@example.com']);
      expect(await page('b@example.com')).toEqual(['c@example.com']);
      expect(await page('c@example.com')).toEqual([]);
    });
  });
}
