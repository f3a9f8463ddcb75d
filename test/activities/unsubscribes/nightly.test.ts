import { expect, it } from 'vitest';
import { DAY, MINUTE, SECOND } from '../clock.ts';
import { FIELD, openUnsubscribes, type UnsubscribeRig } from './rig.ts';

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const CUSTOM = 'Sales_Opt_Out__c';

async function open(): Promise<UnsubscribeRig> {
  const rig = await openUnsubscribes();
  await rig.migrate();
  return rig;
}

it('the first run takes everybody who is opted out, later ones read what changed alone', async () => {
  const rig = await open();
  const people = Array.from({ length: 30 }, (_, index) => rig.create('Contact', `p${index}@example.com`, index < 20));
  rig.create('Lead', BOB, true);
  rig.clock.advance(20 * MINUTE);
  expect(await rig.nightly()).toMatchObject({ full: true, read: 21, added: 21, many: false });
  expect(await rig.store.unsubscribes.count()).toBe(21);
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ full: false, read: 0, added: 0, queued: 0 });
  rig.set(people[25] ?? '', { [FIELD]: true });
  rig.set(people[26] ?? '', { LastName: 'New' });
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ full: false, read: 2, added: 1, queued: 0 });
  expect(await rig.optedOut(['p25@example.com', 'p26@example.com'])).toEqual(new Set(['p25@example.com']));
  expect((await rig.store.unsubscribes.getMany(['p25@example.com'])).get('p25@example.com')).toMatchObject({
    source: 'salesforce',
  });
});

it('a record that comes later with an address that is opted out here is set, and so is one that is cleared there', async () => {
  const rig = await open();
  const old = rig.create('Contact', ANN);
  await rig.add(ANN);
  await rig.push();
  await rig.nightly();
  rig.clock.advance(DAY);
  const late = rig.create('Lead', 'ANN@example.com');
  rig.set(old, { [FIELD]: false });
  rig.clock.advance(DAY);
  // Once for the contact, once for the lead.
  expect(await rig.nightly()).toMatchObject({ added: 0, queued: 2 });
  await rig.push();
  expect([rig.flag(old), rig.flag(late)]).toEqual([true, true]);
});

it('a change that is committed late, with a stamp of before the last run’s end, is not missed', async () => {
  const rig = await open();
  const ann = rig.create('Contact', ANN);
  rig.clock.advance(DAY);
  await rig.nightly();
  rig.clock.advance(DAY);
  rig.set(ann, { [FIELD]: true }, 5 * MINUTE);
  rig.clock.advance(3 * MINUTE);
  expect(await rig.nightly()).toMatchObject({ added: 0 });
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ added: 1 });
});

it('more than one page, all with the same stamp, is read to its end, each once', async () => {
  const rig = await open();
  await rig.nightly();
  rig.clock.advance(DAY);
  for (let index = 0; index < 4_100; index++) rig.create('Contact', `p${index}@example.com`, index % 2 === 0);
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ read: 4_100, added: 2_050 });
  rig.clock.advance(DAY);
  expect(await rig.nightly(true)).toMatchObject({ full: true, read: 2_050, added: 0, queued: 2_050 });
}, 30_000);

it('unusually many are all taken, and said; the next calm run takes that back', async () => {
  const rig = await open();
  await rig.nightly();
  rig.clock.advance(DAY);
  for (let index = 0; index < 101; index++) rig.create('Contact', `p${index}@example.com`, true);
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ added: 101, many: true });
  expect(await rig.store.unsubscribes.count()).toBe(101);
  expect(await rig.store.failures.list(5)).toMatchObject([
    { flow: 'unsubscribes-nightly', key: 'unsubscribes.many', details: { addresses: 101 } },
  ]);
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ many: false });
  expect(await rig.store.failures.list(5)).toEqual([]);
});

it('another field is compared from the beginning, both ways', async () => {
  const rig = await open();
  await rig.add(ANN);
  const ann = rig.create('Contact', ANN);
  await rig.push();
  await rig.nightly();
  for (const object of ['Contact', 'Lead']) {
    await rig.sf.change({ kind: 'field', object, field: { name: CUSTOM, type: 'boolean' } });
  }
  rig.set(rig.create('Lead', BOB), { [CUSTOM]: true });
  await rig.store.settings.setUnsubscribes({ field: CUSTOM, nightly: true }, 'test');
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ full: true, field: CUSTOM, added: 1, queued: 2 });
  await rig.push();
  expect(rig.sf.org.store.byId('Contact', ann)?.get(CUSTOM)).toBe(true);
  // The standard one is left alone.
  expect(rig.records([BOB]).map(({ isOptedOut }) => isOptedOut)).toEqual([false]);
});

it('an object that hides the field is left out and said; once it shows it, nothing of the time between is missed', async () => {
  const rig = await open();
  await rig.nightly();
  await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: 'hidden' } });
  rig.clock.advance(DAY);
  // Set by those who see it.
  await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: 'full' } });
  rig.create('Lead', BOB, true);
  await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: 'hidden' } });
  rig.create('Contact', ANN, true);
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ added: 1, hidden: ['Lead'] });
  expect(await rig.store.failures.list(5)).toMatchObject([
    { key: 'unsubscribes.fieldHidden', details: { object: 'Lead' } },
  ]);
  await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: 'full' } });
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ added: 1, hidden: [] });
  expect(await rig.optedOut([ANN, BOB])).toEqual(new Set([ANN, BOB]));
});

it('hidden on both objects it stops, and keeps its place', async () => {
  const rig = await open();
  await rig.nightly();
  const fields = { [`Lead.${FIELD}`]: 'hidden', [`Contact.${FIELD}`]: 'hidden' };
  await rig.sf.change({ kind: 'access', fields });
  await expect(rig.nightly()).rejects.toMatchObject({ key: 'unsubscribes.fieldHidden' });
  expect((await rig.store.unsubscribes.nightly()).watermarks.Contact).toBeInstanceOf(Date);
});

it('a run that was killed goes on where it was; two at once share their place and count each record once', async () => {
  const rig = await open();
  await rig.nightly();
  rig.clock.advance(DAY);
  for (let index = 0; index < 2_100; index++) rig.create('Contact', `p${index}@example.com`);
  rig.create('Lead', BOB, true);
  rig.clock.advance(DAY);
  let isKilled = false;
  const killed = rig.depsOf({
    store: {
      ...rig.store,
      unsubscribes: {
        ...rig.store.unsubscribes,
        add: async (entries) => {
          if (entries.length > 0 && !isKilled) {
            isKilled = true;
            throw new Error('killed');
          }
          return rig.store.unsubscribes.add(entries);
        },
      },
    },
  });
  await expect(rig.nightly(false, killed)).rejects.toThrow('killed');
  expect((await rig.store.unsubscribes.nightly()).run).toMatchObject({ read: 2_100, part: 1 });
  const outcomes = await Promise.allSettled([rig.nightly(), rig.nightly()]);
  const done = outcomes.filter(({ status }) => status === 'fulfilled');
  const conflicts = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.key] : []));
  expect(conflicts.every((key) => key === 'store.conflict')).toBe(true);
  expect(done.length).toBeGreaterThan(0);
  const { run, last } = await rig.store.unsubscribes.nightly();
  expect(run).toBeNull();
  expect(last?.added).toBeLessThanOrEqual(1);
  expect(await rig.optedOut([BOB])).toEqual(new Set([BOB]));
}, 30_000);

it('an opt-out does not go with its record, but a resubscribe of after that stands', async () => {
  const rig = await open();
  await rig.nightly();
  rig.clock.advance(DAY);
  rig.remove(rig.create('Contact', ANN, true));
  rig.clock.advance(DAY);
  expect(await rig.nightly()).toMatchObject({ added: 1 });
  await rig.resubscribe(ANN);
  rig.clock.advance(2 * SECOND);
  expect(await rig.nightly(true)).toMatchObject({ added: 0 });
  expect(await rig.optedOut([ANN])).toEqual(new Set());
});

it('a resubscribe is undone where Salesforce still says opted out, and stands where it was cleared there too', async () => {
  const rig = await open();
  const [ann, bob] = [rig.create('Contact', ANN), rig.create('Lead', BOB)];
  await rig.add(ANN);
  await rig.add(BOB);
  await rig.push();
  rig.clock.advance(DAY);
  await rig.nightly();
  await rig.resubscribe(ANN);
  await rig.resubscribe(BOB);
  rig.set(bob, { [FIELD]: false });
  rig.set(ann, { LastName: 'Touched' });
  rig.clock.advance(DAY);
  await rig.nightly();
  await rig.push();
  expect(await rig.optedOut([ANN, BOB])).toEqual(new Set([ANN]));
  expect([rig.flag(ann), rig.flag(bob)]).toEqual([true, false]);
});
