import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { emptySummary } from '../../activities/reread.ts';
import { plan as planAnswer } from '../../api/schemas/syncs.ts';
import { planView } from '../../client/cli/people/plan-view.ts';
import { planWith } from '../../client/cli/people/planning.ts';
import { readEnvironment } from '../../model/env.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { taskQueue } from '../../workflows/messages.ts';
import { afterFile } from '../worker/rig.ts';
import { endFlows, gate, script } from '../workflows/flows.ts';
import { runTestWorker } from '../workflows/temporal.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const BASE = '/api/v1/syncs';
const defer = afterFile();
let rig: ApiRig;
const post = (what: string, body?: object) => rig.as('operator')('POST', `${BASE}/people/${what}`, body);
const flows = async () => {
  const { body } = await rig.as('viewer')('GET', BASE);
  const { items, temporal } = body as { temporal: boolean; items: { flow: string }[] };
  return { temporal, of: Object.fromEntries(items.map((item) => [item.flow, item])) };
};

beforeAll(async () => {
  rig = await openApi(defer, { temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' } });
  defer(() => endFlows(rig.instance));
});

it('before anything was started no flow is on, and nothing can be paused', async () => {
  const { temporal, of } = await flows();
  expect(temporal).toBe(true);
  expect(of).toMatchObject({
    'people-initial': { on: false, state: 'none', running: false, workflowId: `${rig.instance}/people-initial` },
    'people-changes': { on: false, state: 'off', running: false },
    'people-reconcile': { on: false, state: 'none', running: false, nextAt: null },
    'people-push': { on: false, state: 'idle' },
    'sender-marketo': { on: false, state: 'idle' },
    'sender-salesforce': { on: false, state: 'idle' },
    tasks: { on: false, state: 'off' },
    unsubscribes: { on: false, state: 'idle' },
    'unsubscribes-nightly': { on: false, state: 'off', nextAt: null },
    housekeeping: { on: true, state: 'on', running: false, nextAt: null },
  });
  expect(await post('pause')).toMatchObject({ status: 409, body: { key: 'people.notStarted' } });
  expect(await post('reconcile')).toMatchObject({ status: 409, body: { key: 'people.notStarted' } });
  expect(await post('cancel')).toMatchObject({ status: 200, body: { outcome: 'notRunning' } });
});

describe('once it is started', () => {
  beforeAll(async () => {
    expect(await post('start', { strategy: 'ids' })).toMatchObject({ status: 200, body: { outcome: 'started' } });
  });

  it('again is nothing new, and the overview shows it with its pages in Temporal', async () => {
    expect(await post('start')).toMatchObject({ body: { outcome: 'alreadyRunning' } });
    const { of } = await flows();
    const ui = 'http://127.0.0.1:8233/namespaces/default';
    expect(of).toMatchObject({
      'people-initial': {
        ...{ on: true, state: 'running', running: true },
        url: `${ui}/workflows/${rig.instance}%2Fpeople-initial`,
      },
      'people-changes': { on: true, state: 'running', running: true },
      housekeeping: {
        ...{ running: false, nextAt: expect.any(String) },
        url: `${ui}/schedules/${rig.instance}%2Fhousekeeping`,
      },
    });
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'ids' });
    expect((await rig.store.audit.list(5)).map(({ action, by }) => [action, by])).toContainEqual([
      'people.start',
      'test-operator',
    ]);
  });

  it('is paused and resumed, in part or as a whole', async () => {
    expect(await post('pause', { flow: 'changes' })).toMatchObject({
      status: 200,
      body: { initial: 'running', changes: 'paused', reconcile: 'none' },
    });
    expect(await post('pause', {})).toMatchObject({ body: { initial: 'paused', changes: 'paused' } });
    expect(await post('resume')).toMatchObject({ body: { initial: 'running', changes: 'running' } });
    expect(await post('reconcile')).toMatchObject({ status: 409, body: { key: 'people.notComplete' } });
  });

  it('what needs a worker says at once that there is none', async () => {
    const resync = await rig.as('operator')('POST', '/api/v1/people/resync', { ids: [1] });
    const approve = await rig.as('admin')('POST', `${BASE}/people/approve`);
    for (const answer of [resync, approve])
      expect(answer).toMatchObject({ status: 409, body: { key: 'temporal.noWorker', fix: expect.any(String) } });
  });

  it('a worker reads people again', async () => {
    const summary = { ...emptySummary(), asked: 2, read: 2 };
    const { opened } = gate();
    const scanning = script('scanPeople', () => opened.then(() => Promise.reject(new Error('never'))));
    const stop = await runTestWorker(taskQueue(rig.instance), {
      prepareInitial: script('prepareInitial', { scanId: 'scan-1', highestId: 300 }),
      scanPeople: scanning,
      changesTurn: script('changesTurn', { kind: 'stopped' }),
      resync: script('resync', summary),
      approve: script('approve', { ...summary, left: 2 }),
    });
    onTestFinished(async () => {
      await endFlows(rig.instance);
      await stop();
    });
    const resync = () => rig.as('operator')('POST', '/api/v1/people/resync', { ids: [1, 2, 2] });
    await vi.waitFor(async () => expect(await resync()).toMatchObject({ status: 200, body: summary }), 10_000);
    expect(await rig.as('admin')('POST', `${BASE}/people/approve`, {})).toMatchObject({ body: { left: 2 } });
    expect(await post('cancel')).toMatchObject({ body: { outcome: 'cancelled' } });
  });
});

it('a plan is told as the command line tells it', async () => {
  const simulator = await startMarketoSimulator({ people: 500, limits: 'off' });
  onTestFinished(() => simulator.close());
  const env = readEnvironment({
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
  });
  const planning = await openApi(defer, {
    plan: async (wanted) => {
      const made = await planWith({ env, limits: planning.limits, store: planning.store }, wanted);
      return planView({ ...made, options: wanted, initial: 'none' });
    },
  });
  const plan = (body: object) => planning.as('operator')('POST', `${BASE}/people/plan`, body);
  const { status, body } = await plan({ smartList: null });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    pick: { strategy: expect.any(String), fitsToday: true },
    next: 'actions-sync people start --no-smart-list',
    createdSince: expect.stringMatching(/T.*Z$/),
  });
  expect(Object.keys(body as object)).toEqual(Object.keys(planAnswer.shape));
  expect(await plan({ strategy: 'crm' })).toMatchObject({ status: 409, body: { key: 'people.strategyUnavailable' } });
  expect(await plan({ strategy: 'ids', smartList: 'All' })).toMatchObject({
    status: 400,
    body: { problems: [{ at: 'body.smartList', reason: 'a smart list is for strategy bulk' }] },
  });
});

it('without Marketo there is no plan', async () => {
  expect(await post('plan')).toMatchObject({ status: 409, body: { key: 'config.environment' } });
});
