import { beforeAll, expect, it, vi } from 'vitest';
import { runWorker } from '../../worker/index.ts';
import { attributesOf, currentDetailsOf } from '../workflows/temporal.ts';
import { allText, historyOf, runsOf, scheduledActivities } from './histories.ts';
import { personalTexts, storedIn, truthOf } from './people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';

const PEOPLE = 3_000;
const CHANGES = 60;
const WITHIN = { timeout: 60_000, interval: 250 };

const defer = afterFile();
let rig: WorkerRig;
/** Everything personal that Marketo ever held in this run. */
const personal = new Set<string>();

const note = () => {
  for (const text of personalTexts(rig.simulator.instance)) personal.add(text);
};

// One run for all tests of this file: the Temporal SDK takes one logger per process, so one worker.
beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, limits: 'off', seed: 3 }, defer);
  await rig.store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: 1_000 }, 'test');
  note();
  // The worker reads Temporal's own variables.
  vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const worker = runWorker({ env: rig.env, signal: stop.signal, lookEveryMs: 200 });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  const initial = rig.client.workflow.getHandle(rig.ids.peopleInitial);
  await Promise.race([initial.result(), worker]);
});

it('the initial sync reads everyone: what is visible equals Marketo, field by field', async () => {
  expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));
  expect(await rig.store.peopleState.get()).toMatchObject({ initial: 'complete', progress: { read: PEOPLE } });
});

it('search attributes and current details tell how it ended', async () => {
  const handle = rig.client.workflow.getHandle(rig.ids.peopleInitial);
  expect(await attributesOf(handle)).toEqual({
    flow: 'people-initial',
    state: 'complete',
    error: undefined,
    peopleRead: PEOPLE,
  });
  expect(await currentDetailsOf(handle)).toContain(`| People read | ${PEOPLE} |`);
});

it('the feeds are followed from the first minute on, not only after the scan', async () => {
  const handle = rig.client.workflow.getHandle(rig.ids.peopleChanges);
  await vi.waitFor(async () => expect(await attributesOf(handle)).toMatchObject({ state: 'following' }), WITHIN);
});

it('changes in Marketo arrive: edits, owners, newcomers, deletions and merges', async () => {
  rig.simulator.instance.random(CHANGES, 17);
  note();
  const truth = truthOf(rig.simulator.instance);
  await vi.waitFor(async () => expect(await storedIn(rig.store)).toEqual(truth), WITHIN);
  const handle = rig.client.workflow.getHandle(rig.ids.peopleChanges);
  expect(await attributesOf(handle)).toMatchObject({ flow: 'people-changes', state: 'following', error: undefined });
  expect(await currentDetailsOf(handle)).toContain('| People read again |');
});

it('people are read again on request', async () => {
  await expect(rig.actions.people.resync([1, 2, 3])).resolves.toMatchObject({ asked: 3 });
});

it('a comparison repairs what was written past the sync, and tells what it found', async () => {
  await rig.store.settings.setPeople({ intervalMs: 500, deletionsIntervalMs: 500 }, 'test');
  const people = rig.db.collection<{ _id: number }>('people');
  const [stale = 0, missing = 0] = truthOf(rig.simulator.instance).keys();
  await people.updateOne({ _id: stale }, { $set: { 'marketo.title': 'Wrong' } });
  await people.deleteOne({ _id: missing });
  await rig.actions.people.reconcile();
  const handle = rig.client.workflow.getHandle(rig.ids.peopleReconcile);
  await expect(handle.result()).resolves.toMatchObject({
    found: { missing: 1, extra: 0, stale: 1, wronglyQualified: 0 },
    repaired: 2,
    complete: true,
  });
  expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));
  expect(await attributesOf(handle)).toMatchObject({ flow: 'people-reconcile', state: 'complete' });
  expect(await rig.store.peopleState.get()).toMatchObject({ lastReconcile: { repaired: 2 } });
});

it('its schedule hands over to it', async () => {
  await rig.client.schedule.getHandle(rig.ids.peopleReconcile).trigger();
  await vi.waitFor(async () => {
    const { lastReconcile } = await rig.store.peopleState.get();
    expect(lastReconcile).toMatchObject({ reason: 'weekly', complete: true, repaired: 0 });
  }, WITHIN);
});

it('housekeeping runs from its schedule', async () => {
  await rig.client.schedule.getHandle(rig.ids.housekeeping).trigger();
  const query = `WorkflowType = 'housekeeping' AND WorkflowId STARTS_WITH '${rig.ids.housekeeping}'`;
  await vi.waitFor(async () => {
    const found = [];
    for await (const { status } of rig.client.workflow.list({ query })) found.push(status.name);
    expect(found).toEqual(['COMPLETED']);
  }, WITHIN);
  expect((await rig.store.peopleState.get()).visible).toBe(truthOf(rig.simulator.instance).size);
});

it('nothing personal reaches Temporal: no history, memo, search attribute or detail holds a value of anyone', async () => {
  expect(personal.size).toBeGreaterThan(PEOPLE);
  const runs = await runsOf(rig.client, rig.ids);
  expect(new Set(runs.map(({ workflowType }) => workflowType))).toEqual(
    new Set(['syncPeopleInitial', 'syncPeopleChanges', 'reconcilePeople', 'housekeeping']),
  );
  const text = allText(runs);
  // The reader of this test reads what base64 hides: the arguments and results are there.
  expect(text).toContain('"rememberedSequence"');
  expect(text).toContain('people-initial');
  expect([...personal].filter((value) => text.includes(value))).toEqual([]);
});

it('a planted name is found, in base64 as well', () => {
  const payload = Buffer.from(JSON.stringify({ email: 'anna.smith@example.com' })).toString('base64');
  expect(allText({ events: [{ input: { payloads: [{ data: payload }] } }] })).toContain('anna.smith@example.com');
  expect(allText([{ message: 'Anna Smith' }])).toContain('Anna Smith');
  expect(allText(new Map([['memo', 'Anna Smith']]))).toContain('Anna Smith');
});

it('the history of an initial sync is short, and an idle turn costs eleven events', async () => {
  const initial = await historyOf(rig.client, rig.ids.peopleInitial);
  expect(new Set(scheduledActivities(initial).map(({ name }) => name))).toEqual(
    new Set(['prepareInitial', 'scanPeople', 'completeInitial']),
  );
  expect(initial.events.length).toBeLessThanOrEqual(60);
  // The last two turns: nothing else happens any more.
  const gap = await vi.waitFor(async () => {
    const activities = scheduledActivities(await historyOf(rig.client, rig.ids.peopleChanges));
    const [before, last] = activities.slice(-2);
    expect([before?.name, last?.name]).toEqual(['changesTurn', 'changesTurn']);
    return (last?.at ?? Number.NaN) - (before?.at ?? Number.NaN);
  }, WITHIN);
  // Scheduled, started, completed; timer started and fired; two workflow tasks of three.
  expect(gap).toBe(11);
});

it('a worker that lives on while Temporal loses its flows starts them again', async () => {
  const handle = rig.client.workflow.getHandle(rig.ids.peopleChanges);
  const { runId } = await handle.describe();
  await handle.terminate('lost');
  await vi.waitFor(async () => {
    const found = await handle.describe();
    expect(found.status.name).toBe('RUNNING');
    expect(found.runId).not.toBe(runId);
  }, WITHIN);
});
