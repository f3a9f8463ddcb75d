import { expect, it } from 'vitest';
import { createErasure } from '../../client/people/erase.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { NONE, openCaughtUpRig, reconcile } from './comparing.ts';
import { activitiesOf, type Rig, turn } from './rig.ts';
import { someone, visibleIn } from './truth.ts';

/** One person of those who are there, erased. */
async function erased(): Promise<Rig & { id: MarketoId }> {
  const rig = await openCaughtUpRig();
  const id = someone(rig.instance, 3).id as MarketoId;
  const store = { ...rig.store, serverTime: async () => rig.clock.now() };
  await createErasure({ store, by: 'admin' }).erase([id], { reason: 'request 4711' });
  return { ...rig, id };
}

async function expectErased({ store, db, id }: Rig & { id: MarketoId }, visible: number): Promise<void> {
  const stored = await db.collection<{ _id: number; marketo?: object }>('people').findOne({ _id: id });
  expect(Object.keys(stored?.marketo ?? {})).toEqual(['asOf', 'state', 'syncedAt', 'evidence', 'leftAt']);
  expect(stored?.marketo).toMatchObject({ asOf: ERASED_TICKET, state: 'erased' });
  expect(Object.keys(stored ?? {})).toEqual(['_id', 'marketo']);
  expect(await store.people.history(id)).toEqual([]);
  expect((await store.peopleState.get()).visible).toBe(visible);
}

it('an erased person stays erased, whatever Marketo says of it and however it is read', async () => {
  const rig = await erased();
  const visible = (await visibleIn(rig)).length;
  await expectErased(rig, visible);
  const acts = activitiesOf(rig.deps);
  rig.instance.update(rig.id, { title: 'Back again' });
  rig.clock.advance(MINUTE);
  await turn(rig);
  await expectErased(rig, visible);
  await acts.overlapTurn();
  await acts.resync([rig.id]);
  await expectErased(rig, visible);
  // Everyone is read once more, as `people start --again` has it.
  await rig.store.peopleState.patch({ initial: 'running', scanId: 'scan-2', strategy: 'ids' });
  await acts.prepareInitial();
  await acts.scanPeople('scan-2');
  await acts.completeInitial('scan-2');
  await expectErased(rig, visible);
  // Deleted in Marketo at last.
  rig.instance.delete(rig.id);
  rig.clock.advance(10 * MINUTE);
  await turn(rig);
  await expectErased(rig, visible);
});

it('a comparison counts an erased person as no difference', async () => {
  const rig = await erased();
  const visible = (await visibleIn(rig)).length;
  const result = await reconcile(rig);
  expect(result.found).toEqual(NONE);
  await expectErased(rig, visible);
});

it('housekeeping finishes what a killed command has begun, looks again, and then no more', async () => {
  const rig = await openCaughtUpRig();
  const id = someone(rig.instance, 3).id as MarketoId;
  await rig.store.erasures.begin([id], { by: 'admin', reason: 'request 4711', at: rig.clock.now() });
  const { applyRetention } = activitiesOf(rig.deps);
  const looks: number[] = [];
  for (const ms of [0, MINUTE, HOUR, HOUR, DAY, DAY]) {
    rig.clock.advance(ms);
    looks.push((await applyRetention()).erasures);
  }
  expect(looks).toEqual([1, 0, 1, 0, 1, 0]);
  await expectErased({ ...rig, id }, (await visibleIn(rig)).length);
  expect(await rig.store.erasures.get(id)).toMatchObject({ state: 'done', by: 'admin' });
});

it('is audited with who, whom and why, and with nothing that was erased', async () => {
  const rig = await erased();
  const rows = await rig.store.audit.list(10, { actions: ['people.erase', 'people.erased'] });
  expect(rows.map(({ action, by, details }) => ({ action, by, details }))).toEqual([
    {
      action: 'people.erased',
      by: 'admin',
      details: {
        ...{ marketoIds: String(rig.id), people: 1, history: 0, activities: 0, branches: 0 },
        ...{ tasks: 0, panels: 0, suspects: 0, optOuts: 0 },
      },
    },
    { action: 'people.erase', by: 'admin', details: { marketoId: rig.id, reason: 'request 4711' } },
  ]);
});

it('wants a reason without an address', async () => {
  const { store } = await openCaughtUpRig();
  const { erase, preview } = createErasure({ store, by: 'admin' });
  for (const reason of ['', '  ', 'x'.repeat(201), 'Ada (ada@example.com) asked'])
    await expect(erase([1], { reason })).rejects.toMatchObject({ key: 'people.eraseReason' });
  await expect(preview([])).rejects.toMatchObject({ key: 'usage.wrong' });
});
