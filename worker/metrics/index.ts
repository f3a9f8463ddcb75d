import type { QuotaLimits } from '../../model/quota.ts';
import type { Store } from '../../store/types.ts';
import type { FactsOptions } from '../alerts/facts.ts';
import { databaseIsAway, measureDatabase } from './database.ts';
import { JSON_TYPE, listen, type Page } from './listener.ts';
import { Meter } from './meter.ts';
import { createReader } from './reader.ts';
import { notReady, type Probed } from './readiness.ts';
import { freeLoopbackAddress, sdkMetrics } from './sdk.ts';

export interface Observed extends Omit<Probed, 'askStore'> {
  store: Store;
  limits: QuotaLimits;
  missingFlows: FactsOptions['missingFlows'];
  /** As Salesforce told last; null: it has not, or is not connected. */
  salesforceUsage: () => { used: number; limit: number } | null;
}

export interface Metrics {
  meter: Meter;
  /** Where Temporal's SDK is to serve its own, under whose name. */
  sdk: { address: string; instance: string };
  port: number;
  /** From then on MongoDB is asked, too. */
  observe(what: Observed): void;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` (ours, then Temporal's SDK's), `/healthz` and `/readyz` on `METRICS_ADDRESS`. A scrape asks no vendor.
 * @throws AppError `worker.metricsAddress`
 */
export async function openMetrics(address: string, instance: string, version: string): Promise<Metrics> {
  const meter = new Meter(instance);
  const sdk = { address: await freeLoopbackAddress(), instance };
  let observed: Observed | null = null;
  meter.set('actions_sync_build_info', { version, node: process.version }, 1);

  const readDatabase = createReader(async () => {
    if (observed !== null) await measureDatabase(meter, observed).catch(() => databaseIsAway(meter));
  });
  const problem = () => {
    const what = observed;
    return notReady(what === null ? null : { ...what, askStore: () => what.store.ping() });
  };
  const ownText = async () => {
    if (observed !== null) await readDatabase();
    meter.set('actions_sync_worker_ready', {}, (await problem()) === null ? 1 : 0);
    salesforce(meter, observed?.salesforceUsage() ?? null);
    return meter.text();
  };

  const listener = await listen(address, {
    '/healthz': async () => json(200, { alive: true }),
    '/readyz': async () => {
      const reason = await problem();
      return reason === null ? json(200, { ready: true }) : json(503, { ready: false, reason });
    },
    '/metrics': async () => {
      const texts = await Promise.all([ownText(), sdkMetrics(sdk.address)]);
      return { status: 200, contentType: meter.contentType, body: texts.join('\n') };
    },
  });
  return {
    ...{ meter, sdk, port: listener.port },
    observe: (what) => {
      observed = what;
    },
    close: () => listener.close(),
  };
}

function salesforce(meter: Meter, usage: { used: number; limit: number } | null): void {
  if (usage === null) return;
  meter.set('actions_sync_salesforce_calls_last_day', {}, usage.used);
  meter.set('actions_sync_salesforce_calls_last_day_limit', {}, usage.limit);
}

function json(status: number, value: object): Page {
  return { status, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n` };
}
