import type { QuotaLimits } from '../../model/quota.ts';
import type { Store } from '../../store/types.ts';
import type { FactsOptions } from '../alerts/facts.ts';
import { databaseIsAway, measureDatabase } from './database.ts';
import { JSON_TYPE, listen, type Page } from './listener.ts';
import { Meter } from './meter.ts';
import { freeLoopbackAddress, sdkMetrics } from './sdk.ts';

export interface Observed {
  store: Store;
  limits: QuotaLimits;
  missingFlows: FactsOptions['missingFlows'];
  /** The worker polls Temporal. */
  isPolling: () => boolean;
}

export interface Metrics {
  meter: Meter;
  /** Where Temporal's SDK is to serve its own. */
  sdkAddress: string;
  port: number;
  /** From then on MongoDB is asked, too. */
  observe(what: Observed): void;
  close(): Promise<void>;
}

/** Scrapers come in pairs, and each worker has some: MongoDB is read at most this often. */
const KEEP_MS = 5_000;
/** Prometheus gives up after 10 s. */
const DATABASE_WITHIN_MS = 4_000;
const PING_WITHIN_MS = 2_000;

/**
 * Serves `/metrics` (ours, then Temporal's SDK's), `/healthz` and `/readyz` on `METRICS_ADDRESS`. A scrape asks no vendor.
 * @throws AppError `worker.metricsAddress`
 */
export async function openMetrics(address: string, instance: string, version: string): Promise<Metrics> {
  const meter = new Meter(instance);
  const sdkAddress = await freeLoopbackAddress();
  let observed: Observed | null = null;
  let reading: { at: number; done: Promise<void> } | null = null;
  meter.set('actions_sync_build_info', { version, node: process.version }, 1);
  meter.set('actions_sync_worker_ready', {}, 0);

  /** One reader at a time; a slow one goes on for the next scrape. */
  async function measure(what: Observed): Promise<void> {
    const now = performance.now();
    if (reading === null || now - reading.at >= KEEP_MS) {
      const done = measureDatabase(meter, what).catch(() => databaseIsAway(meter));
      const mine = { at: now, done };
      reading = mine;
      // Its age counts from its end: one that takes long is not repeated at once.
      void done.then(() => {
        mine.at = performance.now();
      });
    }
    await within(reading.done, DATABASE_WITHIN_MS);
  }

  async function readiness(): Promise<string | null> {
    if (observed === null) return 'starting';
    if (!observed.isPolling()) return 'the worker does not poll Temporal';
    const answers = await within(
      observed.store.ping().then(
        () => true,
        () => false,
      ),
      PING_WITHIN_MS,
    );
    return answers === true ? null : 'MongoDB does not answer';
  }

  const listener = await listen(address, {
    '/healthz': async () => json(200, { alive: true }),
    '/readyz': async () => {
      const reason = await readiness();
      return reason === null ? json(200, { ready: true }) : json(503, { ready: false, reason });
    },
    '/metrics': async () => {
      if (observed !== null) await measure(observed);
      meter.set('actions_sync_worker_ready', {}, (await readiness()) === null ? 1 : 0);
      const [own, sdk] = await Promise.all([meter.text(), sdkMetrics(sdkAddress)]);
      return { status: 200, contentType: meter.contentType, body: `${own}\n${sdk}` };
    },
  });
  return {
    meter,
    sdkAddress,
    port: listener.port,
    observe: (what) => {
      observed = what;
    },
    close: () => listener.close(),
  };
}

function json(status: number, value: object): Page {
  return { status, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n` };
}

/** @returns undefined: not in time */
function within<T>(done: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
    timer.unref();
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
