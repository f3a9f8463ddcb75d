import { beforeAll, expect, it, vi } from 'vitest';
import { storedIn, truthOf } from './people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';
import { startWorker, type WorkerProcess } from './workers.ts';

/** Ranges for more than one window of calls: 100, and the empty stretch behind them. */
const PEOPLE = 27_000;
const CHANGES = 120;
/** More than one window allows: these take more than 20 s. */
const CALLS = 115;
const WITHIN = { timeout: 40_000, interval: 20 };
/** A process keeps its slots for so long without a sign of life; the deadline of its calls is five times as far. */
const LEASE_MS = 15_000;

const CLIENTS = ['one', 'two'].map((name) => ({
  clientId: name,
  clientSecret: `${name}-secret`,
  userId: `${name}@test`,
}));

const defer = afterFile();
let rig: WorkerRig;
let workers: WorkerProcess[];

// One sync for both tests: two workers that are two API users, so that Marketo tells their calls apart.
beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, latencyMs: 150, seed: 11, clients: CLIENTS }, defer);
  await rig.store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: 1_000 }, 'test');
  workers = CLIENTS.map(({ clientId, clientSecret }) =>
    startWorker({ ...rig.variables, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret }, defer),
  );
  await Promise.all(workers.map(({ ready }) => ready));
});

const stats = () => rig.simulator.instance.stats();

/** By Marketo's own statistics. */
function expectLimitsKept(): void {
  const { peakIn20s, peakAtOnce, rejected, codes } = stats();
  expect({ rejected, codes }).toEqual({ rejected: 0, codes: {} });
  expect(peakIn20s).toBeLessThanOrEqual(100);
  expect(peakAtOnce).toBeLessThanOrEqual(10);
}

const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

it('two workers share the window and the slots: never more than 100 calls in 20 s, never more than 10 at once', async () => {
  await rig.actions.people.start({ strategy: 'ids' });
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).fieldMap).not.toBeNull(), WITHIN);
  await vi.waitFor(changesRunBesideTheScan, { ...WITHIN, interval: 200 });
  rig.simulator.instance.random(CHANGES, 17);
  // More work for both, more urgent than the scan.
  const resyncs = Promise.all([1, 3_001, 6_001, 9_001].map((from) => rig.actions.people.resync(ids(from, 3_000))));
  await vi.waitFor(() => expect(stats().callsToday).toBeGreaterThanOrEqual(CALLS), WITHIN);
  await resyncs;

  expectLimitsKept();
  // No calm day, and both took part.
  const { peakIn20s, peakAtOnce } = stats();
  expect(peakIn20s).toBeGreaterThan(75);
  expect(peakAtOnce).toBeGreaterThan(3);
  const users = Object.fromEntries(rig.simulator.instance.limiter.day().users);
  for (const { userId } of CLIENTS) expect(users[userId]).toBeGreaterThan(10);
}, 60_000);

it('one is killed with every slot in its hands: they come back with its lease, the other goes on, and all is read', async () => {
  expect((await rig.store.peopleState.get()).initial).toBe('running');
  // Slow answers: the scanning worker fills all slots.
  rig.simulator.instance.setFaults([{ match: { class: 'leads' }, do: { delayMs: 4_000 } }]);
  await vi.waitFor(() => expect(stats().openNow).toBe(10), WITHIN);
  const scanning = await workerOf(rig.ids.peopleInitial);
  rig.simulator.instance.setFaults([]);
  await scanning.kill();
  const killedAt = Date.now();
  await rig.actions.people.resync(ids(1, 300));
  const recoveredAfterMs = Date.now() - killedAt;
  // Its last sign of life is up to a third of a lease old.
  expect(recoveredAfterMs).toBeGreaterThan(0.5 * LEASE_MS);
  expect(recoveredAfterMs).toBeLessThan(2 * LEASE_MS);

  await rig.client.workflow.getHandle(rig.ids.peopleInitial).result();
  const truth = truthOf(rig.simulator.instance);
  await vi.waitFor(async () => expect(await storedIn(rig.store)).toEqual(truth), { ...WITHIN, interval: 500 });
  expectLimitsKept();
  expect(stats().peakAtOnce).toBe(10);
  await vi.waitFor(async () => expect((await rig.store.quota.status(LIMITS)).openCalls).toBe(0), WITHIN);
}, 60_000);

const LIMITS = { windowCalls: 100, atOnce: 10, dayCalls: 40_000, instanceDayCalls: 50_000 };

/** The worker that holds a workflow: Temporal gives it the workflow's activities too. */
async function workerOf(workflowId: string): Promise<WorkerProcess> {
  const { events } = await rig.client.workflow.getHandle(workflowId).fetchHistory();
  const tasks = (events ?? []).flatMap(({ workflowTaskStartedEventAttributes: task }) => (task ? [task] : []));
  const identity = tasks.at(-1)?.identity ?? '';
  const found = workers.find(({ pid }) => identity.startsWith(`${pid}@`));
  if (found === undefined) throw new Error(`nobody is ${identity}`);
  return found;
}

/** Starts the changes anew until the other worker has them. */
async function changesRunBesideTheScan(): Promise<void> {
  const { peopleInitial, peopleChanges } = rig.ids;
  if ((await workerOf(peopleInitial)) !== (await workerOf(peopleChanges))) return;
  await rig.client.workflow.getHandle(peopleChanges).terminate();
  await rig.actions.ensureFlows();
  throw new Error('one worker has both');
}
