import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../simulators/salesforce/index.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { KEY, openTasks, type TaskRig } from './rig.ts';

const WRITE = { class: 'collections', times: 1 } as const;
const during = async (rig: TaskRig, action: FaultRule['do'], match: FaultRule['match'] = WRITE) => {
  await rig.simulator.faults({ match, do: action });
  const result = await rig.turn().catch((error: unknown) => error);
  await rig.simulator.faults();
  return result;
};
const living = async (rig: TaskRig) => (await rig.rows()).filter(({ IsDeleted }) => IsDeleted !== true);

/** Whether the work was done all the same. */
const LOST: [string, FaultRule['do'], boolean][] = [
  ['cut after the work', { resetAfter: true }, true],
  ['cut before the work', { resetBefore: true }, false],
  ['half of the body', { truncate: true }, true],
  ['broken JSON', { badJson: true }, true],
  ['no body', { emptyBody: true }, true],
  ['a 500 after the work', { http: 500, committed: true }, true],
  ['a gateway’s page', { http: 502, html: true }, false],
  ['a gateway’s page after the work', { http: 504, html: true, committed: true }, true],
  ['later than we wait', { delayAfterMs: 1_500 }, true],
];

describe.each(LOST)('an answer that is lost: %s', (_, action, isDone) => {
  it('a new task is looked up by its key before it is sent again', async () => {
    const rig = await openTasks();
    const id = await rig.create({ details: 'x' });
    await during(rig, action);
    expect((await rig.task(id)).salesforce.sending).toMatchObject({ work: 'create' });
    expect(await rig.rows()).toHaveLength(isDone ? 1 : 0);
    const before = (await rig.stats()).writes.Task;
    rig.clock.advance(MINUTE);
    await rig.turn();
    expect((await rig.stats()).writes.Task).toEqual(before);
    rig.clock.advance(70 * SECOND);
    await rig.turn();
    expect((await rig.task(id)).salesforce).toMatchObject({ state: 'linked', sending: null });
    expect(await rig.rows()).toMatchObject([{ [KEY]: (await rig.task(id)).salesforce.key, Description: 'x' }]);
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0, writes: { Task: { created: 1 } } });
  });

  it('a change goes on from what Salesforce has, with what was changed during the call', async () => {
    const rig = await openTasks();
    const id = await rig.create({ due: '2026-07-01' });
    await rig.turn();
    rig.clock.advance(5 * SECOND);
    await rig.edit(id, { details: 'first', due: '2026-07-02' });
    await during(rig, action);
    await rig.edit(id, { details: 'second' });
    rig.clock.advance(3 * MINUTE);
    await rig.turn();
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ Description: 'second', ActivityDate: '2026-07-02' });
    expect(await rig.task(id)).toMatchObject({ details: 'second', due: '2026-07-02', lost: [] });
    expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
  });

  it('a deletion is a deletion', async () => {
    const rig = await openTasks();
    const id = await rig.create();
    await rig.turn();
    await rig.remove(id);
    await during(rig, action);
    rig.clock.advance(3 * MINUTE);
    await rig.turn();
    expect(await rig.row(id)).toMatchObject({ IsDeleted: true });
    expect((await rig.task(id)).salesforce.sending).toBeNull();
    expect(await living(rig)).toEqual([]);
  });
});

it.each([false, true])(
  'made without an answer and deleted there meanwhile: it stays deleted (key held: %s)',
  async (deletedHoldsKey) => {
    const rig = await openTasks({ switches: { deletedHoldsKey } });
    const id = await rig.create();
    await during(rig, { resetAfter: true });
    const [made] = await rig.rows();
    await rig.removeThere(String(made?.Id));
    rig.clock.advance(3 * MINUTE);
    await rig.turn();
    await rig.turn();
    expect(await rig.task(id)).toMatchObject({ deleted: { in: 'salesforce' }, salesforce: { sending: null } });
    expect(await rig.rows()).toHaveLength(1);
  },
);

it('made by a worker that was thought to be dead: the key leads to it', async () => {
  const rig = await openTasks();
  const id = await rig.create({ details: 'ours' });
  const { key } = (await rig.task(id)).salesforce;
  await rig.simulator.api('PATCH', `/sobjects/Task/${KEY}/${key}`, {
    body: { OwnerId: rig.seller.userId, Subject: 'Custom: Call back', Description: 'ours', TaskSubtype: 'Task' },
  });
  await rig.turn();
  expect(await rig.task(id)).toMatchObject({ details: 'ours', salesforce: { state: 'linked', sending: null } });
  expect(await rig.rows()).toHaveLength(1);
  expect(await rig.stats()).toMatchObject({ writesWithoutChange: 0 });
});

describe('refused', () => {
  it('a lock is tried again after some seconds, alone', async () => {
    const rig = await openTasks();
    const [held, free] = [await rig.create(), await rig.create()];
    const turn = await during(rig, { itemError: 'UNABLE_TO_LOCK_ROW', items: [0] });
    expect(turn).toMatchObject({ pushed: { sent: 1 } });
    const states = async () => [await rig.task(held), await rig.task(free)].map(({ salesforce }) => salesforce.state);
    expect((await states()).toSorted()).toEqual(['linked', 'waiting']);
    const next = await rig.turn();
    expect(next).toMatchObject({ kind: 'done', nextInMs: 5_000 });
    rig.clock.advance(6 * SECOND);
    await rig.turn();
    expect(await states()).toEqual(['linked', 'linked']);
  });

  it('the day’s calls used up: nothing is sent, nothing is lost, and it says until when', async () => {
    const rig = await openTasks();
    const id = await rig.create();
    const error = await during(rig, { error: 'REQUEST_LIMIT_EXCEEDED' });
    expect(error).toMatchObject({ key: 'salesforce.REQUEST_LIMIT_EXCEEDED', retryAt: expect.any(Date) });
    expect((await rig.task(id)).salesforce.sending).toBeNull();
    expect(await rig.store.failures.list(9)).toMatchObject([
      { flow: 'tasks', key: 'salesforce.REQUEST_LIMIT_EXCEEDED' },
    ]);
    await rig.turn();
    expect((await rig.task(id)).salesforce.state).toBe('linked');
    expect(await rig.store.failures.list(9)).toEqual([]);
  });

  it('a bad record waits for a person, with its error; its neighbours go', async () => {
    const rig = await openTasks();
    await rig.simulator.change({
      kind: 'rules',
      object: 'Task',
      rules: [{ field: 'Description', pattern: 'secret', message: 'no' }],
    });
    const [bad, good] = [await rig.create({ details: 'secret' }), await rig.create({ details: 'fine' })];
    await rig.turn();
    const error = 'salesforce.FIELD_CUSTOM_VALIDATION_EXCEPTION';
    expect((await rig.task(bad)).salesforce).toMatchObject({ state: 'waiting', refused: { error } });
    expect((await rig.task(good)).salesforce.state).toBe('linked');
    rig.clock.advance(60 * MINUTE);
    await rig.turn();
    expect((await rig.task(bad)).salesforce.refused).toMatchObject({ error });
    await rig.edit(bad, { details: 'better' });
    await rig.turn();
    expect(await rig.row(bad)).toMatchObject({ Description: 'better' });
  });
});
