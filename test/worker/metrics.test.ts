import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { quotaLimits } from '../../model/quota.ts';
import { runWorker } from '../../worker/index.ts';
import { ALL_GAUGES, COUNTERS } from '../../worker/metrics/definitions.ts';
import { freeLoopbackAddress } from '../../worker/metrics/sdk.ts';
import { isServed, metricNamesIn, readDeployed } from './metric-names.ts';
import { personalTexts } from './people.ts';
import { findPromtool } from './promtool.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';
import { parseScrape } from './scrape.ts';

const WITHIN = { timeout: 40_000, interval: 200 };
const QUOTA = quotaLimits({ rate: 1, day: 0.8, dailyCalls: 50_000 });
const promtool = findPromtool();
const defer = afterFile();
let rig: WorkerRig;
let address: string;

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  rig = await openWorkerRig({ people: 60, limits: 'off', seed: 4 }, defer);
  address = await freeLoopbackAddress();
  await rig.store.migrate();
  await rig.store.settings.setPeople({ intervalMs: 200 }, 'test');
  vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const env = readEnvironment({ ...rig.variables, METRICS_ADDRESS: address });
  const worker = runWorker({ env, signal: stop.signal });
  defer(() => {
    stop.abort();
    return worker;
  });
  await rig.actions.people.start();
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).initial).toBe('complete'), WITHIN);
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).lastTurn).not.toBeNull(), WITHIN);
});

const get = (path: string, method = 'GET') => fetch(`http://${address}${path}`, { method });
const scrape = async () => parseScrape(await (await get('/metrics')).text());

it('is ready, and says no more than that', async () => {
  await vi.waitFor(async () => expect((await get('/readyz')).status).toBe(200), WITHIN);
  expect(await (await get('/readyz')).json()).toEqual({ ready: true });
  expect(await (await get('/healthz')).json()).toEqual({ alive: true });
  expect((await get('/healthz', 'HEAD')).status).toBe(200);
  expect((await get('/healthz?probe=1')).status).toBe(200);
  expect((await get('/metrics', 'POST')).status).toBe(405);
  for (const path of ['/', '/metrics/', '/toString', '/..%2fmetrics']) expect((await get(path)).status).toBe(404);
});

it('a scrape is valid, has every metric that the page lists, and the SDK’s beside them', async () => {
  const { families, problems } = await scrape();
  expect(problems).toEqual([]);
  for (const name of [...Object.keys(COUNTERS), ...Object.keys(ALL_GAUGES)])
    expect(families.has(name), name).toBe(true);
  expect([...families.keys()].filter((name) => name.startsWith('temporal_')).length).toBeGreaterThan(10);
});

it.skipIf(promtool === null)('promtool can read a scrape', async () => {
  const checked = spawnSync(promtool ?? '', ['check', 'metrics'], { input: await (await get('/metrics')).text() });
  // 3: it can, but would have named something else; Temporal's SDK and Node's own are as they are.
  const ours = checked.stderr
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('actions_sync_'));
  expect([checked.status === 0 || checked.status === 3, ours]).toEqual([true, []]);
});

it('nothing of anyone is in it', async () => {
  const text = await (await get('/metrics')).text();
  const personal = [...new Set(personalTexts(rig.simulator.instance))];
  expect(personal.length).toBeGreaterThan(100);
  expect(personal.filter((one) => text.includes(one))).toEqual([]);
});

it('says what MongoDB says, without a call to Marketo', async () => {
  const visible = (await rig.store.peopleState.get()).visible;
  const scraped = await scrape();
  expect(visible).toBeGreaterThan(0);
  expect(scraped.value('actions_sync_people_visible')).toBe(visible);
  expect(scraped.value('actions_sync_people_initial_done_ratio')).toBe(1);
  expect(scraped.value('actions_sync_flow_on', { flow: 'people-changes' })).toBe(1);
  expect(scraped.value('actions_sync_flow_gone', { flow: 'people-changes' })).toBe(0);
  expect(scraped.value('actions_sync_flow_on', { flow: 'tasks' })).toBe(0);
  expect(scraped.value('actions_sync_store_up')).toBe(1);
  expect(scraped.value('actions_sync_temporal_up')).toBe(1);
  expect(scraped.value('actions_sync_setting_on', { setting: 'people.sync' })).toBe(1);
  expect(
    scraped.value('actions_sync_activity_attempts_total', { activity: 'changesTurn', outcome: 'worked' }),
  ).toBeGreaterThan(0);
  expect(scraped.value('actions_sync_people_written_total', { state: 'qualified' })).toBe(visible);
  expect(scraped.value('actions_sync_people_read_total', { priority: 'initial' })).toBeGreaterThanOrEqual(60);
  expect(scraped.value('actions_sync_marketo_calls_total', { outcome: 'done' })).toBeGreaterThan(3);
  expect(scraped.value('actions_sync_feed_lag_seconds', { feed: 'leadChanges' })).toBeGreaterThan(0);
  expect(scraped.value('actions_sync_queue_rows', { queue: 'sender-marketo', state: 'pending' })).toBe(0);
  expect(scraped.value('actions_sync_store_looked_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000 - 120);
  // The only callers are the flows: with them paused, scrapes change nothing.
  await rig.actions.people.pause('changes');
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).changes).toBe('paused'), WITHIN);
  const calls = async () => (await rig.store.quota.status(QUOTA)).usedToday;
  await vi.waitFor(async () => {
    const before = await calls();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await calls()).toBe(before);
  }, WITHIN);
  const before = await calls();
  await scrape();
  await scrape();
  expect(await calls()).toBe(before);
});

it('what the dashboard and the alert rules ask for is there', async () => {
  const { families } = await scrape();
  const deployed = await readDeployed();
  expect(deployed.length).toBeGreaterThan(1);
  for (const { file, expressions } of deployed) {
    expect(expressions.length, file).toBeGreaterThan(5);
    const names = new Set(expressions.flatMap(metricNamesIn));
    expect(
      [...names].filter((name) => !isServed(families, name)),
      file,
    ).toEqual([]);
  }
});

it('a port that is taken is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  defer(async () => other.close());
  const bound = other.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const env = readEnvironment({ ...rig.variables, METRICS_ADDRESS: `127.0.0.1:${port}` });
  await expect(runWorker({ env })).rejects.toMatchObject({
    key: 'worker.metricsAddress',
    details: { problem: 'EADDRINUSE' },
  });
});
