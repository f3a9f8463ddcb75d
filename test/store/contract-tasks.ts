import { describe, expect, it } from 'vitest';
import type { TaskId } from '../../model/task/id.ts';
import { adoptedTask } from '../../model/task/make.ts';
import { claimed, pulled, refused, retried, sent } from '../../model/task/steps.ts';
import type { Task } from '../../model/task/task.ts';
import type { TaskStep } from '../../store/tasks/types.ts';
import { linkedTask, RULES, rowOf, SELLER, TASK_ID, ticket, unsentTask } from '../model/task/tasks.ts';
import type { OpenedStore } from './open.ts';
import { persist } from './persist.ts';

const NOW = new Date('2026-11-27T10:00:00Z');
const id = (text: string) => text as TaskId;
const everyone = () => true;

export function tasksContract(open: () => Promise<OpenedStore>): void {
  describe('tasks', () => {
    async function opened() {
      const { store, db } = await open();
      await persist(() => store.migrate());
      const { tasks } = store;
      const change = async (one: string, step: TaskStep): Promise<Task | null> =>
        (await persist(() => tasks.change(new Map([[id(one), step]])))).get(id(one))?.task ?? null;
      const unsent = async () => (await persist(() => tasks.unsent(everyone, '', 100))).tasks.map((task) => task.id);
      const link = async (one: string, taskId: string) => {
        const batch = `make ${one}`;
        await change(one, (task) => claimed(task, { batch, now: NOW, rules: RULES }));
        return change(one, (task) => sent(task, { batch, taskId, asOf: ticket(1) }));
      };
      return { store, tasks, db, change, unsent, link };
    }

    it('are made once under one id, and say so to whoever makes them again', async () => {
      const { tasks } = await opened();
      const first = await persist(() => tasks.create(unsentTask()));
      // A lost answer makes a task that is known already of one's own.
      expect(['created', 'known']).toContain(first.outcome);
      expect(await persist(() => tasks.create(unsentTask()))).toEqual({ outcome: 'known', task: first.task });
      const other = await persist(() => tasks.create(unsentTask({ name: 'other' })));
      expect(other).toEqual({ outcome: 'different', task: first.task });
      expect(await persist(() => tasks.get(id('task-1')))).toEqual(unsentTask());
      expect(await persist(() => tasks.get(id('task-2')))).toBeNull();
    });

    it('wait to go out until they have gone out, and again when they are changed', async () => {
      const { tasks, unsent, link, db } = await opened();
      await persist(() => tasks.create(unsentTask()));
      expect(await unsent()).toEqual(['task-1']);
      await link('task-1', TASK_ID);
      expect(await unsent()).toEqual([]);
      expect(await db.collection('outbox').countDocuments()).toBe(0);
      await persist(() => tasks.edit(id('task-1'), { due: null }));
      expect(await unsent()).toEqual(['task-1']);
      expect(await persist(() => tasks.get(id('task-1')))).toMatchObject({
        due: null,
        edits: { due: expect.any(Date) },
      });
    });

    it('of a seller for whom the sync is off are passed over, page after page', async () => {
      const { tasks } = await opened();
      for (const name of ['a', 'b', 'c', 'd']) {
        const seller = name === 'b' ? 'off@example.com' : SELLER;
        await persist(() => tasks.create({ ...unsentTask({}, name), seller }));
      }
      const isOn = (seller: string) => seller === SELLER;
      const first = await persist(() => tasks.unsent(isOn, '', 3));
      expect(first.tasks.map((task) => task.id)).toEqual(['a', 'c']);
      const second = await persist(() => tasks.unsent(isOn, first.next ?? '', 3));
      expect(second).toMatchObject({ tasks: [{ id: 'd' }], next: null });
      expect((await persist(() => tasks.unsent(everyone, '', 9))).tasks).toHaveLength(4);
    });

    it('keep the mark of a change under way, whose task is not changed yet', async () => {
      const { tasks, db, link, unsent } = await opened();
      await persist(() => tasks.create(unsentTask()));
      await link('task-1', TASK_ID);
      await unsent();
      // As it is between the two writes of an edit.
      const row = { task: 'task-1', seller: SELLER, revision: 2, stamp: 'x', since: new Date() };
      const outbox = db.collection<{ _id: string }>('outbox');
      await outbox.insertOne({ _id: '~task/task-1', ...row, at: new Date() } as { _id: string });
      expect(await unsent()).toEqual([]);
      expect(await outbox.countDocuments()).toBe(1);
      await outbox.updateOne({ _id: '~task/task-1' }, { $set: { at: new Date(Date.now() - 61_000) } });
      expect(await unsent()).toEqual([]);
      expect(await outbox.countDocuments()).toBe(0);
    });

    it('lose no change when many are made at once', async () => {
      const { tasks, link } = await opened();
      await persist(() => tasks.create(unsentTask()));
      await link('task-1', TASK_ID);
      await Promise.all([
        persist(() => tasks.edit(id('task-1'), { name: 'Else' })),
        persist(() => tasks.edit(id('task-1'), { due: '2027-01-01' })),
        persist(() => tasks.edit(id('task-1'), { priority: 'high' })),
        persist(() => tasks.edit(id('task-1'), { status: 'complete' })),
      ]);
      const task = await persist(() => tasks.get(id('task-1')));
      expect(task).toMatchObject({
        name: 'Else',
        due: '2027-01-01',
        priority: 'high',
        status: 'complete',
        revision: 5,
      });
      expect(Object.keys(task?.edits ?? {}).toSorted()).toEqual(['due', 'name', 'priority', 'status']);
    });

    it('are changed together, each by its own step, and those that are not there are named', async () => {
      const { tasks } = await opened();
      for (const name of ['a', 'b']) await persist(() => tasks.create(unsentTask({}, name)));
      const rename = (name: string) => (task: Task) => (task.name === name ? null : { ...task, name });
      const steps = new Map([
        [id('a'), rename('x')],
        [id('b'), () => null],
        [id('c'), rename('y')],
      ]);
      const changed = await persist(() => tasks.change(steps));
      expect(changed.get(id('a'))?.task).toMatchObject({ name: 'x' });
      expect(changed.get(id('b'))).toEqual({ changed: false, task: unsentTask({}, 'b') });
      expect(changed.get(id('c'))).toEqual({ changed: false, task: null });
    });

    it('can’t be changed once deleted, and are deleted once', async () => {
      const { tasks } = await opened();
      await persist(() => tasks.create(unsentTask()));
      const gone = await persist(() => tasks.remove(id('task-1')));
      expect(gone.task).toMatchObject({ deleted: { in: 'actions' }, revision: 2 });
      expect(await persist(() => tasks.remove(id('task-1')))).toEqual({ changed: false, task: gone.task });
      await expect(persist(() => tasks.edit(id('task-1'), { due: null }))).rejects.toMatchObject({
        key: 'task.deleted',
      });
      expect(await persist(() => tasks.edit(id('none'), {}))).toEqual({ changed: false, task: null });
    });

    it('are found by Salesforce’s ids and by our keys', async () => {
      const { tasks, link } = await opened();
      for (const name of ['a', 'b']) await persist(() => tasks.create(unsentTask({}, name)));
      const a = await link('a', '00T00000000000aAAA');
      const found = await persist(() => tasks.bySalesforceIds(['00T00000000000aAAA', '00T00000000000bAAA']));
      expect([...found]).toEqual([['00T00000000000aAAA', a]]);
      const key = unsentTask({}, 'b').salesforce.key;
      const byKeys = await persist(() => tasks.byKeys([key, 'a-none']));
      expect([...byKeys.values()].map((task) => task.id)).toEqual(['b']);
      expect(await persist(() => tasks.bySalesforceIds([]))).toEqual(new Map());
    });

    it('that were made in Salesforce are taken once, however many pulls see them at once', async () => {
      const { tasks } = await opened();
      const row = rowOf(linkedTask(), { key: null });
      const task = adoptedTask(row, { instance: 'test', seller: SELLER, rules: RULES, now: NOW });
      const later = { ...task, name: 'seen later', createdAt: new Date(NOW.getTime() + 1) };
      const mine = await Promise.all([task, later].map((one) => persist(() => tasks.adopt([one]))));
      expect(mine.flat().length).toBeLessThan(2);
      const all = await persist(() => tasks.list({}, '', 10));
      expect(all).toHaveLength(1);
      await persist(() => tasks.adopt([later]));
      expect(await persist(() => tasks.list({}, '', 10))).toEqual(all);
    });

    it('are listed for a seller by day and status; those in nobody’s list only when asked for', async () => {
      const { tasks, change } = await opened();
      const days = { a: '2026-12-01', b: '2026-12-02', c: '2026-12-03', d: null };
      for (const [name, due] of Object.entries(days)) await persist(() => tasks.create(unsentTask({ due }, name)));
      await persist(() => tasks.create({ ...unsentTask({}, 'e'), seller: 'eve@example.com' }));
      await persist(() => tasks.edit(id('b'), { status: 'complete' }));
      await persist(() => tasks.remove(id('c')));
      await change('d', (task) => ({
        ...task,
        salesforce: { ...task.salesforce, state: 'parted', parted: 'reassigned' },
      }));
      const ids = async (filter: object, after = '', limit = 10) =>
        (await persist(() => tasks.list(filter, after, limit))).map((task) => task.id);
      expect(await ids({ seller: SELLER })).toEqual(['a', 'b']);
      expect(await ids({ seller: SELLER, all: true })).toEqual(['a', 'b', 'c', 'd']);
      expect(await ids({ status: 'open' })).toEqual(['a', 'e']);
      expect(await ids({ dueFrom: '2026-12-02', dueTo: '2026-12-03', all: true })).toEqual(['b', 'c']);
      expect(await ids({ all: true }, 'b', 2)).toEqual(['c', 'd']);
      const changed = (await persist(() => tasks.list({ all: true }, '', 10))).map((task) => task.changedAt.getTime());
      const latest = Math.max(...changed);
      expect((await ids({ all: true, changedSince: new Date(latest) })).length).toBeGreaterThan(0);
      expect(await ids({ all: true, changedSince: new Date(latest + 1) })).toEqual([]);
      expect(await ids({ changedSince: new Date(0) })).toEqual(['a', 'b', 'e']);
    });

    it('that Salesforce refused are counted by error and listed, until they are tried again', async () => {
      const { tasks, change, unsent } = await opened();
      for (const name of ['a', 'b', 'c']) await persist(() => tasks.create(unsentTask({}, name)));
      for (const name of ['a', 'b']) {
        await change(name, (task) => claimed(task, { batch: name, now: NOW, rules: RULES }));
        await change(name, (task) => refused(task, { batch: name, error: 'salesforce.validation', at: NOW }));
      }
      expect(await unsent()).toEqual(['c']);
      expect(await persist(() => tasks.counts(everyone))).toEqual({
        open: 3,
        linked: 0,
        unsent: { count: 1, oldestAt: expect.any(Date) },
        held: 0,
        refused: [{ error: 'salesforce.validation', count: 2, firstAt: NOW, lastAt: NOW }],
      });
      const off = await persist(() => tasks.counts(() => false));
      expect(off).toMatchObject({ unsent: { count: 0, oldestAt: null }, held: 1 });
      const found = await persist(() => tasks.refused('a', 10));
      expect(found.map((task) => task.id)).toEqual(['b']);
      await change('b', retried);
      expect(await unsent()).toEqual(['b', 'c']);
    });

    it('tell the audit which field a conflict has cost, never the value', async () => {
      const { store, tasks, change, link } = await opened();
      await persist(() => tasks.create(unsentTask()));
      await link('task-1', TASK_ID);
      await persist(() => tasks.edit(id('task-1'), { details: 'secret of ours' }));
      const modifiedAt = new Date(Date.now() + 60_000);
      await change('task-1', (task) => {
        const row = rowOf(task, { details: 'secret of theirs', modifiedAt });
        return pulled(task, row, { rules: RULES, seller: SELLER, now: NOW });
      });
      expect(await persist(() => tasks.get(id('task-1')))).toMatchObject({
        details: 'secret of theirs',
        lost: [{ field: 'details', value: 'secret of ours', side: 'actions' }],
      });
      const [row] = await persist(() => store.audit.list(10, { actions: ['tasks.conflict'] }));
      const details = { task: 'task-1', field: 'details', lost: 'actions', against: 'edit' };
      expect(row).toMatchObject({ by: 'sync', details });
      expect(JSON.stringify(await persist(() => store.audit.list(10)))).not.toContain('secret');
    });

    it('that are linked and open are swept in pages', async () => {
      const { tasks, link } = await opened();
      for (const [index, name] of ['a', 'b', 'c', 'd'].entries()) {
        await persist(() => tasks.create(unsentTask({}, name)));
        if (name !== 'd') await link(name, `00T00000000000${index}AAA`);
      }
      await persist(() => tasks.edit(id('b'), { status: 'complete' }));
      const ids = async (after: string) => (await persist(() => tasks.linkedOpen(after, 1))).map((task) => task.id);
      expect([await ids(''), await ids('a'), await ids('c')]).toEqual([['a'], ['c'], []]);
    });

    it('of a lead or contact get their person when it arrives', async () => {
      const { tasks, db } = await opened();
      const whoIds = { a: '00Q000000000001EAA', b: '003000000000001AAA', c: '00Q000000000002EAA', d: null };
      for (const [name, whoId] of Object.entries(whoIds))
        await persist(() => tasks.create({ ...unsentTask({}, name), personId: null, whoId }));
      await db.collection<{ _id: number; marketo: object }>('people').insertMany([
        { _id: 11, marketo: { state: 'qualified', salesforceLeadId: whoIds.a } },
        { _id: 12, marketo: { state: 'qualified', salesforceContactId: whoIds.b.slice(0, 15) } },
        { _id: 13, marketo: { state: 'deleted', salesforceLeadId: whoIds.c } },
      ]);
      await persist(() => tasks.linkPeople());
      const all = await persist(() => tasks.list({}, '', 10));
      expect(all.map((task) => task.personId)).toEqual([11, 12, null, null]);
      expect(await persist(() => tasks.linkPeople())).toBe(0);
    });

    it('that wait to be made are looked up first after the database was restored', async () => {
      const { tasks, link, unsent } = await opened();
      for (const name of ['a', 'b']) await persist(() => tasks.create(unsentTask({}, name)));
      await link('b', TASK_ID);
      await persist(() => tasks.doubtAll(NOW));
      expect(await persist(() => tasks.get(id('a')))).toMatchObject({
        salesforce: { state: 'waiting', sending: { work: 'create', since: NOW } },
      });
      expect(await unsent()).toEqual(['a']);
    });

    it('have positions that move by compare-and-set, and a sum that never falls', async () => {
      const { tasks, store } = await opened();
      const to = { watermark: NOW, detail: 'x' };
      expect(await persist(() => tasks.position('changes'))).toBeNull();
      const first = await persist(() => tasks.movePosition('changes', null, to));
      expect(first).toEqual({ name: 'changes', ...to, seq: 1 });
      const second = await persist(() => tasks.movePosition('changes', first, { ...to, detail: 'y' }));
      await expect(persist(() => tasks.movePosition('changes', first, to))).rejects.toMatchObject({
        key: 'store.conflict',
      });
      await persist(() => tasks.movePosition('seller/one', null, to));
      expect(await persist(() => tasks.positions('seller/'))).toEqual([{ name: 'seller/one', ...to, seq: 1 }]);
      expect(await persist(() => tasks.position('changes'))).toEqual(second);
      expect(await persist(() => tasks.sequence())).toBe(3);
      // The people's feeds know nothing of them.
      expect(await persist(() => store.cursors.sequence())).toBe(0);
    });

    it('know each time that the sync goes on', async () => {
      const { tasks } = await opened();
      const observe = async (isOn: boolean) => (await persist(() => tasks.observeSync(isOn))).generation;
      expect(await observe(false)).toBe(0);
      expect([await observe(true), await observe(true), await observe(false), await observe(true)]).toEqual([
        1, 1, 1, 2,
      ]);
    });
  });
}
