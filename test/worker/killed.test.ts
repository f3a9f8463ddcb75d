import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { storedIn, truthOf } from './people.ts';
import { openWorkerRig, type WorkerRig } from './rig.ts';

const HOOK = fileURLToPath(new URL('../local/support/ts-hook.mjs', import.meta.url));
const WORKER = fileURLToPath(new URL('./child/worker.ts', import.meta.url));

/** 27 ranges of 900 ids and the empty stretch behind them: below the 100 calls of one rate window. */
const PEOPLE = 20_000;
const KILL_AT_RANGES = [5, 14];
const CALLS_PER_RANGE = 3;
/** Ranges of one worker that may be under way (activities/scan/ids.ts). */
const READERS = 5;
const WITHIN = { timeout: 45_000, interval: 10 };

it('a worker killed twice in the middle of the scan: the next one completes it, reading no finished range again', async () => {
  const rig = await openWorkerRig({ people: PEOPLE, limits: 'off', latencyMs: 150, seed: 5 }, (cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  // By ids without a plan: its samples would be counted, too.
  await rig.actions.people.start({ strategy: 'ids' });
  // Their re-reads would be counted as reads of the scan.
  await rig.actions.people.pause('changes');
  const ranges = () => rig.db.collection('ranges').countDocuments();

  let worker = startWorker(rig);
  for (const atRanges of KILL_AT_RANGES) {
    await vi.waitFor(async () => expect(await ranges()).toBeGreaterThanOrEqual(atRanges), WITHIN);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const left = await ranges();
    expect((await rig.store.peopleState.get()).initial).toBe('running');
    await endCallsUnderWay(rig);
    worker = startWorker(rig);
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

/** The killed worker's places come back at its calls' own deadline, 76 s later: here at once. */
async function endCallsUnderWay({ db }: WorkerRig): Promise<void> {
  await db.collection('quota').updateMany({}, { $set: { slots: [] } });
}

function startWorker({ variables }: WorkerRig) {
  const child = spawn(process.execPath, ['--import', HOOK, WORKER], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}
