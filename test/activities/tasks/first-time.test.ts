import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../clock.ts';
import { KEY, openTasks } from './rig.ts';

describe('switched on for the first time', () => {
  it('takes open Tasks that changed lately, and sends nothing that was made before', async () => {
    const rig = await openTasks();
    const { email } = rig.seller;
    await rig.store.sellers.setTasks(email, false, 'test');
    const before = await rig.create({ name: 'made before' });
    const old = await rig.createThere({ Subject: 'old' });
    rig.clock.advance(30 * HOUR);
    const recent = await rig.createThere({ Subject: 'recent' });
    const closed = await rig.createThere({ Subject: 'closed', Status: 'Completed' });
    const logged = await rig.createThere({ Subject: 'logged', [KEY]: 'a-1' });
    const series = await rig.createThere({ Subject: 'series', IsRecurrence: true });
    const others = await rig.createThere({ Subject: 'of somebody else', OwnerId: rig.stranger });
    expect(await rig.turn()).toMatchObject({ kind: 'off' });
    await rig.store.sellers.setTasks(email, true, 'test');
    await rig.turn();
    const taken = await rig.store.tasks.bySalesforceIds([old, recent, closed, logged, series, others]);
    expect([...taken.keys()]).toEqual([recent]);
    expect((await rig.task(before)).salesforce.state).toBe('none');
    await rig.edit(before, { details: 'still here alone' });
    await rig.turn();
    expect((await rig.rows()).map(({ Subject }) => Subject)).not.toContain('Custom: made before');
  });

  it('goes further back where tasks.backfill says so', async () => {
    const rig = await openTasks();
    await rig.store.settings.setTasks({ backfillMs: 3 * DAY }, 'test');
    const old = await rig.createThere();
    rig.clock.advance(2 * DAY);
    await rig.turn();
    expect((await rig.taskOf(old)).name).toBe('Visit');
  });

  it('takes more than fits into one answer', async () => {
    const rig = await openTasks({ switches: { pageSize: 7 } });
    for (let n = 0; n < 20; n++) await rig.createThere({ Subject: `task ${n}` });
    await rig.turn();
    expect(await rig.tasks()).toHaveLength(20);
    const keys = (await rig.rows()).map((row) => row[KEY]);
    expect(new Set(keys).size).toBe(20);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });
});

describe('off and on again', () => {
  it('nothing goes either way meanwhile; afterwards both sides’ changes and deletions do', async () => {
    const rig = await openTasks();
    const [mine, theirs] = [await rig.create({ name: 'mine' }), await rig.createThere({ Subject: 'theirs' })];
    const [gone, purged] = [await rig.createThere(), await rig.createThere()];
    await rig.turn();
    const done = await rig.createThere({ Subject: 'done' });
    await rig.look();
    await rig.editThere(done, { Status: 'Completed' });
    await rig.look();
    await rig.store.sellers.setTasks(rig.seller.email, false, 'test');
    await rig.edit(mine, { details: 'changed while off' });
    await rig.editThere(theirs, { Description: 'changed while off' });
    await rig.editThere(done, { Status: 'Not Started' });
    await rig.removeThere(gone);
    await rig.removeThere(purged);
    await rig.purge(purged);
    rig.clock.advance(10 * DAY);
    await rig.turn();
    expect((await rig.row(mine)).Description).toBeUndefined();
    expect((await rig.taskOf(theirs)).details).toBeNull();
    expect((await rig.taskOf(gone)).deleted).toBeNull();
    await rig.store.sellers.setTasks(rig.seller.email, true, 'test');
    await rig.turn();
    expect(await rig.row(mine)).toMatchObject({ Description: 'changed while off' });
    expect((await rig.taskOf(theirs)).details).toBe('changed while off');
    expect((await rig.taskOf(done)).status).toBe('open');
    for (const id of [gone, purged]) expect((await rig.taskOf(id)).deleted).toMatchObject({ in: 'salesforce' });
  });

  it('one seller’s tasks rest while those of others go on', async () => {
    const rig = await openTasks({ sellers: 2 });
    const [, second] = rig.sellers;
    const [mine, theirs] = [await rig.create(), await rig.createThere({ OwnerId: second?.userId })];
    await rig.turn();
    const there = String((await rig.row(mine)).Id);
    await rig.store.sellers.setTasks(rig.seller.email, false, 'test');
    await rig.edit(mine, { details: 'here' });
    await rig.editThere(there, { ActivityDate: '2026-07-01' });
    await rig.editThere(theirs, { ActivityDate: '2026-07-01' });
    await rig.look();
    expect(await rig.task(mine)).toMatchObject({ due: null, details: 'here' });
    expect((await rig.row(mine)).Description).toBeUndefined();
    expect((await rig.taskOf(theirs)).due).toBe('2026-07-01');
    await rig.removeThere(there);
    await rig.look();
    expect((await rig.task(mine)).deleted).toBeNull();
  });

  it('the switch for everybody counts like each one’s own', async () => {
    const rig = await openTasks();
    const theirs = await rig.createThere();
    await rig.turn();
    await rig.store.settings.setTasks({ sync: false }, 'test');
    expect(await rig.turn()).toMatchObject({ kind: 'off' });
    const meanwhile = await rig.create();
    await rig.editThere(theirs, { Description: 'changed while off' });
    rig.clock.advance(3 * DAY);
    const old = await rig.createThere();
    rig.clock.advance(2 * DAY);
    await rig.store.settings.setTasks({ sync: true }, 'test');
    await rig.turn();
    expect((await rig.taskOf(theirs)).details).toBe('changed while off');
    expect((await rig.task(meanwhile)).salesforce.state).toBe('none');
    expect(await rig.store.tasks.bySalesforceIds([old])).toEqual(new Map());
  });
});

describe('another owner', () => {
  it('with the sync on gets the task; anybody else takes it off the list, until it comes back', async () => {
    const rig = await openTasks({ sellers: 2 });
    const [first, second] = rig.sellers;
    const there = await rig.createThere();
    await rig.turn();
    await rig.editThere(there, { OwnerId: second?.userId });
    await rig.look();
    expect((await rig.taskOf(there)).seller).toBe(second?.email);
    await rig.editThere(there, { OwnerId: rig.stranger });
    await rig.look();
    expect((await rig.taskOf(there)).salesforce).toMatchObject({ state: 'parted', parted: 'reassigned' });
    await rig.editThere(there, { OwnerId: first?.userId, Description: 'back' });
    await rig.look();
    expect(await rig.taskOf(there)).toMatchObject({ seller: first?.email, details: 'back' });
    expect(await rig.tasks()).toHaveLength(1);
  });

  it('of a Task whose key somebody emptied is found by the daily comparison', async () => {
    const rig = await openTasks();
    const there = await rig.createThere();
    await rig.turn();
    await rig.editThere(there, { OwnerId: rig.stranger, [KEY]: null });
    await rig.look();
    expect((await rig.taskOf(there)).salesforce.state).toBe('linked');
    rig.clock.advance(DAY + MINUTE);
    await rig.turn();
    expect((await rig.taskOf(there)).salesforce).toMatchObject({ state: 'parted', parted: 'reassigned' });
  });
});
