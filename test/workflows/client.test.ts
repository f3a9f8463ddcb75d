import { randomUUID } from 'node:crypto';
import { Client, WorkflowFailedError } from '@temporalio/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { emptySummary } from '../../activities/reread.ts';
import { createActionsSyncClient } from '../../client/index.ts';
import { FEEDS } from '../../model/feeds.ts';
import { PERSON_FIELDS } from '../../model/person.ts';
import { systemClock } from '../../net/system-clock.ts';
import { createPeopleActivities } from '../../worker/index.ts';
import { progress } from '../../workflows/messages.ts';
import { openTestStore } from '../store/open.ts';
import { endFlows, gate, SOON, script, startFlows, untilState } from './flows.ts';
import { attributesOf, temporal } from './temporal.ts';
import { withClient } from './with-client.ts';

const counts = { done: 300, total: 300, read: 300, qualified: 200 };
const summary = { ...emptySummary(), asked: 2 };

/** Stub activity functions of two flows that go on until told otherwise. */
function stubs() {
  const scan = gate();
  return {
    scan,
    activities: {
      prepareInitial: script('prepareInitial', { scanId: 'scan-1', highestId: 300 }),
      scanPeople: script('scanPeople', () => scan.opened.then(() => ({ kind: 'complete', ...counts }) as const)),
      completeInitial: script('completeInitial', undefined),
      changesTurn: script('changesTurn', { kind: 'stopped' }),
      resync: script('resync', summary),
      approve: script('approve', { ...summary, left: 3 }),
    },
  };
}

it('start is idempotent: repeated, and five at once, there is one run of each flow and one scan', async () => {
  const { activities } = stubs();
  const { actions, store, ids, runOf } = await withClient(activities);
  await expect(actions.people.start()).resolves.toBe('started');
  const [initial, changes] = await Promise.all([runOf(ids.peopleInitial), runOf(ids.peopleChanges)]);
  const { scanId } = await store.peopleState.get();
  const again = await Promise.all(Array.from({ length: 5 }, () => actions.people.start()));
  expect(new Set(again)).toEqual(new Set(['alreadyRunning']));
  expect(await runOf(ids.peopleInitial)).toBe(initial);
  expect(await runOf(ids.peopleChanges)).toBe(changes);
  expect(await store.peopleState.get()).toMatchObject({ scanId, initial: 'running', changes: 'running' });
});

it('a flow is found by its search attributes from its first moment', async () => {
  const { actions, client, ids } = await withClient({});
  await actions.people.start();
  for (const [id, flow] of [
    [ids.peopleInitial, 'people-initial'],
    [ids.peopleChanges, 'people-changes'],
  ] as const) {
    expect(await attributesOf(client.workflow.getHandle(id))).toMatchObject({ flow, state: 'starting' });
  }
});

it('start makes the housekeeping schedule once, every hour', async () => {
  const { actions, client, ids } = await withClient({});
  await actions.people.start();
  await actions.ensureFlows();
  const { spec, action } = await client.schedule.getHandle(ids.housekeeping).describe();
  expect(spec.intervals).toMatchObject([{ every: 3_600_000 }]);
  expect(action).toMatchObject({ workflowType: 'housekeeping' });
});

it('flows that are lost are started again, and only then', async () => {
  const { actions, client, ids, runOf, statusOf } = await withClient({});
  await expect(actions.restoreFlows()).resolves.toBe(false);
  await actions.people.start();
  const [initial, changes] = await Promise.all([runOf(ids.peopleInitial), runOf(ids.peopleChanges)]);
  await expect(actions.restoreFlows()).resolves.toBe(false);
  expect(await runOf(ids.peopleInitial)).toBe(initial);
  await client.workflow.getHandle(ids.peopleInitial).terminate();
  await expect(actions.restoreFlows()).resolves.toBe(true);
  expect(await statusOf(ids.peopleInitial)).toBe('RUNNING');
  expect(await runOf(ids.peopleInitial)).not.toBe(initial);
  expect(await runOf(ids.peopleChanges)).toBe(changes);
});

it('a complete sync is started again only when asked to', async () => {
  const { scan, activities } = stubs();
  scan.open();
  const { actions, store, client, ids, runOf } = await withClient(activities);
  await actions.people.start();
  await client.workflow.getHandle(ids.peopleInitial).result();
  await store.peopleState.patch({ initial: 'complete' });
  const { scanId } = await store.peopleState.get();
  const run = await runOf(ids.peopleInitial);
  await expect(actions.people.start()).resolves.toBe('alreadyComplete');
  expect(await runOf(ids.peopleInitial)).toBe(run);
  await expect(actions.people.start({ again: true })).resolves.toBe('started');
  expect(await runOf(ids.peopleInitial)).not.toBe(run);
  expect((await store.peopleState.get()).scanId).not.toBe(scanId);
});

it('start stores the strategy that it is given; without one it is left to the worker', async () => {
  const { activities } = stubs();
  const { actions, store } = await withClient(activities);
  await actions.people.start({ strategy: 'bulk', smartList: 'All People' });
  expect(await store.peopleState.get()).toMatchObject({ strategy: 'bulk', smartList: 'All People' });
  expect(await store.audit.list(1)).toMatchObject([
    { action: 'people.start', details: { again: false, strategy: 'bulk', smartList: 'All People' } },
  ]);
  await store.peopleState.patch({ initial: 'complete' });
  await actions.people.start({ again: true });
  expect(await store.peopleState.get()).toMatchObject({ strategy: null, smartList: null });
  await store.peopleState.patch({ initial: 'complete' });
  // A list is for exports alone.
  await actions.people.start({ again: true, strategy: 'ids', smartList: 'All People' });
  expect(await store.peopleState.get()).toMatchObject({ strategy: 'ids', smartList: null });
});

it.each(['running', 'paused'] as const)('a second start changes nothing of a scan that is %s', async (initial) => {
  const { activities } = stubs();
  const { actions, store } = await withClient(activities);
  await actions.people.start({ strategy: 'ids' });
  await store.peopleState.patch({ initial });
  const before = await store.peopleState.get();
  await expect(actions.people.start({ again: true, strategy: 'bulk' })).resolves.toBe('alreadyRunning');
  expect(await store.peopleState.get()).toEqual(before);
});

it('a cancelled scan goes on with its strategy; another strategy, or again, begins anew', async () => {
  const { activities } = stubs();
  const { actions, store } = await withClient(activities);
  await actions.people.start({ strategy: 'ids' });
  const { scanId } = await store.peopleState.get();
  const restarted = async (options?: Parameters<typeof actions.people.start>[0]) => {
    await store.peopleState.patch({ initial: 'cancelled' });
    await expect(actions.people.start(options)).resolves.toBe('started');
    return store.peopleState.get();
  };
  expect(await restarted()).toMatchObject({ scanId, strategy: 'ids' });
  expect(await restarted({ strategy: 'ids' })).toMatchObject({ scanId });
  const bulk = await restarted({ strategy: 'bulk' });
  expect(bulk).toMatchObject({ strategy: 'bulk', smartList: null });
  expect(bulk.scanId).not.toBe(scanId);
  const list = await restarted({ strategy: 'bulk', smartList: 'All People' });
  expect(list).toMatchObject({ strategy: 'bulk', smartList: 'All People' });
  expect(list.scanId).not.toBe(bulk.scanId);
  const again = await restarted({ again: true });
  expect(again).toMatchObject({ strategy: null, smartList: null });
  expect(again.scanId).not.toBe(list.scanId);
});

it('pause and resume reach both flows, or the one named', async () => {
  const { activities } = stubs();
  const { actions, store, instance } = await withClient(activities);
  await actions.people.start();
  await actions.people.pause('changes');
  expect(await store.peopleState.get()).toMatchObject({ initial: 'running', changes: 'paused' });
  await actions.people.pause();
  expect(await store.peopleState.get()).toMatchObject({ initial: 'paused', changes: 'paused' });
  await untilState(instance, 'peopleChanges', 'paused');
  await actions.people.resume('initial');
  expect(await store.peopleState.get()).toMatchObject({ initial: 'running', changes: 'paused' });
  const turns = activities.changesTurn.calls.length;
  await actions.people.resume();
  expect(await store.peopleState.get()).toMatchObject({ initial: 'running', changes: 'running' });
  await vi.waitFor(() => expect(activities.changesTurn.calls.length).toBeGreaterThan(turns), SOON);
  const audit = (await store.audit.list(10)).map(({ action }) => action);
  expect(audit.filter((action) => action === 'people.pause')).toHaveLength(2);
  expect(audit.filter((action) => action === 'people.resume')).toHaveLength(2);
});

it('nothing can be paused, read again or approved before the sync was started', async () => {
  const { actions } = await withClient({});
  const { people } = actions;
  for (const act of [() => people.pause(), () => people.resume(), () => people.approve(), () => people.resync([1])]) {
    await expect(act()).rejects.toMatchObject({ key: 'people.notStarted' });
  }
  await expect(actions.people.cancel()).resolves.toBe('notRunning');
});

it('cancel ends the initial sync and leaves the feeds; start goes on with the same scan', async () => {
  const { activities } = stubs();
  const paused = { ...activities, scanPeople: script('scanPeople', { kind: 'stopped', ...counts }) };
  const { actions, store, client, ids, instance, statusOf } = await withClient(paused);
  await actions.people.start();
  const { scanId } = await store.peopleState.get();
  await untilState(instance, 'peopleInitial', 'paused');
  await expect(actions.people.cancel()).resolves.toBe('cancelled');
  await expect(client.workflow.getHandle(ids.peopleInitial).result()).rejects.toBeInstanceOf(WorkflowFailedError);
  expect(await statusOf(ids.peopleInitial)).toBe('CANCELLED');
  expect(await statusOf(ids.peopleChanges)).toBe('RUNNING');
  await expect(actions.people.start()).resolves.toBe('started');
  expect(await statusOf(ids.peopleInitial)).toBe('RUNNING');
  expect((await store.peopleState.get()).scanId).toBe(scanId);
});

it('a start right after a cancel is not lost to the run that is still ending', async () => {
  // No worker: the cancelled run can't end before the start.
  const { store } = await openTestStore();
  const { client } = await temporal();
  const instance = `test-${randomUUID().slice(0, 8)}`;
  onTestFinished(() => endFlows(instance));
  const actions = createActionsSyncClient({ temporal: client, store, instance, by: 'test' });
  await actions.people.start();
  await actions.people.cancel();
  await expect(actions.people.start()).resolves.toBe('started');
  const { events } = await client.workflow.getHandle(`${instance}/people-initial`).fetchHistory();
  expect(events?.filter((event) => event.workflowExecutionCancelRequestedEventAttributes)).toEqual([]);
});

it('resync and approve answer when the people are written', async () => {
  const { activities } = stubs();
  const { actions, store } = await withClient(activities);
  await actions.people.start();
  await expect(actions.people.resync([11, 12])).resolves.toEqual(summary);
  await expect(actions.people.approve()).resolves.toMatchObject({ left: 3 });
  expect(activities.resync.calls).toEqual([{ ids: [11, 12] }]);
  expect((await store.audit.list(10)).map(({ action }) => action)).toContain('people.approve');
});

it('a resync starts the changes flow where Temporal was wiped', async () => {
  const { activities } = stubs();
  const { actions, client, ids, statusOf } = await withClient(activities);
  await actions.people.start();
  await client.workflow.getHandle(ids.peopleChanges).terminate();
  await expect(actions.people.resync([11])).resolves.toEqual(summary);
  expect(await statusOf(ids.peopleChanges)).toBe('RUNNING');
});

it('Temporal wiped: ensureFlows starts what MongoDB says is on, and nothing else', async () => {
  const { activities } = stubs();
  const { actions, client, ids, store, statusOf, runOf } = await withClient(activities);
  await actions.ensureFlows();
  await expect(statusOf(ids.peopleInitial)).rejects.toThrow(/not found/);
  await expect(statusOf(ids.peopleChanges)).rejects.toThrow(/not found/);

  await actions.people.start();
  const wipe = async () => {
    await client.workflow.getHandle(ids.peopleInitial).terminate();
    await client.workflow.getHandle(ids.peopleChanges).terminate();
    await client.schedule.getHandle(ids.housekeeping).delete();
  };
  await wipe();
  await actions.ensureFlows();
  expect(await statusOf(ids.peopleInitial)).toBe('RUNNING');
  expect(await statusOf(ids.peopleChanges)).toBe('RUNNING');
  await expect(client.schedule.getHandle(ids.housekeeping).describe()).resolves.toBeDefined();

  await wipe();
  await store.peopleState.patch({ initial: 'complete' });
  const ended = await runOf(ids.peopleInitial);
  await actions.ensureFlows();
  expect(await runOf(ids.peopleInitial)).toBe(ended);
  expect(await statusOf(ids.peopleChanges)).toBe('RUNNING');
});

it('Temporal wiped while the changes are paused: they stay paused and never call Marketo', async () => {
  const { store } = await openTestStore();
  const fields = Object.fromEntries(PERSON_FIELDS.map((field) => [field, field])) as Record<
    (typeof PERSON_FIELDS)[number],
    string
  >;
  await store.peopleState.patch({
    initial: 'complete',
    changes: 'paused',
    scanId: 'scan-1',
    fieldMap: { owner: 'sfdcLeadOwnerId', ownerKind: 'salesforceUser', salesforceDeleted: null, fields },
  });
  for (const feed of FEEDS) await store.cursors.create(feed, { token: 'token', watermark: new Date() });
  const asked: string[] = [];
  const refuse = (name: string) => () => {
    asked.push(name);
    return Promise.reject(new Error(name));
  };
  const marketo = {
    baseUrl: 'http://localhost',
    leadsByIds: refuse('leadsByIds'),
    leadsByFilter: refuse('leadsByFilter'),
    bulkLeads: {
      create: refuse('create'),
      enqueue: refuse('enqueue'),
      status: refuse('status'),
      cancel: refuse('cancel'),
      list: refuse('list'),
      rows: () => {
        throw new Error('rows');
      },
    },
    customActivities: {
      types: refuse('types'),
      describeType: refuse('describeType'),
      createType: refuse('createType'),
      addAttributes: refuse('addAttributes'),
      approveType: refuse('approveType'),
      mayAdd: refuse('mayAdd'),
      mayDefine: refuse('mayDefine'),
      add: refuse('add'),
      readBack: refuse('readBack'),
    },
    describeLeads: refuse('describeLeads'),
    pagingToken: refuse('pagingToken'),
    leadChanges: refuse('leadChanges'),
    activities: refuse('activities'),
    deletedLeads: refuse('deletedLeads'),
    personActivities: () => {
      throw new Error('not asked here');
    },
    usageToday: refuse('usageToday'),
    searchableFields: refuse('searchableFields'),
    activityTypes: refuse('activityTypes'),
    checkCredentials: refuse('checkCredentials'),
    close: () => Promise.resolve(),
  };
  const limits = { windowCalls: 100, atOnce: 10, dayCalls: 1_000, instanceDayCalls: 1_000 };
  const real = createPeopleActivities({
    store,
    marketo,
    clock: systemClock,
    limits,
    fieldOverrides: {},
    crm: null,
    exportLimits: { jobs: 4, dayBytes: 500_000_000 },
  });
  const { client, instance } = await startFlows(real);
  await createActionsSyncClient({ temporal: client, store, instance, by: 'test' }).ensureFlows();
  const handle = await untilState(instance, 'peopleChanges', 'paused');
  expect(asked).toEqual([]);
  // The same flow does ask once it is resumed.
  await createActionsSyncClient({ temporal: client, store, instance, by: 'test' }).people.resume();
  await vi.waitFor(() => expect(asked).not.toEqual([]), SOON);
  expect((await handle.query(progress)).state).not.toBe('following');
});

it('errors of Temporal come out as the registry’s', async () => {
  const { store } = await openTestStore();
  const { connection } = await temporal();
  const namespace = `missing-${randomUUID().slice(0, 8)}`;
  const elsewhere = new Client({ connection, namespace });
  const actions = createActionsSyncClient({ temporal: elsewhere, store, instance: 'test-none', by: 'test' });
  await expect(actions.people.start()).rejects.toMatchObject({ key: 'temporal.namespaceMissing' });
});
