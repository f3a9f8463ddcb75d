import { expect, it } from 'vitest';
import type { OptOutSalesforce } from '../../../activities/unsubscribes/deps.ts';
import { HOUR, MINUTE, SECOND } from '../clock.ts';
import { FIELD, openUnsubscribes, type UnsubscribeRig } from './rig.ts';

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const CUSTOM = 'Sales_Opt_Out__c';

async function open(): Promise<UnsubscribeRig> {
  const rig = await openUnsubscribes();
  await rig.migrate();
  return rig;
}
const consentOf = async (rig: UnsubscribeRig, address: string) =>
  (await rig.store.unsubscribes.getMany([address])).get(address);

it('every contact and unconverted lead of an address is told, however it is spelt, and nobody else', async () => {
  const rig = await open();
  const mine = [rig.create('Contact', ANN), rig.create('Contact', 'ANN@Example.COM'), rig.create('Lead', ANN)];
  const before = rig.create('Contact', ANN, true);
  const others = [rig.create('Lead', BOB), rig.create('Contact', 'ann+news@example.com')];
  await rig.add(' Ann@EXAMPLE.com ');
  expect(await rig.push()).toBe(1);
  expect(mine.map((id) => rig.flag(id))).toEqual([true, true, true]);
  expect(others.map((id) => rig.flag(id))).toEqual([false, false]);
  expect((await consentOf(rig, ANN))?.told).toMatchObject({ records: 4, field: FIELD, revision: 1 });
  const { writesWithoutChange, writes } = await rig.stats();
  expect({ writesWithoutChange, contacts: writes.Contact?.updated }).toEqual({ writesWithoutChange: 0, contacts: 2 });
  expect(rig.flag(before)).toBe(true);
});

it('an address without a record is told too: there is nothing to write', async () => {
  const rig = await open();
  await rig.add(ANN);
  await rig.push();
  expect((await consentOf(rig, ANN))?.told).toMatchObject({ records: 0 });
});

it('many go out by 200: few calls, each record once', async () => {
  const rig = await open();
  const addresses = Array.from({ length: 450 }, (_, index) => `p${index}@example.com`);
  const ids = addresses.map((address) => rig.create('Contact', address));
  const optOut = { at: rig.now(), source: 'manual', by: 'test', reason: null } as const;
  await rig.store.unsubscribes.add(addresses.map((address) => ({ address, optOut })));
  expect(await rig.push()).toBe(450);
  expect(ids.every((id) => rig.flag(id) === true)).toBe(true);
  const { writes, writesWithoutChange, calls } = await rig.stats();
  expect({ updated: writes.Contact?.updated, writesWithoutChange }).toEqual({ updated: 450, writesWithoutChange: 0 });
  expect(calls).toBeLessThan(25);
});

it('while the nightly run is off the standard field is written, else the chosen one alone (Q36, Q37)', async () => {
  const rig = await open();
  for (const object of ['Contact', 'Lead']) {
    await rig.sf.change({ kind: 'field', object, field: { name: CUSTOM, type: 'boolean' } });
  }
  const custom = (id: string) => rig.sf.org.store.byId('Contact', id)?.get(CUSTOM);
  await rig.store.settings.setUnsubscribes({ field: CUSTOM }, 'test');
  const [ann, bob] = [rig.create('Contact', ANN), rig.create('Contact', BOB)];
  await rig.add(ANN);
  await rig.push();
  expect([rig.flag(ann), custom(ann) ?? false]).toEqual([true, false]);
  await rig.store.settings.setUnsubscribes({ nightly: true }, 'test');
  await rig.add(BOB);
  await rig.push();
  expect([rig.flag(bob), custom(bob)]).toEqual([false, true]);
});

it.each([
  ['hidden', 'unsubscribes.fieldHidden'],
  ['readOnly', 'unsubscribes.fieldReadOnly'],
] as const)(
  'a %s field of one object holds up its addresses alone, says so, and they go once it is mended',
  async (level, key) => {
    const rig = await open();
    await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: level } });
    const contact = rig.create('Contact', ANN);
    const lead = rig.create('Lead', BOB);
    await rig.add(ANN);
    await rig.add(BOB);
    const { parked, error } = await rig.turn();
    expect({ parked, error }).toEqual({ parked: 1, error: key });
    expect([rig.flag(contact), rig.flag(lead)]).toEqual([true, false]);
    expect(await rig.store.failures.list(5)).toMatchObject([{ flow: 'unsubscribes', key, details: { addresses: 1 } }]);
    await rig.sf.change({ kind: 'access', fields: { [`Lead.${FIELD}`]: 'full' } });
    rig.clock.advance(HOUR);
    expect(await rig.turn()).toMatchObject({ parked: 0, waiting: 0, error: null });
    expect(rig.flag(lead)).toBe(true);
    expect(await rig.store.failures.list(5)).toEqual([]);
  },
);

it('a field that is hidden while its description is kept is noticed at once, not address by address', async () => {
  const rig = await open();
  rig.create('Contact', BOB);
  await rig.add(BOB);
  await rig.push();
  await rig.sf.change({ kind: 'access', fields: { [`Contact.${FIELD}`]: 'hidden' } });
  rig.create('Contact', ANN);
  await rig.add(ANN);
  expect(await rig.turn()).toMatchObject({ parked: 1, error: 'unsubscribes.fieldHidden' });
});

it('a record that the org refuses waits by itself and is tried again, ever more seldom, never given up', async () => {
  const rig = await open();
  await rig.sf.change({
    kind: 'rules',
    object: 'Contact',
    rules: [{ field: 'LastName', pattern: '^Locked$', message: 'no' }],
  });
  const [ann, bob] = [rig.create('Contact', ANN), rig.create('Contact', BOB)];
  await rig.sf.change({ kind: 'rules', object: 'Contact', rules: [] });
  rig.set(ann, { LastName: 'Locked' });
  await rig.sf.change({
    kind: 'rules',
    object: 'Contact',
    rules: [{ field: 'LastName', pattern: '^Locked$', message: 'no' }],
  });
  await rig.add(ANN);
  await rig.add(BOB);
  await rig.turn();
  expect([rig.flag(ann), rig.flag(bob)]).toEqual([false, true]);
  const nextIn = async () => {
    const [one] = (await rig.store.unsubscribes.pushes()).errors;
    expect(one).toMatchObject({ error: 'salesforce.FIELD_CUSTOM_VALIDATION_EXCEPTION', count: 1 });
    return (one?.nextAt.getTime() ?? 0) - rig.now().getTime();
  };
  expect(await nextIn()).toBe(10 * MINUTE);
  rig.clock.advance(10 * MINUTE);
  await rig.turn();
  expect(await nextIn()).toBe(20 * MINUTE);
  rig.set(ann, { LastName: 'Doe' });
  rig.clock.advance(20 * MINUTE);
  await rig.turn();
  expect(rig.flag(ann)).toBe(true);
});

it('quota used up: everything waits, nothing is lost, and goes out when calls are there again', async () => {
  const rig = await open();
  const ann = rig.create('Contact', ANN);
  await rig.add(ANN);
  await rig.sf.control('PUT', '/limits', { on: true, dailyLimit: 100, used: 100 });
  await expect(rig.turn()).rejects.toMatchObject({ key: 'salesforce.REQUEST_LIMIT_EXCEEDED' });
  expect(await rig.store.unsubscribes.pushes()).toMatchObject({ waiting: 1, sending: 0 });
  expect(await rig.store.failures.list(5)).toMatchObject([{ flow: 'unsubscribes' }]);
  await rig.sf.control('PUT', '/limits', { on: false });
  await rig.turn();
  expect(rig.flag(ann)).toBe(true);
  expect(await rig.store.failures.list(5)).toEqual([]);
});

/** Something happens in the org between the look and the write. */
function meanwhile(rig: UnsubscribeRig, happens: () => void): OptOutSalesforce {
  let isFirst = true;
  const { salesforce } = rig;
  return {
    ...salesforce,
    update: (...args) => {
      if (isFirst) happens();
      isFirst = false;
      return salesforce.update(...args);
    },
  };
}

it('a lead that is converted between the look and the write is told as its contact', async () => {
  const rig = await openUnsubscribes({ simulator: { switches: { conversionCopiesOptOut: false } } });
  await rig.migrate();
  const lead = rig.create('Lead', ANN);
  await rig.add(ANN);
  const converted: string[] = [];
  const salesforce = meanwhile(rig, () => converted.push(rig.convert(lead).contactId));
  expect(await rig.turn({ salesforce })).toMatchObject({ parked: 1, error: 'salesforce.CANNOT_UPDATE_CONVERTED_LEAD' });
  rig.clock.advance(2 * SECOND);
  await rig.turn({ salesforce });
  expect(rig.flag(converted[0] ?? '')).toBe(true);
  expect((await consentOf(rig, ANN))?.told).toMatchObject({ records: 1 });
});

it.each(['merged', 'deleted'] as const)(
  'a record that is %s between the look and the write is dropped for who has the address',
  async (how) => {
    const rig = await open();
    const [gone, winner] = [rig.create('Contact', ANN), rig.create('Contact', ANN)];
    await rig.add(ANN);
    const salesforce = meanwhile(rig, () => (how === 'merged' ? rig.merge(winner, gone) : rig.remove(gone)));
    expect(await rig.turn({ salesforce })).toMatchObject({ parked: 1 });
    rig.clock.advance(2 * SECOND);
    expect(await rig.turn({ salesforce })).toMatchObject({ parked: 0, waiting: 0 });
    expect(rig.flag(winner)).toBe(true);
    expect((await consentOf(rig, ANN))?.told).toMatchObject({ records: 1 });
  },
);

it('without Salesforce nothing is sent and nothing is an error; it goes out when it is connected', async () => {
  const rig = await open();
  const ann = rig.create('Contact', ANN);
  await rig.add(ANN);
  expect(await rig.turn({ salesforce: null })).toMatchObject({ kind: 'notConnected', waiting: 1, told: 0 });
  expect(await rig.store.failures.list(5)).toEqual([]);
  await rig.turn();
  expect(rig.flag(ann)).toBe(true);
});

it('a database that knows less than the flow remembers sends nothing', async () => {
  const rig = await open();
  const ann = rig.create('Contact', ANN);
  await rig.add(ANN);
  const { sequence } = await rig.turn();
  await rig.add(BOB);
  await expect(rig.turn({}, sequence + 5)).rejects.toMatchObject({ key: 'store.restored' });
  await rig.store.peopleState.setTrouble('changes', { key: 'store.restored', at: rig.now(), until: null });
  await expect(rig.turn()).rejects.toMatchObject({ key: 'store.restored' });
  expect(await rig.store.unsubscribes.pushes()).toMatchObject({ waiting: 1 });
  expect(rig.flag(ann)).toBe(true);
});

it('a worker that is told to stop begins no further call', async () => {
  const rig = await open();
  await rig.add(ANN);
  const stopping = AbortSignal.abort();
  expect(await rig.turn({ stopping })).toMatchObject({ told: 0, waiting: 1 });
});

it('two at once share what waits: each address goes once', async () => {
  const rig = await open();
  const addresses = Array.from({ length: 500 }, (_, index) => `p${index}@example.com`);
  for (const address of addresses) rig.create('Lead', address);
  const optOut = { at: rig.now(), source: 'manual', by: 'test', reason: null } as const;
  await rig.store.unsubscribes.add(addresses.map((address) => ({ address, optOut })));
  const [one, other] = await Promise.all([rig.push(), rig.push()]);
  expect(one + other).toBe(500);
  const { writes, writesWithoutChange } = await rig.stats();
  expect({ updated: writes.Lead?.updated, writesWithoutChange }).toEqual({ updated: 500, writesWithoutChange: 0 });
});
