import type { FlowName } from '../../model/alerts/facts.ts';
import { FEEDS } from '../../model/feeds.ts';
import type { QuotaLimits } from '../../model/quota.ts';
import { QUEUES } from '../../store/depths.ts';
import type { Store } from '../../store/types.ts';
import { type FactsOptions, readFacts } from '../alerts/facts.ts';
import { GAUGES } from './definitions.ts';
import { classOf } from './labels.ts';
import type { Meter } from './meter.ts';

interface Options {
  store: Store;
  limits: QuotaLimits;
  missingFlows: FactsOptions['missingFlows'];
}

const MOST_FAILURES = 200;
/** Of each state of a queue: beyond that it makes no difference to anybody, and costs. */
const MOST_ROWS = 10_000;
const ALL = Object.keys(GAUGES) as (keyof typeof GAUGES)[];

/** Everything read anew, then set at once, so that a scrape never sees half of it. @throws AppError of the store */
export async function measureDatabase(meter: Meter, { store, limits, missingFlows }: Options): Promise<void> {
  const [facts, state, quota, failures, settings, alerts, cursors, depths] = await Promise.all([
    readFacts({ store, limits, missingFlows }),
    store.peopleState.get(),
    store.quota.status(limits),
    store.failures.list(MOST_FAILURES),
    store.settings.snapshot(),
    store.alerts.list(),
    Promise.all(FEEDS.map((feed) => store.cursors.get(feed))),
    Promise.all(QUEUES.map(async (queue) => ({ queue, states: await store.depths.count(queue, MOST_ROWS) }))),
  ]);
  meter.clear(ALL);
  meter.set('actions_sync_store_up', {}, 1);
  meter.set('actions_sync_temporal_up', {}, facts.temporal === null ? 1 : 0);
  meter.set('actions_sync_store_looked_timestamp_seconds', {}, seconds(facts.now));
  for (const fact of facts.flows) flow(meter, fact);
  for (const { what, since } of facts.lags) {
    meter.set('actions_sync_lag_seconds', { what }, since === null ? 0 : age(since, facts.now));
  }
  for (const cursor of cursors) {
    if (cursor !== null)
      meter.set('actions_sync_feed_lag_seconds', { feed: cursor.feed }, age(cursor.watermark, facts.now));
  }
  for (const { queue, states } of depths) {
    for (const [one, rows] of states) meter.set('actions_sync_queue_rows', { queue, state: one }, rows);
  }
  for (const { state: alert } of alerts) {
    if (alert.firing) meter.set('actions_sync_alert_firing', { alert: alert.alert }, 1);
  }
  for (const [what, count] of Object.entries(facts.failed)) meter.set('actions_sync_failed_last_hour', { what }, count);
  for (const row of failures)
    meter.set('actions_sync_failures', { flow: row.flow, error: row.key, class: classOf(row.key) }, row.count);
  people(meter, state, facts.held);
  quotas(meter, quota, limits);
  for (const [setting, value] of settings) {
    if (typeof value === 'boolean') meter.set('actions_sync_setting_on', { setting }, value ? 1 : 0);
  }
}

/** MongoDB does not answer: what it said before is old. */
export function databaseIsAway(meter: Meter): void {
  meter.clear(ALL);
  meter.set('actions_sync_store_up', {}, 0);
  meter.count('actions_sync_store_reads_failed_total', {});
}

type Flow = Awaited<ReturnType<typeof readFacts>>['flows'][number];

function flow(meter: Meter, { flow: name, isOn, isGone, workedAt, pauseMs, troubles }: Flow): void {
  const labels: { flow: FlowName } = { flow: name };
  meter.set('actions_sync_flow_on', labels, isOn ? 1 : 0);
  if (isGone !== null) meter.set('actions_sync_flow_gone', labels, isGone ? 1 : 0);
  if (workedAt !== null) meter.set('actions_sync_flow_last_success_timestamp_seconds', labels, seconds(workedAt));
  meter.set('actions_sync_flow_pause_seconds', labels, pauseMs / 1_000);
  for (const { key, until } of troubles) {
    meter.set('actions_sync_flow_troubled', { ...labels, error: key, class: classOf(key) }, 1);
    if (until !== null)
      meter.set('actions_sync_flow_parked_until_timestamp_seconds', { ...labels, error: key }, seconds(until));
  }
}

function people(meter: Meter, state: Awaited<ReturnType<Store['peopleState']['get']>>, held: number): void {
  meter.set('actions_sync_people_visible', {}, state.visible);
  meter.set('actions_sync_people_held', {}, held);
  const { progress, lastTurn, initial } = state;
  if (initial === 'complete') meter.set('actions_sync_people_initial_done_ratio', {}, 1);
  else if (progress !== null)
    meter.set('actions_sync_people_initial_done_ratio', {}, Math.min(1, progress.done / Math.max(1, progress.total)));
  if (progress !== null) meter.set('actions_sync_people_initial_read', {}, progress.read);
  if (lastTurn !== null) {
    meter.set('actions_sync_people_last_turn_seconds', {}, lastTurn.seconds);
    meter.set('actions_sync_people_last_turn_records', {}, lastTurn.records);
  }
}

function quotas(meter: Meter, quota: Awaited<ReturnType<Store['quota']['status']>>, limits: QuotaLimits): void {
  meter.set('actions_sync_quota_calls_window', {}, quota.callsInWindow);
  meter.set('actions_sync_quota_calls_window_limit', {}, quota.windowCalls);
  meter.set('actions_sync_quota_calls_open', {}, quota.openCalls);
  meter.set('actions_sync_quota_calls_open_limit', {}, quota.atOnce);
  for (const [priority, calls] of Object.entries(quota.byPriority))
    meter.set('actions_sync_quota_calls_day', { priority }, calls);
  for (const [priority, calls] of Object.entries(quota.leftByPriority))
    meter.set('actions_sync_quota_calls_day_left', { priority }, calls);
  meter.set('actions_sync_quota_calls_day_limit', {}, quota.limitToday);
  if (quota.instanceTotal !== null) meter.set('actions_sync_quota_instance_calls_day', {}, quota.instanceTotal);
  meter.set('actions_sync_quota_instance_calls_day_limit', {}, limits.instanceDayCalls);
  meter.set('actions_sync_quota_blocked', {}, quota.blockedUntil === null ? 0 : 1);
  if (quota.blockedUntil !== null)
    meter.set('actions_sync_quota_blocked_until_timestamp_seconds', {}, seconds(quota.blockedUntil));
  meter.set('actions_sync_quota_resets_timestamp_seconds', {}, seconds(quota.resetsAt));
  meter.set('actions_sync_quota_bulk_jobs', {}, quota.bulk.jobsOpen);
  meter.set('actions_sync_quota_bulk_bytes_day', {}, quota.bulk.bytesToday);
  meter.set('actions_sync_quota_bulk_bytes_day_limit', {}, quota.bulk.limitBytes);
}

const seconds = (at: Date): number => at.getTime() / 1_000;
const age = (since: Date, now: Date): number => Math.max(0, seconds(now) - seconds(since));
