import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  OwnConnections,
  SellerClient,
} from '../../../../activities/sales-activities/salesforce/own-connections.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { activityKey } from '../../../../model/salesforce-task/key.ts';
import type { SalesforceRecord } from '../../../../salesforce/types.ts';
import { activityId, sent } from '../../../store/sales-activities.ts';
import { HOUR, ManualClock } from '../../clock.ts';
import { FakeSalesforce, KEY } from './fake-salesforce.ts';
import { CONTACT, openRig, PERSON, SELLER, USER } from './rig.ts';

const KIM = 'kim@seller.example';
const KIMS_USER = '005000000000002AAA';

/** An org, and Kim, who writes with a client of her own; Sam has none. */
async function open({ asSeller = true } = {}) {
  const salesforce = new FakeSalesforce();
  /** Keys by who wrote them. */
  const written: Record<'kim' | 'integration', string[]> = { kim: [], integration: [] };
  const asked: ReadonlyMap<string, string>[] = [];
  /** Thrown by a call of Kim's before anything is written. */
  let refusal: AppError | null = null;
  const note = (by: 'kim' | 'integration', records: readonly SalesforceRecord[]) => {
    written[by].push(...records.map((record) => String(record[KEY])));
  };
  const kim: SellerClient = {
    upsert: async (object, key, records, context, options) => {
      if (refusal !== null) throw refusal;
      note('kim', records);
      return salesforce.upsert(object, key, records, context, options);
    },
  };
  const integration = Object.assign(Object.create(salesforce) as FakeSalesforce, {
    upsert: async (...[object, key, records, context, options]: Parameters<FakeSalesforce['upsert']>) => {
      note('integration', records);
      return salesforce.upsert(object, key, records, context, options);
    },
    query: (soql: string) => salesforce.query(soql),
    describe: (name: string) => salesforce.describe(name),
    update: (...args: Parameters<FakeSalesforce['update']>) => salesforce.update(...args),
    byKeys: (...args: Parameters<FakeSalesforce['byKeys']>) => salesforce.byKeys(...args),
  });
  const own: OwnConnections = {
    clientsOf: async (users) => {
      asked.push(users);
      return new Map(users.get(KIM) === KIMS_USER ? [[KIMS_USER, kim]] : []);
    },
  };
  const rig = await openRig(integration, new ManualClock(), own);
  await rig.store.settings.setSalesforce({ asSeller }, 'test');
  await rig.store.sellers.set(KIM, { salesforceUserId: KIMS_USER, timeZone: 'Asia/Tokyo' }, 'test');
  await rig.person(PERSON, { salesforceContactId: CONTACT });
  const keysOf = (...ids: string[]) => ids.map((id) => activityKey(activityId(id), 'default'));
  return { rig, salesforce, written, asked, keysOf, refuse: (error: AppError | null) => (refusal = error) };
}

const byKim = (id: string) => sent(id, { seller: KIM });
const bySam = (id: string) => sent(id, { seller: SELLER });

describe('Tasks of connected sellers', () => {
  it('are made with their own connection, the others’ with the integration user’s, one call each', async () => {
    const { rig, salesforce, written, asked, keysOf } = await open();
    await rig.take(byKim('k1'), bySam('s1'), byKim('k2'));
    await rig.send();
    expect(written.kim.toSorted()).toEqual(keysOf('k1', 'k2').toSorted());
    expect(written.integration).toEqual(keysOf('s1'));
    expect(salesforce.writes.map(({ records }) => records.length)).toEqual([1, 2]);
    expect(await rig.ends('k1', 'k2', 's1')).toEqual({ k1: 'done', k2: 'done', s1: 'done' });
    expect([...salesforce.tasks.values()].map(({ OwnerId }) => String(OwnerId)).toSorted()).toEqual([
      USER,
      KIMS_USER,
      KIMS_USER,
    ]);
    expect(asked).toEqual([
      new Map([
        [KIM, KIMS_USER],
        [SELLER, USER],
      ]),
    ]);
  });

  it('are the integration user’s while the setting is off: one call, and nothing is looked up', async () => {
    const { rig, salesforce, written, asked } = await open({ asSeller: false });
    await rig.take(byKim('k1'), bySam('s1'));
    await rig.send();
    expect([written.kim.length, written.integration.length, salesforce.writes.length, asked.length]).toEqual([
      0, 2, 1, 0,
    ]);
  });

  it.each([
    ['the connection has ended', 'connections.expired'],
    ['somebody else refreshes it for long', 'connections.busy'],
    ['the key field is hidden from the seller', 'salesforce.INVALID_FIELD'],
  ] as const)('go to the integration user where %s', async (_, key) => {
    const { rig, written, salesforce, keysOf, refuse } = await open();
    refuse(new AppError(key));
    await rig.take(byKim('k1'), bySam('s1'));
    await rig.send();
    expect(written.kim).toEqual([]);
    expect(written.integration).toEqual([...keysOf('s1'), ...keysOf('k1')]);
    expect(await rig.ends('k1', 's1')).toEqual({ k1: 'done', s1: 'done' });
    expect(salesforce.tasks.size).toBe(2);
  });

  it('that one record’s rights refuse go to the integration user, and no others do', async () => {
    const { rig, salesforce, written, keysOf } = await open();
    const [denied] = keysOf('k1');
    salesforce.fate = (record) =>
      record[KEY] === denied && !written.integration.includes(String(denied))
        ? { key: 'salesforce.INSUFFICIENT_ACCESS_OR_READONLY' }
        : null;
    await rig.take(byKim('k1'), byKim('k2'));
    await rig.send();
    expect(written.integration).toEqual([denied]);
    expect(await rig.ends('k1', 'k2')).toEqual({ k1: 'done', k2: 'done' });
  });

  it('without an answer are looked up, and never written by another meanwhile', async () => {
    const { rig, salesforce, written } = await open();
    salesforce.fate = () => 'unanswered';
    await rig.take(byKim('k1'));
    await rig.send();
    expect(await rig.ends('k1')).toEqual({ k1: 'unknown' });
    expect([written.kim.length, written.integration.length]).toEqual([1, 0]);
    await rig.lookUp();
    expect(await rig.ends('k1')).toEqual({ k1: 'done' });
    expect(salesforce.tasks.size).toBe(1);
  });

  it('whatever happens to either’s calls, each activity is one Task in the end', async () => {
    const fates = ['saved', 'unanswered', 'refused', 'thrown'] as const;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...fates), { minLength: 4, maxLength: 12 }), async (script) => {
        const { rig, salesforce, refuse } = await open();
        const left = [...script];
        salesforce.fate = () => {
          const fate = left.shift() ?? 'saved';
          if (fate === 'refused') return { key: 'salesforce.UNABLE_TO_LOCK_ROW' };
          return fate === 'unanswered' ? 'unanswered' : null;
        };
        const ids = ['k1', 'k2', 's1', 'k3', 's2'];
        await rig.take(...ids.map((id) => (id.startsWith('k') ? byKim(id) : bySam(id))));
        for (let round = 0; round < 20; round++) {
          refuse(left[0] === 'thrown' ? new AppError('connections.expired') : null);
          await rig.send();
          await rig.lookUp();
          rig.clock.advance(HOUR);
          await rig.resume();
        }
        expect(Object.values(await rig.ends(...ids))).toEqual(ids.map(() => 'done'));
        const keys = [...salesforce.tasks.values()].map((task) => task[KEY]);
        expect([keys.length, new Set(keys).size]).toEqual([ids.length, ids.length]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
