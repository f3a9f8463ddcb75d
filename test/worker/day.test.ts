import { beforeAll, describe, expect, it, vi } from 'vitest';
import { PLAIN } from '../../client/cli/lib/style.ts';
import { readPeopleStatus } from '../../client/cli/people/status.ts';
import { peopleScreen } from '../../client/cli/people/status-screen.ts';
import { createMarketoClient } from '../../marketo/index.ts';
import type { QuotaDocument } from '../../store/quota/document.ts';
import type { PeopleFlow } from '../../store/types.ts';
import { wake } from '../../workflows/messages.ts';
import { attributesOf, currentDetailsOf } from '../workflows/temporal.ts';
import { storedIn, truthOf } from './people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from './rig.ts';
import { startWorker, type WorkerProcess } from './workers.ts';

/** 54 ranges and the empty stretch behind them: more than a day's calls. */
const PEOPLE = 16_000;
/** A day of 100 calls, of which all workers together may use 60: the initial sync 85 % of them, the changes 98 %. */
const DAY = { MARKETO_DAILY_CALLS: '100', MARKETO_DAILY_SHARE: '0.6' };
const LIMITS = { windowCalls: 100, atOnce: 10, dayCalls: 60, instanceDayCalls: 100 };
const [INITIAL_STOPS, CHANGES_STOP, ALL_STOP, INSTANCE_STOPS] = [51, 58, 60, 95];
const DELETIONS_MS = 1_000;
const WITHIN = { timeout: 30_000, interval: 50 };
const FLOWS: PeopleFlow[] = ['initial', 'changes'];

const defer = afterFile();
let rig: WorkerRig;
let workers: WorkerProcess[];

beforeAll(async () => {
  rig = await openWorkerRig({ people: PEOPLE, seed: 5 }, defer);
  await rig.store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: DELETIONS_MS }, 'test');
  workers = [1, 2].map(() => startWorker({ ...rig.variables, ...DAY, LOG_LEVEL: 'info' }, defer));
  await Promise.all(workers.map(({ ready }) => ready));
});

const callsToday = () => rig.simulator.instance.stats().callsToday;
const workflow = (flow: PeopleFlow) =>
  rig.client.workflow.getHandle(flow === 'initial' ? rig.ids.peopleInitial : rig.ids.peopleChanges);
const untilIs = (flow: PeopleFlow, state: string, error?: string) =>
  vi.waitFor(async () => expect(await attributesOf(workflow(flow))).toMatchObject({ state, error }), WITHIN);
const untilWaiting = (flow: PeopleFlow, error: string) => untilIs(flow, 'waiting for quota', error);

/** Lines of both logs. */
const said = (msg: string, flow: PeopleFlow) =>
  workers
    .flatMap(({ lines }) => lines)
    .filter((line) => line.msg === msg && line.flow === `people-${flow}`)
    .sort((a, b) => a.time.localeCompare(b.time));
/** Alerts, which look every 30 s, say beside it that the quota nears its end. */
const warnings = () => workers.flatMap((worker) => worker.warnings()).filter(({ alert }) => alert === undefined);

/** What midnight, US Central, does: the counts were another day's. The flows' own timers still run: they are woken. */
async function nextDay(): Promise<void> {
  const quota = rig.db.collection<QuotaDocument>('quota');
  const begins = { day: '2020-01-01', exhaustedDay: '-', blockedUntil: new Date(0) };
  await quota.updateOne({ _id: 'marketo' }, { $set: begins });
  rig.simulator.instance.setLimits({ usedToday: 0, dailyQuota: 50_000 });
}

/** A ledger that has just looked would not look again: the flow is woken until it has. */
async function wakeUntil(flow: PeopleFlow, state: string): Promise<void> {
  const woken = async () => {
    const { state: now } = await attributesOf(workflow(flow));
    if (now !== state) await workflow(flow).signal(wake);
    expect(now).toBe(state);
  };
  await vi.waitFor(woken, { ...WITHIN, interval: 300 });
}

/** A turn that asks for them too needs one call more than there are left. */
const untilDeletionsAreDue = () =>
  vi.waitFor(async () => {
    const { lastDeletedLeadsAt } = await rig.store.peopleState.get();
    expect(Date.now() - (lastDeletedLeadsAt?.getTime() ?? Date.now())).toBeGreaterThan(DELETIONS_MS);
  }, WITHIN);

/** A flow looks again. */
async function look(flow: PeopleFlow): Promise<void> {
  const activities = async () => (await workflow(flow).describe()).historyLength;
  const before = await activities();
  await workflow(flow).signal(wake);
  // Signal, workflow task, activity, workflow task, timer.
  await vi.waitFor(async () => expect(await activities()).toBeGreaterThan(before + 9), WITHIN);
}

/** The app's own check, in a process of its own. */
function openChecks() {
  const { baseUrl, clientId, clientSecret } = rig.simulator;
  const marketo = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: rig.store.quota.ledger(LIMITS) });
  defer(() => marketo.close());
  return () => marketo.describeLeads({ priority: 'check' });
}

describe('our share of the day', () => {
  it('both workers together stop at it, the initial sync before the changes, and those before what people wait for', async () => {
    await rig.actions.people.start({ strategy: 'ids' });
    await untilWaiting('initial', 'quota.dayShareUsed');
    expect(callsToday()).toBe(INITIAL_STOPS);

    await untilDeletionsAreDue();
    rig.simulator.instance.random(700, 3);
    await workflow('changes').signal(wake);
    await untilWaiting('changes', 'quota.dayShareUsed');
    expect(callsToday()).toBe(CHANGES_STOP);

    const check = openChecks();
    for (let calls = CHANGES_STOP; calls < ALL_STOP; calls += 1) await check();
    await expect(check()).rejects.toMatchObject({ key: 'quota.dayShareUsed' });
    expect(callsToday()).toBe(ALL_STOP);
    expect(rig.simulator.instance.stats().rejected).toBe(0);
  }, 45_000);

  it('is said once where people look, with the moment it goes on, however often the flows look again', async () => {
    for (const flow of FLOWS) for (let times = 0; times < 2; times += 1) await look(flow);
    expect(callsToday()).toBe(ALL_STOP);

    const { resetsAt } = await rig.store.quota.status(LIMITS);
    const until = new Date(resetsAt.getTime() + 5_000);
    for (const flow of FLOWS) {
      expect(said('The day’s calls are used up', flow)).toMatchObject([
        { level: 40, error: 'quota.dayShareUsed', until: until.toISOString() },
      ]);
      expect(await attributesOf(workflow(flow))).toMatchObject({
        state: 'waiting for quota',
        error: 'quota.dayShareUsed',
      });
      expect(await currentDetailsOf(workflow(flow))).toContain(`| Waiting until | ${until.toISOString()} |`);
    }
    expect(warnings()).toHaveLength(FLOWS.length);
    const failures = await rig.store.failures.list(5);
    expect(Object.fromEntries(failures.map(({ flow, count }) => [flow, count]))).toEqual({
      'people-changes': 1,
      'people-initial': 1,
    });

    const status = await readPeopleStatus({ store: async () => rig.store, limits: LIMITS });
    const screen = peopleScreen(status, PLAIN).join('\n');
    expect(screen.match(/Trouble in the initial sync and the changes/g)).toHaveLength(1);
    expect(screen.match(/Goes on: by itself at /g)).toHaveLength(1);
    expect(status.quota.leftByPriority).toEqual({
      salesActivity: 0,
      check: 0,
      panel: 0,
      push: 0,
      changes: 0,
      initial: 0,
      reconcile: 0,
    });
  }, 45_000);

  it('on the next day both go on where they were, say so once, and all arrives', async () => {
    await nextDay();
    await wakeUntil('changes', 'following');
    await wakeUntil('initial', 'complete');
    await nextDay();
    await vi.waitFor(
      async () => {
        await workflow('changes').signal(wake);
        expect(await storedIn(rig.store)).toEqual(truthOf(rig.simulator.instance));
      },
      { ...WITHIN, interval: 1_000 },
    );
    for (const flow of FLOWS) expect(said('It works again', flow)).toMatchObject([{ level: 30 }]);
    expect((await rig.store.peopleState.get()).troubles).toEqual({ initial: null, changes: null, reconcile: null });
    expect(await rig.store.failures.list(5)).toEqual([]);
  }, 45_000);
});

describe('the instance’s day', () => {
  it('at 95 % of it, others’ calls included, as the usage call tells, we stop', async () => {
    await nextDay();
    rig.simulator.instance.setLimits({ usedToday: INSTANCE_STOPS - 1 });
    await rig.store.peopleState.patch({ lastUsageAt: null });
    await workflow('changes').signal(wake);
    await vi.waitFor(
      async () => expect((await rig.store.quota.status(LIMITS)).instanceTotal).toBe(INSTANCE_STOPS),
      WITHIN,
    );
    await untilWaiting('changes', 'quota.dayShareUsed');
    expect(callsToday()).toBe(INSTANCE_STOPS);
    await expect(openChecks()()).rejects.toMatchObject({
      key: 'quota.dayShareUsed',
      details: { instanceTotal: INSTANCE_STOPS },
    });
    expect(callsToday()).toBe(INSTANCE_STOPS);
  }, 45_000);

  it('a 607 parks everyone: the other flow, the other worker and the checks ask Marketo nothing more', async () => {
    await nextDay();
    await wakeUntil('changes', 'following');
    rig.simulator.instance.setLimits({ dailyQuota: 0 });
    await workflow('changes').signal(wake);
    await untilWaiting('changes', 'marketo.607');
    // Calls of the turn that were on their way together.
    const { rejected } = rig.simulator.instance.stats();
    expect(rejected).toBeGreaterThan(0);
    expect(rejected).toBeLessThanOrEqual(3);

    await rig.actions.people.start({ again: true, strategy: 'ids' });
    await untilWaiting('initial', 'marketo.607');
    await expect(openChecks()()).rejects.toMatchObject({ key: 'marketo.607' });
    await look('changes');
    expect(rig.simulator.instance.stats().rejected).toBe(rejected);
    // The logs come through pipes, a little later.
    await vi.waitFor(() => {
      for (const flow of FLOWS)
        expect(said('The day’s calls are used up', flow).at(-1)).toMatchObject({ error: 'marketo.607' });
    }, WITHIN);
  }, 45_000);
});
