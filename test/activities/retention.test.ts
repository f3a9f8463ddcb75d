import { expect, it } from 'vitest';
import type { Retained } from '../../activities/retention.ts';
import type { MarketoId } from '../../model/ids.ts';
import { change, personWrite, qualifiedPart } from '../store/people.ts';
import { activityId, sent } from '../store/sales-activities.ts';
import { DAY, HOUR } from './clock.ts';
import { activitiesOf, openRig, type Rig } from './rig.ts';

const NOTHING: Retained = {
  erasures: 0,
  history: 0,
  activities: 0,
  tasks: 0,
  panels: 0,
  audit: 0,
  failures: 0,
  answers: 0,
};

/** The store's own clock can't be moved: what is written now is as old as the rig's clock is ahead. */
async function opened(): Promise<Rig & { apply: () => Promise<Retained> }> {
  const rig = await openRig({ people: 1 });
  return { ...rig, apply: activitiesOf(rig.deps).applyRetention };
}

it('each thing goes when its own time is over, and not before', async () => {
  const { store, clock, apply } = await opened();
  await store.settings.setRetention({ historyMs: 10 * DAY, activitiesMs: 100 * DAY, failuresMs: 20 * DAY }, 'admin');
  await store.settings.setRetention({ auditMs: 30 * DAY }, 'admin');
  const part = qualifiedPart(1, { syncedAt: clock.now() });
  const changes = [change('title', 'a', 'b')];
  await store.people.apply([personWrite(1, part, { changes })], { evidence: 'leadChange' });
  await store.settings.setMarketo({ logActivities: false }, 'admin');
  await store.salesActivities.intake([sent('a', { personId: 1 })]);
  await store.failures.record({ flow: 'f', key: 'k', details: {} });
  const audited = (await store.audit.list(100)).length;
  const steps: [days: number, Partial<Retained>][] = [
    [0, {}],
    [9, {}],
    [2, { history: 1 }],
    [10, { failures: 1 }],
    [10, { audit: audited }],
    [70, { activities: 1 }],
    [1_000, {}],
  ];
  for (const [days, went] of steps) {
    clock.advance(days * DAY);
    expect(await apply()).toEqual({ ...NOTHING, ...went });
  }
  expect((await store.salesActivities.get(activityId('a')))?.activity).toMatchObject({ id: 'a', emailSubject: '' });
  expect((await store.people.get(1 as MarketoId))?.marketo?.firstName).toBe('Ada');
});

it('what is kept forever stays, as activities and tasks do unless an admin says otherwise', async () => {
  const { store, clock, apply } = await opened();
  await store.salesActivities.intake([sent('a', { personId: 1 })]);
  await store.settings.setRetention({ auditMs: null, failuresMs: null, historyMs: null }, 'admin');
  await store.failures.record({ flow: 'f', key: 'k', details: {} });
  clock.advance(4_000 * DAY);
  expect(await apply()).toEqual(NOTHING);
});

it('more than fit into one round go all the same, and a killed attempt is gone on with', async () => {
  const { store, db, clock, deps } = await opened();
  const at = clock.now();
  const rows = Array.from({ length: 2_300 }, (_, index) => ({ flow: 'f', key: `k${index}`, count: 1, lastAt: at }));
  await db.collection('failures').insertMany(rows);
  clock.advance(100 * DAY);
  let rounds = 0;
  const dying = {
    ...deps,
    store: {
      ...store,
      failures: {
        ...store.failures,
        expire: (before: Date, limit: number) => {
          rounds += 1;
          if (rounds === 2) throw new Error('killed here');
          return store.failures.expire(before, limit);
        },
      },
    },
  };
  await expect(activitiesOf(dying).applyRetention()).rejects.toThrow('killed here');
  expect(await db.collection('failures').countDocuments()).toBe(1_300);
  expect(await activitiesOf(deps).applyRetention()).toMatchObject({ failures: 1_300 });
});

it('people out of sight lose their data when the settings say so', async () => {
  const { store, clock, deps } = await opened();
  const left = (state: 'unowned' | 'deleted', id: number) =>
    personWrite(id, qualifiedPart(1, { state, leftAt: clock.now() }));
  await store.people.apply([left('unowned', 1), left('deleted', 2)], { evidence: 'leadChange' });
  await store.settings.setRetention({ unownedMs: 2 * DAY, deletedMs: HOUR }, 'admin');
  const { redactPeople } = activitiesOf(deps);
  clock.advance(2 * HOUR);
  expect(await redactPeople()).toBe(1);
  clock.advance(2 * DAY);
  expect(await redactPeople()).toBe(1);
});
