import { expect, it, onTestFinished, vi } from 'vitest';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { freeLoopbackAddress } from '../../worker/metrics/sdk.ts';
import { storedIn, truthOf } from './people.ts';
import { openWorkerRig } from './rig.ts';
import { parseScrape } from './scrape.ts';
import { marketoKeys, prepareSelling, salesforceVariables, sold, soldAt } from './sellers.ts';
import { startWorker } from './workers.ts';

const PEOPLE = 9_000;
const WORKERS = 3;
const EACH_BURST = 80;
/** Marketo's answers to too many calls: in 20 s, a day, at once. */
const LIMIT_CODES = ['606', '607', '615'];
const SLOW_MS = 3_000;
const WITHIN = { timeout: 45_000, interval: 100 };

const defer = (cleanUp: () => Promise<unknown>) =>
  onTestFinished(async () => {
    await cleanUp();
  });

/** Workflows that a worker brought to their end; 0: it does not answer. */
async function completed(address: string): Promise<number> {
  const text = await fetch(`http://${address}/metrics`).then(
    (answer) => answer.text(),
    () => '',
  );
  return parseScrape(text).value('temporal_workflow_completed_total') ?? 0;
}

it('three workers of one instance share the work and the limits; one is killed in the middle, and each record is there once', async () => {
  const rig = await openWorkerRig({ people: PEOPLE, latencyMs: 100, seed: 12 }, defer);
  const salesforce = await startSalesforceSimulator({ people: PEOPLE, seed: 12 });
  defer(() => salesforce.close());
  await prepareSelling(rig);
  const variables = { ...rig.variables, ...salesforceVariables(salesforce) };
  const workers = await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      const address = await freeLoopbackAddress();
      return { address, process: startWorker({ ...variables, METRICS_ADDRESS: address }, defer) };
    }),
  );
  await Promise.all(workers.map(({ process }) => process.ready));

  // The scan lasts until both bursts are out.
  rig.simulator.instance.setFaults([{ match: { class: 'leads' }, do: { delayMs: SLOW_MS } }]);
  const bursts = ['early', 'middle', 'late'].map((prefix) => sold(rig, salesforce, prefix, EACH_BURST));
  await rig.actions.people.start({ strategy: 'ids' });
  await rig.actions.activities.log(bursts[0] ?? []);
  await vi.waitFor(async () => expect(await rig.db.collection('ranges').countDocuments()).toBeGreaterThan(1), WITHIN);
  await rig.actions.activities.log(bursts[1] ?? []);
  const [first] = workers;
  // What was being sent would be looked up after 120 s only.
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  await vi.waitFor(async () => {
    const shares = await Promise.all(workers.map(({ address }) => completed(address)));
    expect(Math.min(...shares), shares.join(', ')).toBeGreaterThan(0);
  }, WITHIN);
  expect((await rig.store.peopleState.get()).initial).toBe('running');
  await first?.process.kill();
  rig.simulator.instance.setFaults([]);
  await rig.actions.activities.log(bursts[2] ?? []);

  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();
  expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));
  await vi.waitFor(async () => expect(await rig.store.salesActivities.counts()).toEqual([]), WITHIN);
  const { marketo, tasks } = soldAt(rig, salesforce);
  expect(marketo).toEqual(marketoKeys(rig, bursts.flat()));
  expect(tasks).toHaveLength((bursts.flat().length * 3) / 8);
  expect(new Set(tasks).size).toBe(tasks.length);

  const { peakIn20s, peakAtOnce, rejected, codes } = rig.simulator.instance.stats();
  expect(rejected).toBe(0);
  expect(Object.keys(codes).filter((code) => LIMIT_CODES.includes(code))).toEqual([]);
  expect(peakIn20s).toBeLessThanOrEqual(100);
  expect(peakAtOnce).toBeLessThanOrEqual(10);
}, 120_000);
