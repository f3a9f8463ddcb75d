import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import { quotaLimits } from '../../model/quota.ts';
import { openMetrics } from '../../worker/metrics/index.ts';
import { openTestStore } from '../store/open.ts';
import { parseScrape } from './scrape.ts';

const LIMITS = quotaLimits({ rate: 1, day: 0.8, dailyCalls: 50_000 });

it('before it polls, and with MongoDB away, a worker is alive and not ready, and still answers a scrape', async () => {
  const metrics = await openMetrics('127.0.0.1:0', 'acme', '1.2.3');
  onTestFinished(() => metrics.close());
  const get = (path: string) => fetch(`http://127.0.0.1:${metrics.port}${path}`);
  expect(await (await get('/readyz')).json()).toEqual({ ready: false, reason: 'the worker is starting' });
  expect((await get('/healthz')).status).toBe(200);

  const away = () => Promise.reject(new AppError('store.unreachable'));
  let ping: () => Promise<void> = away;
  const store = { ...(await openTestStore()).store, ping: () => ping(), serverTime: away };
  let polls = false;
  let askTemporal: () => Promise<unknown> = away;
  metrics.observe({
    ...{ store, limits: LIMITS, missingFlows: async () => [], salesforceUsage: () => ({ used: 7, limit: 15_000 }) },
    ...{ isPolling: () => polls, askTemporal: () => askTemporal() },
  });
  expect(await (await get('/readyz')).json()).toMatchObject({ reason: 'the worker is stopping' });
  polls = true;
  const answer = await get('/readyz');
  expect([answer.status, await answer.json()]).toEqual([503, { ready: false, reason: 'MongoDB does not answer' }]);

  askTemporal = async () => {};
  expect(await (await get('/readyz')).json()).toMatchObject({ reason: 'MongoDB does not answer' });
  [ping, askTemporal] = [async () => {}, away];
  expect(await (await get('/readyz')).json()).toMatchObject({ reason: 'Temporal does not answer' });
  ping = away;

  metrics.meter.count('actions_sync_people_written_total', { state: 'qualified', evidence: 'leadChange' }, 7);
  const scraped = parseScrape(await (await get('/metrics')).text());
  expect(scraped.problems).toEqual([]);
  expect(scraped.value('actions_sync_store_up')).toBe(0);
  expect(scraped.value('actions_sync_worker_ready')).toBe(0);
  expect(scraped.value('actions_sync_people_visible')).toBeUndefined();
  expect(scraped.value('actions_sync_store_reads_failed_total')).toBe(1);
  expect(scraped.value('actions_sync_people_written_total', { state: 'qualified' })).toBe(7);
  expect(scraped.value('actions_sync_salesforce_calls_last_day')).toBe(7);
  expect(scraped.value('actions_sync_salesforce_calls_last_day_limit')).toBe(15_000);
  expect(scraped.value('actions_sync_build_info', { version: '1.2.3', sync_instance: 'acme' })).toBe(1);
});
