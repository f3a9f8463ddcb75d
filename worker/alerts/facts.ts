import type { AlertFacts, FlowFact, FlowName, LagFact, TroubleFact } from '../../model/alerts/facts.ts';
import { comparableAddress } from '../../model/email-address.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { errorRegistry, isErrorKey } from '../../model/errors/registry.ts';
import { nextInterval } from '../../model/interval.ts';
import { incompleteSince, pollInterval } from '../../model/push/poll.ts';
import type { QuotaLimits } from '../../model/quota.ts';
import { VENDORS, type Vendor } from '../../model/sales-activity/kinds.ts';
import { INTERVAL_DURING_INITIAL_MS } from '../../model/settings.ts';
import type { Oldest } from '../../store/alerts/types.ts';
import type { PeopleFlow, Store } from '../../store/types.ts';

export interface FactsOptions {
  store: Store;
  limits: QuotaLimits;
  /** Those without a run in Temporal. @throws AppError `temporal.*` */
  missingFlows: (names: readonly FlowName[]) => Promise<FlowName[]>;
}

const HOUR_MS = 3_600_000;
/** Marketo may keep an export waiting, which tells nothing meanwhile; so does the choice of a strategy. */
const EXPORT_MS = 2 * HOUR_MS;
const DAY_MS = 26 * HOUR_MS;
/** Salesforce's side is read up to a minute ago. */
const TASKS_BEHIND_MS = 60_000;
const MOST_FAILURES = 200;
/** Position of the changes of Tasks in Salesforce. */
const TASK_CHANGES = 'changes';

/** Of these classes there are alerts: keys by which a vendor refuses everything. */
const REFUSALS = VENDORS.flatMap((vendor) =>
  (['auth', 'quota'] as const).map((errorClass) => ({
    vendor,
    keys: Object.keys(errorRegistry).filter(
      (key) => isErrorKey(key) && key.startsWith(`${vendor}.`) && errorRegistry[key].class === errorClass,
    ),
  })),
);

/** What the rules look at, by looks that cost the same however much is stored. @throws AppError of the store */
export async function readFacts({ store, limits, missingFlows }: FactsOptions): Promise<AlertFacts> {
  const now = await store.serverTime();
  const since = new Date(now.getTime() - HOUR_MS);
  const [read, marketo, salesforce] = await Promise.all([
    readStore(store, limits),
    ofVendor(store, 'marketo', since),
    ofVendor(store, 'salesforce', since),
  ]);
  const tasks = await ofTasks(store, since);
  const flows = flowFacts(read, { marketo, salesforce, tasks }, now);
  const temporal = await lookAtTemporal(missingFlows, flows);
  const { state, quota } = read;
  return {
    now,
    flows: flows.map((flow) => ({ ...flow, isGone: temporal.gone?.has(flow.flow) ?? null })),
    lags: [
      peopleLag(read, now),
      lag('sender-marketo', marketo.oldest),
      lag('sender-salesforce', salesforce.oldest),
      lag('tasks', tasks.oldest === null ? null : { since: tasks.oldest, error: null }),
      lag('unsubscribes', read.push),
    ],
    failed: { 'sender-marketo': marketo.failed, 'sender-salesforce': salesforce.failed, tasks: tasks.refused },
    quota: {
      used: quota.usedToday,
      share: quota.limitToday,
      instanceTotal: quota.instanceTotal,
      instanceLimit: limits.instanceDayCalls,
    },
    held: state.changes === 'off' ? 0 : read.held,
    pushesIncomplete: state.changes === 'running' ? incompleteSince(read.pushes, now) : null,
    troubles: [
      ...flows.filter(({ isOn }) => isOn).flatMap(({ troubles }) => troubles),
      ...marketo.refused,
      ...salesforce.refused,
    ],
    temporal: temporal.error,
  };
}

async function readStore(store: Store, limits: QuotaLimits) {
  const [state, run, people, unsubscribes, nightly, suspects, quota, failures, push, pushes] = await Promise.all([
    store.peopleState.get(),
    store.reconcile.get(),
    store.settings.people(),
    store.settings.unsubscribes(),
    store.unsubscribes.nightly(),
    store.suspects.counts(),
    store.quota.status(limits),
    store.failures.list(MOST_FAILURES),
    store.alerts.oldestPush(),
    store.pushes.state(),
  ]);
  return { state, run, people, unsubscribes, nightly, held: suspects.held, quota, failures, push, pushes };
}

type Read = Awaited<ReturnType<typeof readStore>>;

async function ofVendor({ alerts }: Store, vendor: Vendor, since: Date) {
  const mine = REFUSALS.filter((one) => one.vendor === vendor);
  const [oldest, failed, refused] = await Promise.all([
    alerts.oldestActivity(vendor),
    alerts.failedActivities(vendor, since),
    Promise.all(mine.map(({ keys }) => alerts.refusedActivity(vendor, keys))),
  ]);
  return { oldest, failed, refused: refused.flatMap((one) => (one === null ? [] : [{ ...one, until: null }])) };
}

async function ofTasks({ alerts, settings, sellers, tasks }: Store, since: Date) {
  const [{ sync, intervalMs }, synced] = await Promise.all([settings.tasks(), sellers.withTasks()]);
  const isOn = sync && synced.length > 0;
  const addresses = new Set(synced.map(({ email }) => comparableAddress(email)));
  const [oldest, refused, position] = isOn
    ? await Promise.all([
        alerts.oldestTask((seller) => addresses.has(seller)),
        alerts.refusedTasks(since),
        tasks.position(TASK_CHANGES),
      ])
    : [null, 0, null];
  return { isOn, intervalMs, oldest, refused, position };
}

interface Others {
  marketo: { oldest: Oldest | null };
  salesforce: { oldest: Oldest | null };
  tasks: Awaited<ReturnType<typeof ofTasks>>;
}

function flowFacts(
  { state, run, people, unsubscribes, nightly, quota, failures, push, pushes }: Read,
  others: Others,
  now: Date,
) {
  const troubleOf = (flow: PeopleFlow): TroubleFact[] => {
    const found = state.troubles[flow];
    return found === null ? [] : [{ key: found.key, since: found.at, until: found.until }];
  };
  const failed = (flow: FlowName): TroubleFact[] =>
    failures.filter((row) => row.flow === flow).map(({ key, firstAt }) => ({ key, since: firstAt, until: null }));
  const fact = (flow: FlowName, isOn: boolean, more: Partial<FlowFact> = {}): FlowFact => ({
    ...{ flow, isOn, workedAt: null, pauseMs: 0, isGone: null, troubles: failed(flow) },
    ...more,
  });
  return [
    fact('worker', true),
    fact('people-initial', people.sync && state.initial === 'running', {
      workedAt: state.progress?.at ?? state.startedAt,
      pauseMs: state.strategy === 'ids' ? 0 : EXPORT_MS,
      troubles: troubleOf('initial'),
    }),
    fact('people-changes', people.sync && state.changes === 'running', {
      workedAt: state.lastTurn?.at ?? null,
      pauseMs: changesPause({ state, people, quota, pushes }, now),
      troubles: troubleOf('changes'),
    }),
    fact('people-reconcile', people.sync && run?.state === 'running', { troubles: troubleOf('reconcile') }),
    fact('people-push', people.sync && state.changes === 'running' && isUnfolded(pushes, now), {
      workedAt: pushes.unreadSince,
    }),
    fact('sender-marketo', others.marketo.oldest !== null),
    fact('sender-salesforce', others.salesforce.oldest !== null),
    fact('tasks', others.tasks.isOn, {
      workedAt: others.tasks.position?.watermark ?? null,
      pauseMs: others.tasks.intervalMs + TASKS_BEHIND_MS,
    }),
    fact('unsubscribes', push !== null),
    fact('unsubscribes-nightly', unsubscribes.nightly, { workedAt: nightly.last?.finishedAt ?? null, pauseMs: DAY_MS }),
  ];
}

/** Somebody waits to be read, and is not left to polling. */
function isUnfolded({ unreadSince, fold }: Read['pushes'], now: Date): boolean {
  return unreadSince !== null && (fold === null || fold.until <= now);
}

/** Until the next turn: hourly while everyone is read, and stretched as the day's calls run low. */
function changesPause(
  { state, people, quota, pushes }: Pick<Read, 'state' | 'people' | 'quota' | 'pushes'>,
  now: Date,
): number {
  if (state.initial === 'running') return INTERVAL_DURING_INITIAL_MS;
  return nextInterval({
    settingMs: pollInterval(people, pushes, now),
    callsLeft: quota.leftByPriority.changes ?? 0,
    msUntilReset: quota.resetsAt.getTime() - now.getTime(),
  });
}

function peopleLag(read: Read, now: Date): LagFact {
  const { state, people } = read;
  const isOn = people.sync && state.changes === 'running';
  return {
    what: 'people',
    since: isOn ? state.caughtUpAt : null,
    pauseMs: changesPause(read, now),
    error: state.troubles.changes?.key ?? null,
  };
}

function lag(what: LagFact['what'], oldest: Oldest | null): LagFact {
  return { what, since: oldest?.since ?? null, pauseMs: 0, error: oldest?.error ?? null };
}

/** Those whose workflow is looked for: the nightly one is a Schedule's, and the worker is none. */
const WITH_WORKFLOW = [
  'people-initial',
  'people-changes',
  'people-reconcile',
  'people-push',
  'sender-marketo',
  'sender-salesforce',
  'tasks',
  'unsubscribes',
] as const satisfies FlowName[];

/** Flows that are on and have no workflow; with nothing on it is still asked, so that its absence is seen. */
async function lookAtTemporal(
  missingFlows: FactsOptions['missingFlows'],
  flows: readonly FlowFact[],
): Promise<{ gone: Set<FlowName> | null; error: string | null }> {
  const on = WITH_WORKFLOW.filter((name) => flows.some(({ flow, isOn }) => flow === name && isOn));
  try {
    return { gone: new Set(await missingFlows(on)), error: null };
  } catch (error) {
    if (!isAppError(error) || !error.key.startsWith('temporal.')) throw error;
    return { gone: null, error: error.key };
  }
}
