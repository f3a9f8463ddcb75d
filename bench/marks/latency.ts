import { setTimeout as pause } from 'node:timers/promises';
import { RATE_WINDOW_MS } from '../../model/quota.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import type { Rig } from '../rig/rig.ts';
import { type Sync, startSync } from '../rig/sync.ts';
import { until } from '../rig/until.ts';
import { ChangeMaker } from './change-maker.ts';

const PEOPLE = 3_000;
/** MARKETO_RATE_SHARE's default. */
const SHARE = 0.5;
const INTERVAL_MS = 3_000;
const OVER_INTERVAL_MS = 2_000;
const LOOK_EVERY_MS = 20;
/** A change that is not there by now counts as having taken this long. */
export const LOST_MS = 30_000;
const MEAN_GAP_MS = 200;

/** From a change in Marketo to the person in MongoDB, by a real worker under limits; deletions and merges aside. */
export async function latency(rig: Rig): Promise<Result[]> {
  const { quick } = rig.options;
  const count = quick ? 50 : 500;
  rig.say(`latency: ${count} changes, the feeds polled every ${INTERVAL_MS / 1_000} s`);
  const sync = await startSync(rig, { people: PEOPLE, limits: 'on', share: quick ? 1 : SHARE });
  await sync.store.settings.setPeople({ intervalMs: INTERVAL_MS }, 'bench');
  await sync.client.people.start();
  await follows(sync);
  // Else the first turns wait for the calls that the initial sync has made; a share of 1 has room for both.
  if (!quick) await pause(RATE_WINDOW_MS);
  await sync.simulator.control('POST', '/stats/reset');
  const taken = await drive(rig, 'latency', sync, count);
  const { rejected, calls } = await sync.simulator.statistics();
  await sync.stop();

  const most = INTERVAL_MS + OVER_INTERVAL_MS;
  const p99 = percentile(taken, 0.99);
  const ms = (share: number) => rounded(percentile(taken, share));
  return [
    result({
      mark: 'latency',
      what: `change in Marketo → MongoDB, p99 of ${count}, interval ${INTERVAL_MS / 1_000} s`,
      measured: `${rounded(p99)} ms`,
      ratio: p99 / most,
      needs: { atMost: 1 },
      details: {
        mostMs: most,
        p50: ms(0.5),
        p90: ms(0.9),
        p99: ms(0.99),
        max: ms(1),
        lost: taken.filter((time) => time >= LOST_MS).length,
        refusedCalls: rejected,
        calls,
      },
    }),
  ];
}

/** Until everyone is read and the feeds have been read twice since. */
export async function follows({ store }: Sync): Promise<void> {
  await until('the initial sync', 90_000, async () => (await store.peopleState.get()).initial === 'complete');
  for (let turns = 0; turns < 2; turns++) {
    const before = (await store.peopleState.get()).caughtUpAt?.getTime();
    await until('a turn', 60_000, async () => (await store.peopleState.get()).caughtUpAt?.getTime() !== before);
  }
}

/** Makes the changes at random moments and waits for each; the time each took in ms. */
export async function drive(rig: Rig, mark: string, { simulator, store }: Sync, count: number): Promise<number[]> {
  const maker = await ChangeMaker.open(simulator, count);
  const taken: number[] = [];
  const making = (async () => {
    for (let made = 0; made < count; made++) {
      await maker.make();
      await pause(2 * MEAN_GAP_MS * Math.random());
    }
  })();
  making.catch(() => {});
  while (taken.length < count) {
    const open = [...maker.open.values()];
    const people = await store.people.readMany(open.map(({ id }) => id));
    const now = performance.now();
    for (const change of open) {
      const time = Math.min(LOST_MS, now - change.madeAt);
      if (time < LOST_MS && !change.hasArrived(people.get(change.id))) continue;
      if (time >= LOST_MS)
        rig.say(`${mark}: person ${change.id}, ${change.kind}: not there after ${LOST_MS / 1_000} s`);
      taken.push(time);
      maker.open.delete(change.id);
    }
    if (open.length === 0) await Promise.race([making, pause(LOOK_EVERY_MS)]);
    await pause(LOOK_EVERY_MS);
  }
  await making;
  return taken;
}
