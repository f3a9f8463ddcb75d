import { expect, it } from 'vitest';
import { BRAKE_MINIMUM } from '../../model/brake.ts';
import type { MarketoId } from '../../model/ids.ts';
import { DAY, MINUTE } from './clock.ts';
import { activitiesOf, openSyncedRig, type Rig, turn } from './rig.ts';
import { expectTruth, truthOf, visibleIn } from './truth.ts';

const BEYOND = 15;

/** 115 of about 210 visible people lost their owner or were deleted; 100 may leave within 24 h. */
async function massDeparture(leave: (rig: Rig, id: number) => void): Promise<{ rig: Rig; left: number[] }> {
  const rig = await openSyncedRig();
  await turn(rig);
  rig.clock.advance(10 * MINUTE);
  const left = truthOf(rig.instance)
    .slice(0, BRAKE_MINIMUM + BEYOND)
    .map(({ id }) => id);
  for (const id of left) leave(rig, id);
  return { rig, left };
}

const DEPARTURES: [string, (rig: Rig, id: number) => void][] = [
  ['deleted in Marketo', ({ instance }, id) => instance.delete(id)],
  ['left without owner', ({ instance }, id) => instance.update(id, { sfdcLeadOwnerId: null })],
];

it.each(DEPARTURES)('of 115 people %s 100 leave, 15 are held, the feeds move on', async (_, leave) => {
  const { rig } = await massDeparture(leave);
  expect(await turn(rig)).toMatchObject({ summary: { left: BRAKE_MINIMUM, held: BEYOND } });
  const truth = truthOf(rig.instance).length;
  expect(await visibleIn(rig)).toHaveLength(truth + BEYOND);
  expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: BEYOND });
  expect((await turn(rig)).records).toBe(0);
  // Read again while the brake holds, they stay held.
  expect(await activitiesOf(rig.deps).overlapTurn()).toMatchObject({ left: 0, held: BEYOND });
  expect(await visibleIn(rig)).toHaveLength(truth + BEYOND);
});

it.each(DEPARTURES)('approve reads those %s again and lets them leave', async (_, leave) => {
  const { rig, left } = await massDeparture(leave);
  await turn(rig);
  expect(await activitiesOf(rig.deps).approve()).toMatchObject({ asked: BEYOND, left: BEYOND, held: 0 });
  expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
  const evidences = await Promise.all(left.map(async (id) => (await rig.store.people.get(id as MarketoId))?.marketo));
  expect(evidences.filter((part) => part?.evidence === 'approve')).toHaveLength(BEYOND);
  await expectTruth(rig);
});

it('approve applies what comes back, not what was held: who has an owner again stays', async () => {
  const { rig, left } = await massDeparture(({ instance }, id) => instance.update(id, { sfdcLeadOwnerId: null }));
  await turn(rig);
  for (const id of left) rig.instance.update(id, { sfdcLeadOwnerId: '005000000000999AAA' });
  expect(await activitiesOf(rig.deps).approve()).toMatchObject({ asked: BEYOND, left: 0 });
  await turn(rig);
  await expectTruth(rig);
});

it('a merge that was held keeps its winner, even when the deletion record of the loser comes later', async () => {
  const rig = await openSyncedRig({ switches: { mergeLoserWrites37: true } });
  await turn(rig);
  const [winner, ...others] = truthOf(rig.instance).map(({ id }) => id);
  if (winner === undefined) throw new Error('nobody is visible');
  const losers = others.slice(0, BRAKE_MINIMUM + BEYOND);
  for (const loser of losers) rig.instance.merge({ winner, losers: [loser] });
  expect(await turn(rig)).toMatchObject({ summary: { held: BEYOND } });
  rig.clock.advance(10 * MINUTE);
  expect(await turn(rig)).toMatchObject({ records: losers.length, summary: { held: BEYOND } });
  expect(await visibleIn(rig)).toHaveLength(truthOf(rig.instance).length + BEYOND);
  const firstSeen = await rig.db.collection('people').distinct('firstSeen.evidence');
  expect(firstSeen).toEqual(['initialScan']);

  await activitiesOf(rig.deps).approve();
  const stored = await rig.store.people.readMany(losers as MarketoId[]);
  for (const id of losers) {
    expect(stored.get(id as MarketoId)).toMatchObject({ marketo: { state: 'merged' }, alias: { winner } });
  }
  await expectTruth(rig);
});

it('after 24 h the brake lets people leave again', async () => {
  const { rig } = await massDeparture(({ instance }, id) => instance.delete(id));
  await turn(rig);
  await activitiesOf(rig.deps).approve();
  rig.clock.advance(DAY);
  const next = truthOf(rig.instance)[0]?.id ?? 0;
  rig.instance.delete(next);
  expect(await turn(rig)).toMatchObject({ summary: { left: 1, held: 0 } });
  await expectTruth(rig);
});

it('the scan is held too: an incomplete or wrong reading of everyone can’t empty the database', async () => {
  const { rig } = await massDeparture(({ instance }, id) => instance.update(id, { sfdcLeadOwnerId: null }));
  await rig.store.peopleState.patch({ initial: 'running', scanId: 'scan-2' });
  expect(await activitiesOf(rig.deps).scanPeople('scan-2')).toMatchObject({ kind: 'complete' });
  expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: BEYOND });
});
