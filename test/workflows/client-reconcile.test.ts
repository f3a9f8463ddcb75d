import { expect, it } from 'vitest';
import { script, untilState } from './flows.ts';
import { withClient } from './with-client.ts';

const counts = { done: 300, total: 300, read: 300, qualified: 200 };

/** A comparison that goes on until an admin does something. */
const stubs = () => ({
  changesTurn: script('changesTurn', { kind: 'stopped' }),
  prepareReconcile: script('prepareReconcile', { kind: 'ready', scanId: 'reconcile-1' }),
  reconcilePiece: script('reconcilePiece', { kind: 'stopped', part: 'compare', ...counts }),
  finishReconcile: script('finishReconcile', null),
});

async function synced() {
  const parts = await withClient(stubs());
  await parts.store.peopleState.patch({ initial: 'complete', changes: 'running', scanId: 'scan-1' });
  return parts;
}

const auditOf = async ({ store }: Awaited<ReturnType<typeof synced>>) =>
  (await store.audit.list(20)).map(({ action }) => action);

it('a comparison is asked for in MongoDB first, then its workflow runs; five at once are one', async () => {
  const parts = await synced();
  const { actions, store, statusOf, ids } = parts;
  const said = await Promise.all(Array.from({ length: 5 }, () => actions.people.reconcile()));
  expect(said.filter((one) => one === 'started')).toHaveLength(1);
  expect(said.filter((one) => one === 'alreadyRunning')).toHaveLength(4);
  expect(await store.reconcile.get()).toMatchObject({ reason: 'asked', state: 'running' });
  expect(await statusOf(ids.peopleReconcile)).toBe('RUNNING');
  expect((await auditOf(parts)).filter((action) => action === 'people.reconcile.start')).toHaveLength(1);
});

it('nothing can be compared before everyone has been read', async () => {
  const { actions, store } = await withClient({});
  await expect(actions.people.reconcile()).rejects.toMatchObject({ key: 'people.notStarted' });
  for (const initial of ['running', 'paused', 'cancelled'] as const) {
    await store.peopleState.patch({ initial, scanId: 'scan-1' });
    await expect(actions.people.reconcile()).rejects.toMatchObject({ key: 'people.notComplete' });
  }
  expect(await store.reconcile.get()).toBeNull();
});

it('pause stops it with the other flows or alone; resume goes on', async () => {
  const { actions, store, instance } = await synced();
  await actions.people.reconcile();
  const stateOf = async () => (await store.reconcile.get())?.state;
  await actions.people.pause('changes');
  expect(await stateOf()).toBe('running');
  await actions.people.pause();
  expect(await stateOf()).toBe('paused');
  await untilState(instance, 'peopleReconcile', 'paused');
  await expect(actions.people.reconcile()).resolves.toBe('paused');
  expect(await stateOf()).toBe('paused');
  await actions.people.resume('reconcile');
  expect(await stateOf()).toBe('running');
  expect((await store.peopleState.get()).changes).toBe('paused');
  await actions.people.pause('reconcile');
  expect(await stateOf()).toBe('paused');
});

it('Temporal wiped: what MongoDB says is under way is started, a paused one is not; the weekly schedule is made', async () => {
  const { actions, store, client, ids, statusOf } = await synced();
  await actions.people.reconcile();
  const wipe = async () => {
    await client.workflow.getHandle(ids.peopleReconcile).terminate();
    await client.schedule.getHandle(ids.peopleReconcile).delete();
  };
  await wipe();
  await actions.ensureFlows();
  expect(await statusOf(ids.peopleReconcile)).toBe('RUNNING');
  const { spec, policies, action } = await client.schedule.getHandle(ids.peopleReconcile).describe();
  expect(spec.intervals).toMatchObject([{ every: 7 * 86_400_000 }]);
  expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 86_400_000 });
  expect(action).toMatchObject({ workflowType: 'reconcilePeople' });
  const run = await store.reconcile.get();
  await store.reconcile.patch(run?.scanId ?? '', { state: 'paused' });
  await wipe();
  await actions.ensureFlows();
  expect(await statusOf(ids.peopleReconcile)).toBe('TERMINATED');
});

it('its Schedule starts it every week, under an id of its own', async () => {
  const activities = { ...stubs(), requestReconcile: script('requestReconcile', true) };
  const { actions, client, ids, instance } = await withClient(activities);
  await actions.ensureFlows();
  await client.schedule.getHandle(ids.peopleReconcile).trigger();
  await untilState(instance, 'peopleReconcile', 'paused');
});

it('repair restore raises the tickets, forgets the sequence and compares everyone, whatever ran before', async () => {
  const parts = await synced();
  const { actions, store, runOf, ids } = parts;
  await actions.people.reconcile();
  await actions.ensureFlows();
  const [before, changes, ticket] = [
    await store.reconcile.get(),
    await runOf(ids.peopleChanges),
    await store.tickets.take(),
  ];
  await actions.repair.restore();
  expect(await store.tickets.take()).toBeGreaterThan(ticket + 1_000_000_000);
  const run = await store.reconcile.get();
  expect(run).toMatchObject({ reason: 'restored', state: 'running' });
  expect(run?.scanId).not.toBe(before?.scanId);
  expect(await store.peopleState.get()).toMatchObject({ initial: 'complete', scanId: 'scan-1' });
  expect(await runOf(ids.peopleChanges)).not.toBe(changes);
  expect(await auditOf(parts)).toContain('repair.restore');
});

it('restored in the middle of the initial sync: everyone is read anew, and compared after it', async () => {
  const parts = await synced();
  const { actions, store } = parts;
  await store.peopleState.patch({ initial: 'paused', scanId: 'scan-1' });
  await actions.repair.restore();
  const { initial, scanId } = await store.peopleState.get();
  expect(initial).toBe('running');
  expect(scanId).not.toBe('scan-1');
  expect(await store.reconcile.get()).toMatchObject({ reason: 'restored' });
});

it('an instance that has moved is remembered by its new address, and everyone is compared', async () => {
  const parts = await synced();
  const { actions, store } = parts;
  await store.peopleState.patch({ marketoInstance: 'https://old.example.com' });
  const ticket = await store.tickets.take();
  await actions.repair.instance({ baseUrl: 'https://new.example.com', asked: 300, agreed: 299 });
  expect(await store.peopleState.get()).toMatchObject({ marketoInstance: 'https://new.example.com' });
  expect(await store.reconcile.get()).toMatchObject({ reason: 'moved', state: 'running' });
  expect(await store.tickets.take()).toBe(ticket + 1);
  const [row] = (await store.audit.list(5)).filter(({ action }) => action === 'repair.instance');
  expect(row?.details).toEqual({
    from: 'https://old.example.com',
    to: 'https://new.example.com',
    asked: 300,
    agreed: 299,
  });
});
