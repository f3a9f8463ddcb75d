import { expect, it } from 'vitest';
import type { MarketoId } from '../../model/ids.ts';
import { PERSON_FIELDS } from '../../model/person.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { activitiesOf, openSyncedRig, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf } from './truth.ts';

/** One person who lost the owner, one deleted, one merged, all of them known before. */
async function departed(): Promise<Rig & Record<'unowned' | 'deleted' | 'merged', MarketoId>> {
  const rig = await openSyncedRig();
  await turn(rig);
  const [winner, unowned, deleted, merged] = [0, 1, 2, 3].map((n) => someone(rig.instance, n).id as MarketoId);
  if (winner === undefined || unowned === undefined || deleted === undefined || merged === undefined) {
    throw new Error('too few people');
  }
  rig.instance.update(unowned, { sfdcLeadOwnerId: null });
  rig.instance.delete(deleted);
  rig.instance.merge({ winner, losers: [merged] });
  rig.clock.advance(10 * MINUTE);
  await turn(rig);
  return { ...rig, unowned, deleted, merged };
}

async function hasPersonalData(rig: Rig, id: MarketoId): Promise<boolean> {
  const { marketo } = (await rig.store.people.get(id)) ?? {};
  if (marketo === undefined) throw new Error('the person is gone altogether');
  const inHistory = (await rig.store.people.history(id)).flatMap(({ changes }) => changes);
  const values = inHistory.some((change) => change.old !== null || change.new !== null);
  return values || [...PERSON_FIELDS, 'ownerId' as const].some((field) => field in marketo);
}

it('data of the deleted and merged goes after 7 days, of the unowned after 30; the tombstones stay', async () => {
  const rig = await departed();
  const { redactPeople } = activitiesOf(rig.deps);
  const steps: [number, redacted: number, stillThere: boolean[]][] = [
    [7 * DAY - HOUR, 0, [true, true, true]],
    [2 * HOUR, 2, [true, false, false]],
    [22 * DAY, 0, [true, false, false]],
    [DAY, 1, [false, false, false]],
  ];
  for (const [ms, redacted, stillThere] of steps) {
    rig.clock.advance(ms);
    expect(await redactPeople()).toBe(redacted);
    const ids = [rig.unowned, rig.deleted, rig.merged];
    expect(await Promise.all(ids.map((id) => hasPersonalData(rig, id)))).toEqual(stillThere);
  }
  expect(await redactPeople()).toBe(0);
  expect(await rig.store.people.get(rig.merged)).toMatchObject({ marketo: { state: 'merged' }, alias: {} });
  await expectTruth(rig);
});

it('being read again does not put the day of redaction off', async () => {
  const rig = await departed();
  rig.clock.advance(6 * DAY);
  const ids = [rig.unowned, rig.deleted, rig.merged];
  await activitiesOf(rig.deps).resync(ids);
  rig.clock.advance(DAY + HOUR);
  expect(await activitiesOf(rig.deps).redactPeople()).toBe(2);
  // What was redacted is not filled again by reading what Marketo still has.
  rig.clock.advance(23 * DAY);
  expect(await activitiesOf(rig.deps).redactPeople()).toBe(1);
  await activitiesOf(rig.deps).resync(ids);
  expect(await Promise.all(ids.map((id) => hasPersonalData(rig, id)))).toEqual([false, false, false]);
});

it('a redacted person who is owned again is visible again, whole', async () => {
  const rig = await departed();
  rig.clock.advance(31 * DAY);
  await activitiesOf(rig.deps).redactPeople();
  rig.instance.update(rig.unowned, { sfdcLeadOwnerId: '005000000000999AAA' });
  await activitiesOf(rig.deps).resync([rig.unowned]);
  await expectTruth(rig);
});

it('more people than fit into one round are all redacted', async () => {
  const rig = await openSyncedRig({ people: 1_400, ownedShare: 1 });
  await turn(rig);
  const everyone = truthOf(rig.instance).map(({ id }) => id);
  for (const id of everyone) rig.instance.update(id, { sfdcLeadOwnerId: null });
  await turn(rig);
  await activitiesOf(rig.deps).approve();
  rig.clock.advance(31 * DAY);
  expect(everyone.length).toBeGreaterThan(1_000);
  expect(await activitiesOf(rig.deps).redactPeople()).toBe(everyone.length);
});

it('the running count of visible people is put right by counting', async () => {
  const rig = await openSyncedRig();
  await rig.store.peopleState.addVisible(-17);
  expect(await activitiesOf(rig.deps).recountPeople()).toBe(truthOf(rig.instance).length);
  await expectTruth(rig);
});

it('what Marketo said of people whose panel nobody looked at for 90 days goes', async () => {
  const rig = await openSyncedRig();
  const asked = (days: number) => new Date(rig.clock.ms - days * DAY);
  const part = (days: number) => ({ askedAt: asked(days), wholeAt: asked(days), types: [], entries: [] });
  const ids = [1, 2].map((id) => id as MarketoId);
  await rig.store.panels.put(ids.map((id, index) => ({ id, group: 'marketing', part: part(91 - index * 2) })));
  expect(await activitiesOf(rig.deps).applyRetention()).toMatchObject({ panels: 1 });
  const rows = await rig.store.panels.read(ids);
  expect(ids.map((id) => rows.get(id)?.parts.marketing !== undefined)).toEqual([false, true]);
});
