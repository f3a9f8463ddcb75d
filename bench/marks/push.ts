import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { RATE_WINDOW_MS } from '../../model/quota.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { startChild } from '../rig/child.ts';
import type { Rig } from '../rig/rig.ts';
import { type Sync, startSync } from '../rig/sync.ts';
import { until } from '../rig/until.ts';
import { drive, follows, LOST_MS } from './latency.ts';

const PEOPLE = 3_000;
/** MARKETO_RATE_SHARE's default. */
const SHARE = 0.5;
const MOST_MS = 2_000;
/** While the feeds are caught up with, and then: so seldom that polling finds nothing first. */
const POLL_MS = 1_000;
const POLL_SELDOM_MS = 3_600_000;
const SECRET = 'the-secret-of-the-bench-0001';

const listening = z.object({ url: z.string() });
const reported = z.object({
  webhooks: z.array(z.object({ called: z.number(), failed: z.record(z.string(), z.number()) })),
});

/** From a change in Marketo, pushed by a webhook, to the person in MongoDB, by a real API and a real worker under limits. */
export async function push(rig: Rig): Promise<Result[]> {
  const { quick } = rig.options;
  const count = quick ? 50 : 500;
  rig.say(`push: ${count} changes, each pushed by a webhook`);
  const sync = await startSync(rig, { people: PEOPLE, limits: 'on', share: quick ? 1 : SHARE });
  await sync.store.settings.setPeople({ intervalMs: POLL_MS }, 'bench');
  await sync.client.people.start();
  await follows(sync);
  await pollSeldom(sync);
  if (!quick) await pause(RATE_WINDOW_MS);
  const api = await startChild(
    'api',
    { argument: null, env: { ...sync.env, PUSH_SECRET: SECRET, API_ADDRESS: '127.0.0.1:0' } },
    rig.cleanup,
  );
  const { url } = listening.parse(api.ready);
  const headers = { 'x-actions-sync-secret': SECRET };
  await sync.simulator.control('POST', '/webhooks', { url: `${url}/push/marketo`, headers });
  await sync.simulator.control('POST', '/stats/reset');
  const taken = await drive(rig, 'push', sync, count);
  const { rejected, calls } = await sync.simulator.statistics();
  const { webhooks } = reported.parse(await sync.simulator.control('GET', '/webhooks'));
  await api.stop();
  await sync.stop();

  const p99 = percentile(taken, 0.99);
  const ms = (share: number) => rounded(percentile(taken, share));
  return [
    result({
      mark: 'push',
      what: `change in Marketo → webhook → MongoDB, p99 of ${count}`,
      measured: `${rounded(p99)} ms`,
      ratio: p99 / MOST_MS,
      needs: { atMost: 1 },
      details: {
        mostMs: MOST_MS,
        p50: ms(0.5),
        p90: ms(0.9),
        p99: ms(0.99),
        max: ms(1),
        lost: taken.filter((time) => time >= LOST_MS).length,
        webhooksCalled: webhooks.reduce((sum, { called }) => sum + called, 0),
        webhooksFailed: webhooks.reduce((sum, { failed }) => sum + total(failed), 0),
        refusedCalls: rejected,
        calls,
      },
    }),
  ];
}

/** From the turn after this on, nothing but pushes says who changed. */
async function pollSeldom({ store, client }: Sync): Promise<void> {
  await store.settings.setPeople({ intervalMs: POLL_SELDOM_MS }, 'bench');
  await client.settingsChanged(['people.interval']);
  const before = (await store.peopleState.get()).lastTurn?.at.getTime();
  await until('a turn', 60_000, async () => (await store.peopleState.get()).lastTurn?.at.getTime() !== before);
}

function total(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}
