import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Db } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { createHousekeepingActivities } from '../../activities/housekeeping.ts';
import { createPeopleChangesActivities } from '../../activities/people-changes.ts';
import { createPeopleInitialActivities } from '../../activities/people-initial.ts';
import { createPeopleReconcileActivities } from '../../activities/people-reconcile.ts';
import { createMarketoClient, type MarketoClientOptions } from '../../marketo/client.ts';
import { exportLimits, type QuotaLimits, quotaLimits } from '../../model/quota.ts';
import {
  type MarketoInstance,
  type MarketoSimulatorOptions,
  startMarketoSimulator,
} from '../../simulators/marketo/index.ts';
import type { Store } from '../../store/types.ts';
import { openTestStore } from '../store/open.ts';
import { ManualClock } from './clock.ts';

export const SCAN = 'scan-1';
export const EXPORT_LIMITS = exportLimits({ rate: 0.5, day: 0.8 });
export const LIMITS = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });

/** The real store and client against a simulator of their own, under one hand-moved clock. */
export interface Rig {
  instance: MarketoInstance;
  store: Store;
  db: Db;
  clock: ManualClock;
  deps: PeopleDeps;
  /** As a process of its own is told which instance to read. */
  variables: Record<'MARKETO_BASE_URL' | 'MARKETO_CLIENT_ID' | 'MARKETO_CLIENT_SECRET', string>;
  /** A client with limits or deadlines of its own. */
  client(options: { limits?: QuotaLimits } & Pick<MarketoClientOptions, 'timeouts'>): PeopleDeps['marketo'];
}

export async function openRig(options: MarketoSimulatorOptions = {}): Promise<Rig> {
  const clock = new ManualClock();
  const simulator = await startMarketoSimulator({ people: 300, limits: 'off', clock: () => clock.ms, ...options });
  onTestFinished(() => simulator.close());
  const { store, db } = await openTestStore();
  await store.migrate();
  const client: Rig['client'] = ({ limits, timeouts = {} }) => {
    const { baseUrl, clientId, clientSecret } = simulator;
    const ledger = store.quota.ledger(limits ?? null);
    const opened = createMarketoClient({ baseUrl, clientId, clientSecret, ledger, clock, timeouts });
    onTestFinished(() => opened.close());
    return opened;
  };
  const deps: PeopleDeps = {
    store,
    marketo: client({}),
    clock,
    limits: LIMITS,
    exportLimits: EXPORT_LIMITS,
    fieldOverrides: {},
    crm: null,
  };
  const variables = {
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
  };
  return { instance: simulator.instance, store, db, clock, deps, variables, client };
}

/** One attempt's environment. The worker's own report of each failed attempt is not printed. */
export const newAttempt = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

/** All activity functions over some dependencies; each call is one attempt in an environment of its own. */
export function activitiesOf(deps: PeopleDeps, env = newAttempt) {
  const initial = createPeopleInitialActivities(deps);
  const changes = createPeopleChangesActivities(deps);
  const comparing = createPeopleReconcileActivities(deps);
  const housekeeping = createHousekeepingActivities(deps);
  const run = <P extends unknown[], R>(activity: (...args: P) => Promise<R>, ...args: P): Promise<R> =>
    env().run<P, R, typeof activity>(activity, ...args);
  return {
    prepareInitial: () => run(initial.prepareInitial),
    scanPeople: (scanId = SCAN, budgetSeconds = 600) => run(initial.scanPeople, { scanId, budgetSeconds }),
    completeInitial: (scanId = SCAN) => run(initial.completeInitial, { scanId }),
    changesTurn: (rememberedSequence: number | null = null) => run(changes.changesTurn, { rememberedSequence }),
    overlapTurn: () => run(changes.overlapTurn),
    resync: (ids: number[]) => run(changes.resync, { ids }),
    approve: () => run(changes.approve),
    requestReconcile: () => run(comparing.requestReconcile),
    prepareReconcile: () => run(comparing.prepareReconcile),
    reconcilePiece: (scanId: string, budgetSeconds = 600) => run(comparing.reconcilePiece, { scanId, budgetSeconds }),
    finishReconcile: (scanId: string, complete = true) => run(comparing.finishReconcile, { scanId, complete }),
    redactPeople: () => run(housekeeping.redactPeople),
    applyRetention: () => run(housekeeping.applyRetention),
    recountPeople: () => run(housekeeping.recountPeople),
  };
}

/** What the client does at `actions-sync people start --strategy ids`: planning has tests of its own. */
export async function start({ store }: Pick<Rig, 'store'>): Promise<void> {
  await store.peopleState.patch({ initial: 'running', changes: 'running', scanId: SCAN, strategy: 'ids' });
}

/** A rig whose initial sync is complete; the feeds stand 24 h back. */
export async function openSyncedRig(options: MarketoSimulatorOptions = {}): Promise<Rig> {
  const rig = await openRig(options);
  await start(rig);
  const { prepareInitial, scanPeople, completeInitial } = activitiesOf(rig.deps);
  await prepareInitial();
  await scanPeople();
  await completeInitial();
  return rig;
}

/** One turn that is expected to read the feeds to their end. */
export async function turn(rig: Pick<Rig, 'deps'>) {
  const outcome = await activitiesOf(rig.deps).changesTurn();
  if (outcome.kind !== 'done') throw new Error(`the turn ended as ${outcome.kind}`);
  return outcome;
}
