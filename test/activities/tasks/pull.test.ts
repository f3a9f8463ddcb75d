import { describe, expect, it } from 'vitest';
import { createAs } from '../../../simulators/salesforce/actors/edit.ts';
import { DAY, MINUTE, SECOND } from '../clock.ts';
import { KEY, openTasks } from './rig.ts';

describe('looks at Salesforce', () => {
  it('every interval, not with every turn; a quiet one costs two calls and writes nothing', async () => {
    const rig = await openTasks();
    await rig.create();
    await rig.turn();
    await rig.look();
    // Each turn of a test asks for the statuses; a worker keeps them for ten minutes.
    const calls = () =>
      rig.simulator.sim.world.journal.since(0).filter(({ url }) => !url.includes('TaskStatus')).length;
    const before = calls();
    rig.clock.advance(20 * SECOND);
    const soon = await rig.turn();
    expect(soon).toMatchObject({ pulled: null });
    expect(Math.round((soon.kind === 'done' ? soon.nextInMs : 0) / SECOND)).toBe(40);
    expect(calls()).toBe(before);
    rig.clock.advance(41 * SECOND);
    expect(await rig.turn()).toMatchObject({ pulled: { adopted: 0, changed: 0 }, nextInMs: 60_000 });
    expect(calls()).toBe(before + 2);
  });

  it.each([-120, 120])('finds what commits minutes after its stamp, with clocks %i s apart', async (skew) => {
    const rig = await openTasks();
    await rig.simulator.control('PUT', '/clock', { offsetMs: skew * SECOND });
    await rig.turn();
    const late = await rig.createThere({ Subject: 'late' }, { lateMs: 9 * MINUTE });
    for (let n = 0; n < 8; n++) await rig.look();
    expect(await rig.tasks()).toEqual([]);
    for (let n = 0; n < 2; n++) await rig.look();
    expect((await rig.taskOf(late)).name).toBe('late');
  });

  it('finds what committed later still with the daily comparison', async () => {
    const rig = await openTasks();
    await rig.turn();
    const late = await rig.createThere({ Subject: 'late' }, { lateMs: 30 * MINUTE });
    for (let n = 0; n < 4; n++) {
      rig.clock.advance(10 * MINUTE);
      await rig.turn();
    }
    expect(await rig.tasks()).toEqual([]);
    rig.clock.advance(23 * 60 * MINUTE + 30 * MINUTE);
    await rig.turn();
    expect((await rig.taskOf(late)).name).toBe('late');
  });

  it('a long list is read page by page, each going on where the last one ended', async () => {
    const rig = await openTasks();
    const { userId: OwnerId } = rig.seller;
    for (let n = 0; n < 2_050; n++) {
      if (n % 700 === 0) rig.clock.advance(SECOND);
      createAs(rig.simulator.org, 'Task', { Subject: `task ${n}`, OwnerId }, { as: OwnerId });
    }
    await rig.turn();
    expect((await rig.tasks()).filter(({ salesforce }) => salesforce.state === 'linked')).toHaveLength(2_050);
    const queries = rig.simulator.sim.world.journal
      .since(0)
      .filter(({ url }) => url.includes('ORDER%20BY%20SystemModstamp'));
    expect(queries.length).toBeGreaterThan(2);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  }, 120_000);

  it('tells the later of two changes by Salesforce’s clock, two minutes off either way', async () => {
    for (const skew of [-120, 120]) {
      const rig = await openTasks();
      await rig.simulator.control('PUT', '/clock', { offsetMs: skew * SECOND });
      const [first, second] = [await rig.create(), await rig.create()];
      await rig.turn();
      rig.clock.advance(10 * SECOND);
      await rig.edit(first, { details: 'ours, earlier' });
      await rig.editThere((await rig.task(second)).salesforce.taskId ?? '', { Description: 'theirs, earlier' });
      rig.clock.advance(5 * SECOND);
      await rig.editThere((await rig.task(first)).salesforce.taskId ?? '', { Description: 'theirs, later' });
      await rig.edit(second, { details: 'ours, later' });
      rig.clock.advance(5 * SECOND);
      await rig.turn();
      expect(await rig.task(first)).toMatchObject({
        details: 'theirs, later',
        lost: [{ field: 'details', side: 'actions', value: 'ours, earlier' }],
      });
      expect(await rig.row(second)).toMatchObject({ Description: 'ours, later' });
      expect((await rig.task(second)).lost).toMatchObject([{ side: 'salesforce', value: 'theirs, earlier' }]);
    }
  });
});

describe('deletions', () => {
  it('are followed though the recycle bin was emptied', async () => {
    const rig = await openTasks();
    const there = await rig.createThere();
    await rig.turn();
    await rig.removeThere(there);
    await rig.purge(there);
    await rig.look();
    await rig.look();
    await rig.look();
    expect((await rig.taskOf(there)).deleted).toMatchObject({ in: 'salesforce' });
  });

  it('a Task that is not shared any more is not deleted by that', async () => {
    const rig = await openTasks();
    const there = await rig.createThere();
    await rig.turn();
    await rig.simulator.change({ kind: 'access', records: { [there]: 'hidden' } });
    rig.clock.advance(DAY + MINUTE);
    expect(await rig.turn()).toMatchObject({ pulled: { unseen: 1 } });
    expect(await rig.taskOf(there)).toMatchObject({ deleted: null });
    await rig.edit((await rig.taskOf(there)).id, { details: 'x' });
    await rig.turn();
    const { deleted, salesforce } = await rig.taskOf(there);
    expect([deleted, salesforce.refused?.error]).toEqual([
      null,
      'salesforce.INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    ]);
  });

  it('where the log has lost some, every linked Task is asked for by its id', async () => {
    const rig = await openTasks();
    const there = await rig.createThere();
    await rig.turn();
    rig.clock.advance(2 * 60 * MINUTE);
    await rig.editThere(there, { [KEY]: null, OwnerId: rig.stranger });
    rig.clock.advance(60 * MINUTE);
    await rig.simulator.control('POST', '/deletions/purge', { olderThanMs: MINUTE });
    expect(await rig.turn()).toMatchObject({ pulled: { unseen: 0 } });
    expect((await rig.taskOf(there)).salesforce.parted).toBe('reassigned');
  });

  it('a Task that Salesforce has put into its archive is no longer synced, and not deleted', async () => {
    const rig = await openTasks();
    const there = await rig.createThere();
    await rig.turn();
    await rig.simulator.control('POST', `/records/${there}/archive`);
    rig.clock.advance(DAY + MINUTE);
    await rig.turn();
    expect(await rig.taskOf(there)).toMatchObject({ deleted: null, salesforce: { parted: 'archived' } });
  });
});
