import { describe, expect, it } from 'vitest';
import { MINUTE } from '../clock.ts';
import { KEY, openTasks } from './rig.ts';

describe('what the org does not let us do', () => {
  it('without the key field nothing is made there, and it says so; what is made there comes all the same', async () => {
    const rig = await openTasks();
    await rig.simulator.change({ kind: 'dropField', object: 'Task', field: KEY });
    const [mine, theirs] = [await rig.create(), await rig.createThere()];
    const turn = await rig.turn();
    expect(turn).toMatchObject({ pushed: { sent: 0, withoutKey: 1 }, trouble: 'salesforce.keyField.missing' });
    expect(await rig.store.failures.list(9)).toMatchObject([{ flow: 'tasks', key: 'salesforce.keyField.missing' }]);
    expect(await rig.rows()).toHaveLength(1);
    const { id } = await rig.taskOf(theirs);
    await rig.edit(id, { details: 'by id' });
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Description: 'by id' });
    const field = { name: KEY, externalId: true, unique: true, caseSensitive: true, length: 64 };
    await rig.simulator.change({ kind: 'field', object: 'Task', field });
    await rig.look();
    expect((await rig.task(mine)).salesforce.state).toBe('linked');
    expect(await rig.row(id)).toMatchObject({ [KEY]: (await rig.task(id)).salesforce.key });
    expect(await rig.store.failures.list(9)).toEqual([]);
  });

  it.each(['readOnly', 'hidden'])('a field that is %s keeps what it has on either side', async (level) => {
    const rig = await openTasks();
    await rig.simulator.change({ kind: 'access', fields: { 'Task.Description': level, 'Task.ActivityDate': level } });
    const id = await rig.create({ details: 'ours', due: '2026-07-01', priority: 'high' });
    await rig.turn();
    await rig.edit(id, { details: 'changed', due: null, name: 'other' });
    await rig.turn();
    await rig.look();
    expect(await rig.task(id)).toMatchObject({ details: 'changed', due: null, edits: {}, lost: [] });
    const row = await rig.row(id);
    expect(row).toMatchObject({ Subject: 'Custom: other', Priority: 'High' });
    expect([row.Description, row.ActivityDate]).toEqual([undefined, undefined]);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });

  it('nobody connected', async () => {
    const rig = await openTasks();
    rig.deps = { ...rig.deps, salesforce: null };
    await expect(rig.turn()).rejects.toMatchObject({ key: 'salesforce.notConnected' });
    expect(await rig.store.failures.list(9)).toMatchObject([{ flow: 'tasks', key: 'salesforce.notConnected' }]);
  });

  it('a seller without a user waits, and is counted', async () => {
    const rig = await openTasks();
    await rig.store.sellers.setTasks('nobody@example.com', true, 'test');
    const id = await rig.create({}, { seller: 'nobody@example.com' });
    expect(await rig.turn()).toMatchObject({ sellers: 2, withoutUser: 1 });
    expect((await rig.task(id)).salesforce.state).toBe('waiting');
  });

  it('a status and a priority that have no word here stay, until somebody here changes them', async () => {
    const rig = await openTasks();
    const there = await rig.createThere({ Status: 'In Progress', Priority: 'Low' });
    await rig.turn();
    const { id } = await rig.taskOf(there);
    await rig.edit(id, { details: 'other field' });
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Status: 'In Progress', Priority: 'Low', Description: 'other field' });
    await rig.edit(id, { priority: 'high', status: 'complete' });
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Status: 'Completed', Priority: 'High' });
    await rig.edit(id, { status: 'open' });
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Status: 'Not Started' });
  });

  it('automation that changes what we wrote is a change like any other, and is not fought', async () => {
    const rig = await openTasks();
    await rig.simulator.change({
      kind: 'flows',
      object: 'Task',
      flows: [{ on: 'save', set: { Priority: 'High', ActivityDate: '2026-12-31' } }],
    });
    const id = await rig.create({ due: '2026-07-01' });
    await rig.turn();
    expect(await rig.task(id)).toMatchObject({ priority: 'high', due: '2026-12-31', edits: {} });
    const { writes } = await rig.stats();
    for (let n = 0; n < 3; n++) await rig.look();
    expect((await rig.stats()).writes).toEqual(writes);
  });
});

describe('the person', () => {
  it('is the Task’s contact; a converted lead gives way to its contact', async () => {
    const rig = await openTasks();
    const [lead = ''] = rig.living('Lead');
    await rig.person(1, { salesforceLeadId: lead });
    const first = await rig.create({}, { personId: 1 });
    await rig.turn();
    expect(await rig.row(first)).toMatchObject({ WhoId: lead });
    const { body } = await rig.simulator.control('POST', `/leads/${lead}/convert`, {});
    const second = await rig.create({}, { personId: 1 });
    await rig.turn();
    expect(await rig.row(second)).toMatchObject({ WhoId: (body as { contactId?: string }).contactId });
  });

  it('that Salesforce has no more is left out', async () => {
    const rig = await openTasks();
    await rig.person(1, { salesforceContactId: '003000000000009EAA' });
    const id = await rig.create({}, { personId: 1 });
    await rig.turn();
    expect((await rig.row(id)).WhoId).toBeUndefined();
  });

  it('of a Task made there is found at once, or within the hour of its arrival', async () => {
    const rig = await openTasks();
    const [contact = ''] = rig.living('Contact');
    const [lead = ''] = rig.living('Lead');
    await rig.person(1, { salesforceContactId: contact });
    const [known, unknown] = [await rig.createThere({ WhoId: contact }), await rig.createThere({ WhoId: lead })];
    await rig.turn();
    expect(await rig.taskOf(known)).toMatchObject({ personId: 1 });
    expect(await rig.taskOf(unknown)).toMatchObject({ personId: null });
    await rig.person(2, { salesforceLeadId: lead });
    rig.clock.advance(61 * MINUTE);
    await rig.turn();
    expect(await rig.taskOf(unknown)).toMatchObject({ personId: 2 });
  });
});
