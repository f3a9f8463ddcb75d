import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { Vendor } from '../model/sales-activity/kinds.ts';
import type { Store } from '../store/types.ts';
import { isRunning } from './is-running.ts';
import { areTasksOn } from './tasks/flow.ts';

/** Every flow, by the name in its workflow's id. */
export const FLOWS = [
  'people-initial',
  'people-changes',
  'people-reconcile',
  'people-push',
  'sender-marketo',
  'sender-salesforce',
  'tasks',
  'unsubscribes',
  'unsubscribes-nightly',
  'housekeeping',
] as const;
/** One of them. */
export type Flow = (typeof FLOWS)[number];

/** One flow, as MongoDB and Temporal see it. */
export interface FlowView {
  flow: Flow;
  /** MongoDB says that it has something to do. */
  on: boolean;
  /** people: as `PeopleStatus` has it; pushes, senders and unsubscribes: waiting or idle; the others: on or off. */
  state: string;
  /** Of the run there is, or would be. */
  workflowId: string;
  /** Whether Temporal has a run of it now; null: Temporal does not say. */
  running: boolean | null;
  /** It is started by a Schedule of this id. */
  scheduleId: string | null;
  /** When its Schedule starts it next; null: it is paused, missing or not asked for. */
  nextAt: Date | null;
}

/** All of them, at one moment. */
export interface FlowsOverview {
  /** Temporal answered. */
  temporal: boolean;
  flows: FlowView[];
}

type Stored = Pick<FlowView, 'on' | 'state'>;
type Run = Pick<FlowView, 'workflowId' | 'running' | 'nextAt'>;

interface Options {
  temporal: Client;
  store: Store;
  instance: string;
  activities: { vendorsWaited(): Promise<Vendor[]> };
  unsubscribes: { isWaited(): Promise<boolean> };
}

/** Somebody looks at a page of it. */
const TEMPORAL_WITHIN_MS = 4_000;
const SCHEDULED: ReadonlySet<Flow> = new Set<Flow>(['people-reconcile', 'unsubscribes-nightly', 'housekeeping']);

/** How every flow stands, what Temporal says of each beside it. @throws AppError `store.*` */
export function createFlowsOverview(options: Options): () => Promise<FlowsOverview> {
  const { temporal, instance } = options;
  return async () => {
    const [stored, runs] = await Promise.all([readStored(options), readRuns(temporal, instance).catch(() => null)]);
    const flows = FLOWS.map((flow) => ({
      flow,
      ...stored[flow],
      ...(runs?.[flow] ?? { workflowId: `${instance}/${flow}`, running: null, nextAt: null }),
      scheduleId: SCHEDULED.has(flow) ? `${instance}/${flow}` : null,
    }));
    return { temporal: runs !== null, flows };
  };
}

async function readStored({ store, activities, unsubscribes }: Options): Promise<Record<Flow, Stored>> {
  const [state, run, pushed, vendors, tasks, isWaited, { nightly }] = await Promise.all([
    store.peopleState.get(),
    store.reconcile.get(),
    store.pushes.waiting(1),
    activities.vendorsWaited(),
    areTasksOn(store),
    unsubscribes.isWaited(),
    store.settings.unsubscribes(),
  ]);
  return {
    'people-initial': { on: state.initial === 'running', state: state.initial },
    'people-changes': { on: state.changes === 'running', state: state.changes },
    'people-reconcile': { on: run?.state === 'running', state: run?.state ?? 'none' },
    'people-push': waiting(state.changes === 'running' && pushed.length > 0),
    'sender-marketo': waiting(vendors.includes('marketo')),
    'sender-salesforce': waiting(vendors.includes('salesforce')),
    tasks: { on: tasks, state: onOff(tasks) },
    unsubscribes: waiting(isWaited),
    'unsubscribes-nightly': { on: nightly, state: onOff(nightly) },
    housekeeping: { on: true, state: 'on' },
  };
}

const waiting = (on: boolean): Stored => ({ on, state: on ? 'waiting' : 'idle' });
const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** @throws what Temporal throws */
function readRuns(temporal: Client, instance: string): Promise<Record<Flow, Run>> {
  return temporal.withDeadline(Date.now() + TEMPORAL_WITHIN_MS, async () => {
    const runs = await Promise.all(
      FLOWS.map(async (flow) => [flow, await runOf(temporal, `${instance}/${flow}`, SCHEDULED.has(flow))] as const),
    );
    return Object.fromEntries(runs) as Record<Flow, Run>;
  });
}

async function runOf(temporal: Client, id: string, isScheduled: boolean): Promise<Run> {
  const [own, schedule] = await Promise.all([isRunning(temporal, id), isScheduled ? scheduleOf(temporal, id) : null]);
  const nextAt = schedule === null || schedule.state.paused ? null : (schedule.info.nextActionTimes[0] ?? null);
  // A Schedule adds the time to the id.
  const started = schedule?.info.runningActions[0]?.workflow.workflowId;
  return { workflowId: own ? id : (started ?? id), running: own || started !== undefined, nextAt };
}

async function scheduleOf({ schedule }: Client, id: string) {
  try {
    return await schedule.getHandle(id).describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return null;
    throw error;
  }
}
