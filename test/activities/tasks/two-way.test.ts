import { describe, expect, it } from 'vitest';
import { KEY, openTasks } from './rig.ts';

describe('what is made and changed here', () => {
  it('becomes a Task of the seller’s with our key, and follows every change', async () => {
    const rig = await openTasks();
    const id = await rig.create({ name: 'Call Ada', priority: 'high', due: '2026-07-01', details: 'About the offer' });
    await rig.turn();
    const { salesforce } = await rig.task(id);
    expect(salesforce).toMatchObject({ state: 'linked', sending: null, refused: null });
    expect(await rig.row(id)).toMatchObject({
      [KEY]: salesforce.key,
      OwnerId: rig.seller.userId,
      Subject: 'Custom: Call Ada',
      Status: 'Not Started',
      Priority: 'High',
      ActivityDate: '2026-07-01',
      Description: 'About the offer',
      TaskSubtype: 'Task',
    });
    await rig.edit(id, { due: null, details: null, priority: 'normal', name: 'Call Ada again' });
    await rig.turn();
    const changed = await rig.row(id);
    expect(changed).toMatchObject({ Subject: 'Custom: Call Ada again', Priority: 'Normal' });
    expect([changed.ActivityDate, changed.Description]).toEqual([undefined, undefined]);
    await rig.edit(id, { status: 'complete' });
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Status: 'Completed', IsClosed: true });
    await rig.remove(id);
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ IsDeleted: true });
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });
});

it('a change writes the fields that differ there, no other ones', async () => {
  const rig = await openTasks();
  const id = await rig.create({ details: 'as before', due: '2026-07-01' });
  await rig.turn();
  const written: unknown[] = [];
  const { salesforce } = rig.deps;
  if (salesforce === null) throw new Error('not connected');
  const update: typeof salesforce.update = (object, records, ...given) => {
    written.push(...records);
    return salesforce.update(object, records, ...given);
  };
  rig.deps = { ...rig.deps, salesforce: { ...salesforce, update } };
  const { taskId } = (await rig.task(id)).salesforce;
  rig.clock.advance(2_000);
  await rig.editThere(String(taskId), { Priority: 'High' });
  await rig.edit(id, { due: '2026-07-02', priority: 'high' });
  await rig.turn();
  expect(written).toEqual([{ Id: taskId, ActivityDate: '2026-07-02' }]);
  await rig.edit(id, { due: '2026-07-03' });
  await rig.edit(id, { due: '2026-07-02' });
  await rig.turn();
  expect(written).toHaveLength(1);
});

describe('what is made and changed there', () => {
  it('is taken once, gets our key, and follows every change but the subject’s', async () => {
    const rig = await openTasks();
    const there = await rig.createThere({ Subject: 'Visit Ada', ActivityDate: '2026-07-02', Priority: 'High' });
    await rig.turn();
    const { id } = await rig.taskOf(there);
    expect(await rig.task(id)).toMatchObject({
      name: 'Visit Ada',
      due: '2026-07-02',
      priority: 'high',
      status: 'open',
      seller: rig.seller.email,
      origin: 'salesforce',
    });
    expect(await rig.row(id)).toMatchObject({ [KEY]: (await rig.task(id)).salesforce.key });
    await rig.editThere(there, { Subject: 'Else', Description: 'Bring the offer', Status: 'Completed' });
    await rig.look();
    expect(await rig.task(id)).toMatchObject({ name: 'Visit Ada', details: 'Bring the offer', status: 'complete' });
    await rig.removeThere(there);
    await rig.look();
    expect((await rig.task(id)).deleted).toMatchObject({ in: 'salesforce' });
    await rig.undelete(there);
    await rig.look();
    expect((await rig.task(id)).deleted).toBeNull();
    expect(await rig.tasks()).toHaveLength(1);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });
});

it('undeleted there, it is here as it is there, with what was changed there while it was to be deleted', async () => {
  const rig = await openTasks();
  const there = await rig.createThere({ Description: 'first' });
  await rig.turn();
  const { id } = await rig.taskOf(there);
  await rig.editThere(there, { Description: 'second', ActivityDate: '2026-07-01' });
  await rig.remove(id);
  await rig.turn();
  expect(await rig.row(id)).toMatchObject({ IsDeleted: true });
  rig.clock.advance(2_000);
  await rig.undelete(there);
  await rig.look();
  expect(await rig.task(id)).toMatchObject({ deleted: null, details: 'second', due: '2026-07-01' });
});
