import { expect, it, onTestFinished, vi } from 'vitest';
import { storedIn, truthOf } from './people.ts';
import { openWorkerRig } from './rig.ts';
import { startWorker } from './workers.ts';

/** 27 ranges of 900 ids and the empty stretch behind them: below the 100 calls of one rate window. */
const PEOPLE = 20_000;
const KILL_AT_RANGES = [5, 14];
const CALLS_PER_RANGE = 3;
/** Ranges of one worker that may be under way (activities/scan/ids.ts). */
const READERS = 5;
const WITHIN = { timeout: 45_000, interval: 10 };

it('a worker killed twice in the middle of the scan: the next one completes it, reading no finished range again', async () => {
  const defer = (cleanUp: () => Promise<unknown>) =>
    onTestFinished(async () => {
      await cleanUp();
    });
  const rig = await openWorkerRig({ people: PEOPLE, limits: 'off', latencyMs: 150, seed: 5 }, defer);
  // By ids without a plan: its samples would be counted, too.
  await rig.actions.people.start({ strategy: 'ids' });
  // Their re-reads would be counted as reads of the scan.
  await rig.actions.people.pause('changes');
  const ranges = () => rig.db.collection('ranges').countDocuments();

  let worker = startWorker(rig.variables, defer);
  for (const atRanges of KILL_AT_RANGES) {
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThanOrEqual(atRanges), WITHIN);
    await worker.kill();
    const left = await ranges();
    expect((await rig.store.peopleState.get()).initial).toBe('running');
    // The killed worker's places come back before Temporal gives its attempt to the next one.
    worker = startWorker(rig.variables, defer);
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThan(left), WITHIN);
  }
  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();

  const finished = await ranges();
  const calls = rig.simulator.instance.stats().endpoints;
  const reads = Object.entries(calls).flatMap(([name, count]) => (/leads\.json|^leads$/.test(name) ? [count] : []));
  expect(reads).toHaveLength(1);
  expect(reads[0]).toBeGreaterThanOrEqual(finished * CALLS_PER_RANGE);
  expect(reads[0]).toBeLessThanOrEqual((finished + READERS * KILL_AT_RANGES.length) * CALLS_PER_RANGE);
  expect((await rig.store.peopleState.get()).initial).toBe('complete');
  const truth = truthOf(rig.simulator.instance);
  expect(await storedIn(rig.store)).toEqual(truth);
  // The running number of visible people misses what a killed worker wrote last; housekeeping counts again.
  await rig.client.schedule.getHandle(rig.ids.housekeeping).trigger();
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).visible).toBe(truth.size), WITHIN);
}, 120_000);
