import { describe, expect, it } from 'vitest';
import { createTasks, type TaskInput, type TaskView } from '../../client/tasks/index.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { TaskId } from '../../model/task/id.ts';
import { claimed, pulled, refused, sent } from '../../model/task/steps.ts';
import type { TaskStep } from '../../store/tasks/types.ts';
import { RULES, rowOf, TASK_ID, ticket } from '../model/task/tasks.ts';
import { openTestStore } from '../store/open.ts';

const SELLER = 'bob@example.com';
const INPUT: TaskInput = { id: 'call-1', seller: ' Bob@Example.com ', name: 'Call Ada', due: '2026-12-01' };

/** `wakes`: how often the flow was woken; it fails with `trouble`. */
async function opened({ sync = true, seller = true } = {}) {
  const { store } = await openTestStore();
  await store.migrate();
  if (sync) await store.settings.setTasks({ sync }, 'test');
  if (seller) await store.sellers.setTasks(SELLER, true, 'test');
  const flow = { wakes: 0, trouble: null as Error | null };
  const wake = async () => {
    flow.wakes += 1;
    if (flow.trouble !== null) throw flow.trouble;
  };
  const tasks = createTasks({ store, instance: 'test', wake });
  const step = (id: string, change: TaskStep) => store.tasks.change(new Map([[id as TaskId, change]]));
  async function link(id: string): Promise<void> {
    await step(id, (task) => claimed(task, { batch: 'b', now: new Date(), rules: RULES }));
    await step(id, (task) => sent(task, { batch: 'b', taskId: TASK_ID, asOf: ticket(1) }));
  }
  return { store, tasks, flow, step, link };
}

async function all(rows: AsyncIterable<TaskView>): Promise<string[]> {
  const found: string[] = [];
  for await (const { id } of rows) found.push(id);
  return found;
}

describe('a task that is made', () => {
  it('has defaults, is stored, and the flow is told', async () => {
    const { tasks, flow } = await opened();
    const { task, changed, wakeError } = await tasks.create(INPUT);
    expect({ changed, wakeError, wakes: flow.wakes }).toEqual({ changed: true, wakeError: null, wakes: 1 });
    expect(task).toEqual({
      id: 'call-1',
      name: 'Call Ada',
      status: 'open',
      priority: 'normal',
      due: '2026-12-01',
      details: null,
      kind: 'custom',
      seller: SELLER,
      personId: null,
      origin: 'actions',
      createdAt: expect.any(Date),
      changedAt: expect.any(Date),
      completedAt: null,
      completedIn: null,
      deletedAt: null,
      deletedIn: null,
      salesforce: {
        state: 'waiting',
        taskId: null,
        unsent: ['name', 'status', 'priority', 'due', 'details'],
        parted: null,
        error: null,
        refusedAt: null,
      },
      lost: [],
    });
    expect(await tasks.show('call-1')).toEqual(task);
  });

  it('is made once under an id of the caller’s own, and tells the flow again if it is not sent yet', async () => {
    const { tasks, flow, link } = await opened();
    await tasks.create(INPUT);
    expect(await tasks.create({ ...INPUT, seller: SELLER })).toMatchObject({ changed: false });
    expect(flow.wakes).toBe(2);
    await link('call-1');
    await tasks.create(INPUT);
    expect(flow.wakes).toBe(2);
    await expect(tasks.create({ ...INPUT, name: 'Call Eve' })).rejects.toMatchObject({ key: 'task.idTaken' });
    expect(await all(tasks.list())).toEqual(['call-1']);
  });

  it('gets an id where it has none', async () => {
    const { tasks } = await opened();
    const { id: _, ...without } = INPUT;
    const ids = [(await tasks.create(without)).task.id, (await tasks.create(without)).task.id];
    expect(new Set(ids).size).toBe(2);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['the setting', { sync: false }],
    ['its seller', { seller: false }],
  ])('while the sync is off by %s is not synced, then and later, and tells nobody', async (_, off) => {
    const { tasks, flow, store } = await opened(off);
    expect((await tasks.create(INPUT)).task.salesforce.state).toBe('notSynced');
    await store.settings.setTasks({ sync: true }, 'test');
    await store.sellers.setTasks(SELLER, true, 'test');
    expect((await tasks.complete('call-1')).task.salesforce).toMatchObject({ state: 'notSynced', unsent: [] });
    expect(flow.wakes).toBe(0);
  });

  it('is stored although Temporal is away, and it is said which error that was', async () => {
    const { tasks, flow } = await opened();
    flow.trouble = new AppError('temporal.unreachable');
    expect(await tasks.create(INPUT)).toMatchObject({ changed: true, wakeError: 'temporal.unreachable' });
    flow.trouble = new Error('a bug');
    await expect(tasks.create(INPUT)).rejects.toThrow('a bug');
  });
});

describe('a task that is changed', () => {
  it('waits with the fields that differ, and says when and where it was completed', async () => {
    const { tasks, link, flow } = await opened();
    await tasks.create(INPUT);
    await link('call-1');
    expect((await tasks.show('call-1'))?.salesforce).toMatchObject({ state: 'synced', taskId: TASK_ID, unsent: [] });
    await tasks.edit('call-1', { due: null, details: 'two\nlines' });
    const { task } = await tasks.complete('call-1');
    expect(task).toMatchObject({
      status: 'complete',
      completedIn: 'actions',
      salesforce: { state: 'waiting', unsent: ['status', 'due', 'details'] },
    });
    expect((await tasks.reopen('call-1')).task).toMatchObject({ status: 'open', completedAt: null });
    const wakes = flow.wakes;
    // The first answer may have been lost: whatever is still to be sent is told again.
    expect(await tasks.reopen('call-1')).toMatchObject({ changed: false, wakeError: null });
    expect(flow.wakes).toBe(wakes + 1);
  });

  it('in Salesforce too is seen with what that has cost', async () => {
    const { tasks, link, step } = await opened();
    await tasks.create(INPUT);
    await link('call-1');
    await tasks.edit('call-1', { due: '2026-12-24' });
    const modifiedAt = new Date(Date.now() + 60_000);
    const theirs = { status: 'Completed', isClosed: true, due: '2026-12-31', modifiedAt };
    const context = { rules: RULES, seller: SELLER, now: new Date() };
    await step('call-1', (task) => pulled(task, rowOf(task, theirs), context));
    expect(await tasks.show('call-1')).toMatchObject({
      status: 'complete',
      completedIn: 'salesforce',
      due: '2026-12-31',
      lost: [{ field: 'due', value: '2026-12-24', side: 'actions', against: 'edit' }],
      salesforce: { state: 'synced' },
    });
  });

  it('goes out again after it was refused', async () => {
    const { tasks, link, step, flow } = await opened();
    await tasks.create(INPUT);
    await link('call-1');
    await tasks.edit('call-1', { due: null });
    await step('call-1', (task) => claimed(task, { batch: 'c', now: new Date(), rules: RULES }));
    const at = new Date('2026-11-27T10:00:00Z');
    await step('call-1', (task) => refused(task, { batch: 'c', error: 'salesforce.STRING_TOO_LONG', at }));
    expect((await tasks.show('call-1'))?.salesforce).toMatchObject({
      state: 'refused',
      unsent: ['due'],
      error: 'salesforce.STRING_TOO_LONG',
      refusedAt: at,
    });
    const wakes = flow.wakes;
    expect((await tasks.edit('call-1', { priority: 'high' })).task.salesforce).toMatchObject({
      state: 'waiting',
      unsent: ['priority', 'due'],
    });
    expect(flow.wakes).toBe(wakes + 1);
  });

  it('is deleted once, and then changed no more', async () => {
    const { tasks } = await opened();
    await tasks.create(INPUT);
    expect((await tasks.delete('call-1')).task).toMatchObject({ deletedIn: 'actions', salesforce: { unsent: [] } });
    expect(await tasks.delete('call-1')).toMatchObject({ changed: false });
    await expect(tasks.complete('call-1')).rejects.toMatchObject({ key: 'task.deleted' });
    expect(await all(tasks.list())).toEqual([]);
    expect(await all(tasks.list({ all: true }))).toEqual(['call-1']);
  });

  it('must be there', async () => {
    const { tasks } = await opened();
    expect(await tasks.show('none')).toBeNull();
    for (const change of [() => tasks.complete('none'), () => tasks.delete('none')])
      await expect(change()).rejects.toMatchObject({ key: 'task.unknown' });
  });
});

describe('what is wrong', () => {
  it.each([
    [{}, 'seller is missing; name is missing'],
    [{ ...INPUT, seller: 'Bob' }, 'seller must be an e-mail address'],
    [{ ...INPUT, seller: 'bob@-' }, 'seller must be an e-mail address'],
    [{ ...INPUT, name: ' ' }, 'name must not be blank'],
    [{ ...INPUT, name: 'two\nlines' }, 'name must be one line'],
    [{ ...INPUT, name: 'x'.repeat(256) }, 'name must not be longer than 255 characters'],
    [{ ...INPUT, due: '2026-02-30' }, 'due must be a day such as 2026-12-01, or null'],
    [{ ...INPUT, due: '0001-01-01' }, 'due must be from 1700-01-01 to 4000-12-31'],
    [
      { ...INPUT, kind: 'fax', priority: 'low' },
      'kind must be one of email, call, inMail, custom; priority must be one of normal, high',
    ],
    [{ ...INPUT, personId: 0 }, 'personId must be at least 1'],
    [{ ...INPUT, details: '' }, 'details must not be empty; leave it out where there is none'],
    [{ ...INPUT, subject: 'x' }, 'subject is no field of a task'],
    [{ ...INPUT, id: 'a/b' }, 'id must be 1 to 64 of A-Z a-z 0-9 . _ : -'],
    ['text', 'task must be a JSON object'],
  ])('is told by field and reason: %j', async (given, problem) => {
    const { tasks } = await opened();
    const details = { problem };
    await expect(tasks.create(given as TaskInput)).rejects.toMatchObject({ key: 'task.invalid', details });
    expect(await all(tasks.list({ all: true }))).toEqual([]);
  });

  it('is told of changes too', async () => {
    const { tasks } = await opened();
    await tasks.create(INPUT);
    const wrong = async (given: object, problem: string) =>
      expect(tasks.edit('call-1', given)).rejects.toMatchObject({ key: 'task.invalid', details: { problem } });
    await wrong({}, 'edit changes no field');
    await wrong({ seller: SELLER }, 'seller is no field of a task');
    await wrong({ name: null }, 'name must be text');
    await expect(all(tasks.list({ seller: 'Bob' }))).rejects.toMatchObject({ key: 'task.invalid' });
  });
});

it('lists are read page after page', async () => {
  const { tasks, store } = await opened({ sync: false });
  for (let made = 0; made < 501; made++) await tasks.create({ ...INPUT, id: `t${String(made).padStart(4, '0')}` });
  const found = await all(tasks.list({ seller: 'BOB@example.com' }));
  expect(found).toHaveLength(501);
  expect(new Set(found).size).toBe(501);
  expect((await store.tasks.counts(() => true)).open).toBe(501);
});
