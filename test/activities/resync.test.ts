import { expect, it } from 'vitest';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import { activitiesOf, openSyncedRig, turn } from './rig.ts';
import { expectTruth, someone, truthOf, visibleIn } from './truth.ts';

it('a change without any record, such as a company’s, arrives when the people are read again', async () => {
  const rig = await openSyncedRig();
  await turn(rig);
  const { company } = truthOf(rig.instance).find((person) => person.company !== null) ?? {};
  const ids = rig.instance.updateCompany(company ?? '', { company: 'Renamed GmbH' });
  await turn(rig);
  expect((await visibleIn(rig)).some((person) => person.company === 'Renamed GmbH')).toBe(false);
  await activitiesOf(rig.deps).resync(ids);
  await expectTruth(rig);
  const visible = truthOf(rig.instance).find((person) => person.company === 'Renamed GmbH');
  expect(await rig.store.people.history((visible?.id ?? 0) as MarketoId)).toMatchObject([
    { evidence: 'resync', changes: [{ field: 'company', old: company, new: 'Renamed GmbH' }] },
  ]);
});

it('any number of ids, 300 a call; ids that nobody has leave nothing behind', async () => {
  const rig = await openSyncedRig();
  rig.instance.resetStats();
  const ids = Array.from({ length: 700 }, (_, index) => 900 + index);
  expect(await activitiesOf(rig.deps).resync(ids)).toMatchObject({ asked: 700, read: 300, written: 300, suspects: 0 });
  expect(rig.instance.stats().endpoints['GET /rest/v1/leads.json']).toBe(3);
  expect(await rig.db.collection('people').countDocuments()).toBe(300);
});

it('an erased person never comes back, whatever Marketo returns', async () => {
  const rig = await openSyncedRig();
  await turn(rig);
  const { id } = someone(rig.instance);
  const marketo = { asOf: ERASED_TICKET, state: 'erased', syncedAt: new Date(), evidence: 'resync' };
  await rig.db.collection<{ _id: number }>('people').updateOne({ _id: id }, { $set: { marketo } });
  rig.instance.update(id, { title: 'Still in Marketo' });
  await turn(rig);
  await activitiesOf(rig.deps).resync([id]);
  await activitiesOf(rig.deps).overlapTurn();
  expect((await rig.store.people.get(id as MarketoId))?.marketo).toEqual(marketo);
});

it('the app’s own data beside the sync’s survives changes and deletion', async () => {
  const rig = await openSyncedRig();
  const { id } = someone(rig.instance);
  const people = rig.db.collection<{ _id: number }>('people');
  await people.updateOne({ _id: id }, { $set: { app: { note: 'mine' } } });
  rig.instance.update(id, { title: 'Changed' });
  await turn(rig);
  rig.instance.delete(id);
  await activitiesOf(rig.deps).overlapTurn();
  expect(await people.findOne({ _id: id })).toMatchObject({ app: { note: 'mine' }, marketo: { state: 'deleted' } });
});
