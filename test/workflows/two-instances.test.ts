import { expect, it } from 'vitest';
import { script } from './flows.ts';
import { withClient } from './with-client.ts';

/** Both flows wait for an admin, so that they stand still where a test looks. */
const stubs = () => ({
  prepareInitial: script('prepareInitial', { scanId: 'scan-1', highestId: 300 }),
  scanPeople: script('scanPeople', { kind: 'stopped', done: 0, total: 300, read: 0, qualified: 0 }),
  prepareReconcile: script('prepareReconcile', { kind: 'none' }),
  changesTurn: script('changesTurn', { kind: 'stopped' }),
});

it('two instances share a namespace: one is started, paused and restored without the other', async () => {
  const [one, other] = [await withClient(stubs()), await withClient(stubs())];
  expect(one.instance).not.toBe(other.instance);
  await one.actions.people.start();
  await expect(other.statusOf(other.ids.peopleChanges)).rejects.toThrow(/not found/);
  await other.actions.people.start();
  const before = await other.runOf(other.ids.peopleChanges);

  await one.actions.people.pause();
  expect(await one.store.peopleState.get()).toMatchObject({ initial: 'paused', changes: 'paused' });
  expect(await other.store.peopleState.get()).toMatchObject({ initial: 'running', changes: 'running' });

  await one.actions.repair.restore();
  expect(await other.runOf(other.ids.peopleChanges)).toBe(before);
  expect(await other.statusOf(other.ids.peopleChanges)).toBe('RUNNING');
  expect((await one.store.tickets.take()) - (await other.store.tickets.take())).toBeGreaterThanOrEqual(1_000_000_000);
});
