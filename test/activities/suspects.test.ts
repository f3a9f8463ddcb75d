import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import type { LeadRecord } from '../../marketo/types.ts';
import { BRAKE_MINIMUM } from '../../model/brake.ts';
import { requestedFields } from '../../model/field-map.ts';
import type { MarketoId } from '../../model/ids.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { activitiesOf, openSyncedRig, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf, visibleIn } from './truth.ts';

/** A Marketo whose reads lag behind its feeds: some ids are missing from the answer, others still in it. */
interface Lagging extends Rig {
  missing: Set<number>;
  ghosts: Map<number, LeadRecord>;
  asked: number[];
}

async function laggingRig(): Promise<Lagging> {
  const rig = await openSyncedRig();
  await turn(rig);
  rig.clock.advance(10 * MINUTE);
  const lag = { missing: new Set<number>(), ghosts: new Map<number, LeadRecord>(), asked: [] as number[] };
  const { marketo } = rig.deps;
  const lagging: PeopleDeps['marketo'] = {
    ...marketo,
    leadsByIds: async (ids, fields, context) => {
      lag.asked.push(...ids);
      const { leads, answeredAt } = await marketo.leadsByIds(ids, fields, context);
      const ghosts = ids.flatMap((id) => lag.ghosts.get(id) ?? []);
      return { leads: [...leads, ...ghosts].filter(({ id }) => !lag.missing.has(id)), answeredAt };
    },
  };
  return { ...rig, ...lag, deps: { ...rig.deps, marketo: lagging } };
}

/** Deletes someone whom reads go on returning. */
async function deleteWithLag(rig: Lagging, id: number): Promise<void> {
  const { fieldMap } = await rig.store.peopleState.get();
  if (fieldMap === null) throw new Error('not prepared');
  const read = await rig.deps.marketo.leadsByIds([id as MarketoId], requestedFields(fieldMap), { priority: 'changes' });
  for (const lead of read.leads) rig.ghosts.set(id, lead);
  rig.asked.length = 0;
  rig.instance.delete(id);
}

const isVisible = async (rig: Rig, id: number) => (await visibleIn(rig)).some((person) => person.id === id);
const timesAsked = ({ asked }: Lagging, id: number) => asked.filter((other) => other === id).length;

describe('returned although a feed said that the person is gone', () => {
  it('stays visible, is asked again, and leaves when the read says so', async () => {
    const rig = await laggingRig();
    const { id } = someone(rig.instance);
    await deleteWithLag(rig, id);
    await turn(rig);
    expect(await isVisible(rig, id)).toBe(true);
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 1, held: 0 });

    await turn(rig);
    expect(timesAsked(rig, id)).toBe(1);
    rig.ghosts.clear();
    rig.clock.advance(MINUTE);
    await turn(rig);
    expect(await rig.store.people.get(id as MarketoId)).toMatchObject({
      marketo: { state: 'deleted', evidence: 'suspect' },
    });
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    await expectTruth(rig);
  });

  it('is asked for 24 h, ever less often, and then believed to be alive', async () => {
    const rig = await laggingRig();
    const { id } = someone(rig.instance);
    await deleteWithLag(rig, id);
    await turn(rig);
    for (let passed = 0; passed <= DAY + 6 * HOUR; passed += 30 * MINUTE) {
      rig.clock.advance(30 * MINUTE);
      await turn(rig);
    }
    expect(timesAsked(rig, id)).toBeGreaterThanOrEqual(6);
    expect(timesAsked(rig, id)).toBeLessThanOrEqual(16);
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    expect(await isVisible(rig, id)).toBe(true);
  });

  it('a loser of a merge that is still returned keeps the winner in mind', async () => {
    const rig = await laggingRig();
    const [winner, loser] = [someone(rig.instance, 0).id, someone(rig.instance, 1).id];
    const { fieldMap } = await rig.store.peopleState.get();
    if (fieldMap === null) throw new Error('not prepared');
    const fields = requestedFields(fieldMap);
    const { leads } = await rig.deps.marketo.leadsByIds([loser as MarketoId], fields, { priority: 'changes' });
    for (const lead of leads) rig.ghosts.set(loser, lead);
    rig.instance.merge({ winner, losers: [loser] });
    await turn(rig);
    expect(await isVisible(rig, loser)).toBe(true);
    rig.ghosts.clear();
    rig.clock.advance(MINUTE);
    await turn(rig);
    expect(await rig.store.people.get(loser as MarketoId)).toMatchObject({
      marketo: { state: 'merged' },
      alias: { winner },
    });
  });
});

describe('absent although no feed said so', () => {
  it('is never deleted, however often it is absent; looked at more and more seldom, then daily', async () => {
    const rig = await laggingRig();
    const { id } = someone(rig.instance);
    rig.missing.add(id);
    rig.instance.update(id, { title: 'Vanished' });
    expect(await turn(rig)).toMatchObject({ summary: { suspects: 1, left: 0 } });
    rig.asked.length = 0;
    for (let passed = 0; passed < 4 * DAY; passed += 2 * HOUR) {
      rig.clock.advance(2 * HOUR);
      await turn(rig);
    }
    expect(await isVisible(rig, id)).toBe(true);
    expect(timesAsked(rig, id)).toBeLessThanOrEqual(14);
    expect(timesAsked(rig, id)).toBeGreaterThanOrEqual(6);
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 1, held: 0 });
    expect(await rig.store.people.history(id as MarketoId)).toEqual([]);
  });

  it('who returns is no suspect any more and has the new values', async () => {
    const rig = await laggingRig();
    const { id } = someone(rig.instance);
    rig.missing.add(id);
    rig.instance.update(id, { title: 'Vanished' });
    await turn(rig);
    rig.missing.clear();
    rig.clock.advance(MINUTE);
    await turn(rig);
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    await expectTruth(rig);
  });

  it('an answer without anybody makes suspects of all and removes none', async () => {
    const rig = await laggingRig();
    const everyone = truthOf(rig.instance).map(({ id }) => id);
    for (const id of everyone) rig.missing.add(id);
    expect(await activitiesOf(rig.deps).resync(everyone)).toMatchObject({ left: 0, suspects: everyone.length });
    await expectTruth(rig);
  });
});

it('a suspect that the brake holds back is not asked again with every turn: it waits for the admin', async () => {
  const rig = await laggingRig();
  const { id } = someone(rig.instance);
  await deleteWithLag(rig, id);
  await turn(rig);
  await rig.store.brake.reserve(BRAKE_MINIMUM, BRAKE_MINIMUM, rig.clock.now());
  rig.ghosts.clear();
  rig.clock.advance(MINUTE);
  expect(await turn(rig)).toMatchObject({ summary: { held: 1 } });
  expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 1 });
  expect(await turn(rig)).toMatchObject({ summary: { asked: 0 } });
  expect(await activitiesOf(rig.deps).approve()).toMatchObject({ left: 1 });
  await expectTruth(rig);
});
