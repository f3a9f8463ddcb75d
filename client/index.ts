import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { AppError } from '../model/errors/app-error.ts';
import { newReconcile, type ReconcileReason } from '../model/reconcile.ts';
import { VENDORS } from '../model/sales-activity/kinds.ts';
import type { Strategy } from '../model/strategy.ts';
import type { OptOutReader } from '../model/unsubscribe/reader.ts';
import type { PeopleFlow, PeopleState, Store } from '../store/types.ts';
import type { reconcilePeople, syncPeopleChanges, syncPeopleInitial } from '../workflows/index.ts';
import {
  approveHeld,
  type RereadSummary,
  resyncPeople,
  searchAttributes,
  taskQueue,
  wake,
  workflowIds,
} from '../workflows/messages.ts';
import { createCheck } from './check/index.ts';
import type { MarketoReads } from './check/ports.ts';
import { createPanel } from './panel/index.ts';
import type { PanelMarketo, PanelSalesforce } from './panel/ports.ts';
import { createActivityFailures } from './sales-activities/failures.ts';
import { createFollower } from './sales-activities/follow.ts';
import { createSalesActivities } from './sales-activities/index.ts';
import type { LogResult } from './sales-activities/log.ts';
import { ensureSchedules } from './schedules.ts';
import { createSettings } from './settings.ts';
import { wakeTasks } from './tasks/flow.ts';
import { createTasks } from './tasks/index.ts';
import { temporalErrors } from './temporal-errors.ts';
import { unsubscribeFlows } from './unsubscribes/flows.ts';
import { createUnsubscribes } from './unsubscribes/index.ts';
import { restoreOptOuts } from './unsubscribes/restore.ts';

export interface ActionsSyncClientOptions {
  temporal: Client;
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Who acts, for the audit log: a user name, never an address. */
  by: string;
  /** A Marketo client (`createMarketoClient`) for what is read live; left out: Marketo is not connected. */
  marketo?: (MarketoReads & PanelMarketo) | undefined;
  /** A Salesforce client, for an opportunity's panel; left out: it is not connected. */
  salesforce?: PanelSalesforce | undefined;
  /** Salesforce, asked before a resubscribe and after a restore; left out: it is not connected. */
  optOuts?: OptOutReader | null;
}

export interface StartOptions {
  /** Read everyone once more although that was done; begin anew where it was cancelled. */
  again?: boolean;
  /** How everyone is read; chosen by cost when the scan begins where it is left out. */
  strategy?: Strategy | undefined;
  /** For `bulk`: the smart list that holds everybody; null or left out: windows of time. */
  smartList?: string | null | undefined;
}

export { type MailAnswer, type MailSummary, summarize } from '../model/mail-check/answer.ts';
export { quotaLimits } from '../model/quota.ts';
export type { MayEmailOptions } from './check/index.ts';
export type { PeopleFlow };

/** More than any run of the sync takes between a backup and its restore (design section 4, `repair restore`). */
const TICKETS_AFTER_RESTORE = 1_000_000_000;
/** An update carries its ids in the history: a few thousand are fine, a million are not. */
export const RESYNC_MAX_IDS = 3_000;

/**
 * How apps and the command line reach the sync. What is on or off is written to MongoDB first, then the workflow is
 * started or woken, so that a wiped Temporal or a lost signal changes nothing.
 */
export function createActionsSyncClient(options: ActionsSyncClientOptions) {
  const { temporal, store, instance, by, marketo, salesforce, optOuts = null } = options;
  const ids = workflowIds(instance);
  const activities = createSalesActivities({ temporal, store, instance });
  const unsubscribes = unsubscribeFlows(temporal, instance, store);
  const queue = taskQueue(instance);
  const common = {
    taskQueue: queue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  } as const;
  const attributes = (flow: string) => [
    { key: searchAttributes.SyncFlow, value: flow },
    { key: searchAttributes.SyncState, value: 'starting' },
  ];

  /** `takeOver`: a run that still ends after a cancellation would swallow the signal and be gone. */
  const startInitial = ({ takeOver = false } = {}) =>
    temporal.workflow.signalWithStart<typeof syncPeopleInitial, []>('syncPeopleInitial', {
      ...common,
      ...(takeOver ? { workflowIdConflictPolicy: 'TERMINATE_EXISTING' } : {}),
      workflowId: ids.peopleInitial,
      args: [{ v: 1, instance, pieces: 0 }],
      signal: wake,
      staticSummary: 'Reads everyone in Marketo once',
      typedSearchAttributes: attributes('people-initial'),
    });
  const startChanges = () =>
    temporal.workflow.signalWithStart<typeof syncPeopleChanges, []>('syncPeopleChanges', {
      ...common,
      workflowId: ids.peopleChanges,
      args: [{ v: 1, instance, sequence: null }],
      signal: wake,
      staticSummary: 'Follows Marketo’s change feeds',
      typedSearchAttributes: attributes('people-changes'),
    });

  const startReconcile = () =>
    temporal.workflow.signalWithStart<typeof reconcilePeople, []>('reconcilePeople', {
      ...common,
      workflowId: ids.peopleReconcile,
      args: [{ v: 1, instance, pieces: 0 }],
      signal: wake,
      staticSummary: 'Compares everyone in Marketo with MongoDB',
      typedSearchAttributes: attributes('people-reconcile'),
    });

  /** Starts what MongoDB says is on: after `start` and `resume`, and at a worker's start. */
  const ensureFlows = () =>
    temporalErrors(async () => {
      const [state, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
      // A paused scan asks Marketo nothing: it needs no workflow until it is resumed, and sees the pause by itself.
      if (state.initial === 'running') await startInitial();
      if (state.changes !== 'off') await startChanges();
      if (run?.state === 'running') await startReconcile();
      await activities.ensureSenders();
      await ensureSchedules(temporal, instance);
      await unsubscribes.schedule();
      await unsubscribes.ensure();
    });

  /**
   * Starts the flows again when one that is on has no run: Temporal may be wiped while everyone lives on. Wakes nobody
   * otherwise, so it may be called as often as one likes. @returns whether one was missing
   */
  const restoreFlows = () =>
    temporalErrors(async () => {
      const [{ initial, changes }, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
      const on = [
        ...(initial === 'running' ? [ids.peopleInitial] : []),
        ...(changes === 'off' ? [] : [ids.peopleChanges]),
        ...(run?.state === 'running' ? [ids.peopleReconcile] : []),
      ];
      on.push(...(await activities.vendorsWaited()).map(ids.sender));
      if (await unsubscribes.isWaited()) on.push(ids.unsubscribes);
      await unsubscribes.schedule();
      const runs = await Promise.all(on.map(isRunning));
      if (runs.every(Boolean)) return false;
      await ensureFlows();
      return true;
    });

  async function isRunning(workflowId: string): Promise<boolean> {
    try {
      const { status } = await temporal.workflow.getHandle(workflowId).describe();
      return status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** What is stored first, then who must look at it. `flow` left out: all of them. */
  async function setPaused(paused: boolean, flow?: PeopleFlow): Promise<void> {
    const [state, run] = await Promise.all([store.peopleState.get(), store.reconcile.get()]);
    if (state.scanId === null) throw new AppError('people.notStarted');
    const [from, to] = paused ? (['running', 'paused'] as const) : (['paused', 'running'] as const);
    const concerns = (one: PeopleFlow) => flow === undefined || flow === one;
    if (concerns('initial') && state.initial === from) await store.peopleState.patch({ initial: to });
    if (concerns('changes') && state.changes === from) await store.peopleState.patch({ changes: to });
    if (concerns('reconcile') && run?.state === from) await store.reconcile.patch(run.scanId, { state: to });
    await store.audit.add({ action: paused ? 'people.pause' : 'people.resume', by, details: { flow: flow ?? 'all' } });
    await ensureFlows();
  }

  /** A comparison in the place of any other: of those before it nobody knows what they missed. */
  async function compareAnew(reason: ReconcileReason, { scanId }: PeopleState): Promise<void> {
    if (scanId !== null) await store.reconcile.replace(newReconcile(reason, new Date()));
  }

  return {
    people: {
      /**
       * Starts both people flows. A running sync is left alone, whatever strategy is asked for; a finished one is read
       * once more only with `again`; a cancelled one goes on, unless another strategy is asked for.
       * Resolves when both workflows run. @returns what it did
       */
      async start(options: StartOptions = {}): Promise<'started' | 'alreadyRunning' | 'alreadyComplete'> {
        const { again = false } = options;
        const state = await store.peopleState.get();
        const fresh =
          state.initial === 'none' || state.initial === 'cancelled' || (state.initial === 'complete' && again);
        if (state.initial === 'complete' && !again) {
          if (state.changes !== 'paused') await store.peopleState.patch({ changes: 'running' });
          await ensureFlows();
          return 'alreadyComplete';
        }
        if (fresh) {
          const choice = choiceOf(options);
          const goesOn = state.initial === 'cancelled' && !again && (choice === null || isChoiceOf(state, choice));
          await store.peopleState.patch({
            initial: 'running',
            changes: state.changes === 'paused' ? 'paused' : 'running',
            ...(goesOn ? {} : { ...newScan(), ...choice }),
          });
          const { strategy, smartList } = goesOn ? state : (choice ?? UNSETTLED);
          await store.audit.add({ action: 'people.start', by, details: { again, goesOn, strategy, smartList } });
        }
        // A cancelled run counts as running until its worker has seen the cancellation.
        if (state.initial === 'cancelled') await temporalErrors(() => startInitial({ takeOver: true }));
        await ensureFlows();
        return fresh ? 'started' : 'alreadyRunning';
      },

      pause: (flow?: PeopleFlow) => setPaused(true, flow),
      resume: (flow?: PeopleFlow) => setPaused(false, flow),

      /** Ends the initial sync where it is; people read so far stay, `start` goes on from there. The feeds go on. */
      async cancel(): Promise<'cancelled' | 'notRunning'> {
        const state = await store.peopleState.get();
        if (state.initial !== 'running' && state.initial !== 'paused') return 'notRunning';
        await store.peopleState.patch({ initial: 'cancelled' });
        await store.audit.add({ action: 'people.cancel', by });
        await temporalErrors(async () => {
          try {
            await temporal.workflow.getHandle(ids.peopleInitial).cancel();
          } catch (error) {
            if (!(error instanceof WorkflowNotFoundError)) throw error;
          }
        });
        return 'cancelled';
      },

      /**
       * Compares everyone in Marketo with MongoDB and repairs what differs, from the calls that the day has to spare.
       * One that runs or is paused is left alone. Resolves when the workflow runs.
       * @throws AppError `people.notStarted`, `people.notComplete`
       */
      async reconcile(): Promise<'started' | 'alreadyRunning' | 'paused'> {
        const state = await store.peopleState.get();
        if (state.scanId === null) throw new AppError('people.notStarted');
        if (state.initial !== 'complete') throw new AppError('people.notComplete');
        const wanted = newReconcile('asked', new Date());
        const run = await store.reconcile.request(wanted);
        if (run.scanId === wanted.scanId) await store.audit.add({ action: 'people.reconcile.start', by });
        await ensureFlows();
        if (run.state === 'paused') return 'paused';
        return run.scanId === wanted.scanId ? 'started' : 'alreadyRunning';
      },

      /** Reads these people again at once and answers when they are written. @throws AppError `people.notStarted` */
      resync: (peopleIds: readonly number[]): Promise<RereadSummary> => update(resyncPeople, [{ ids: [...peopleIds] }]),

      /** Lets the people leave whom the brake holds, as far as Marketo still says so. */
      async approve(): Promise<RereadSummary> {
        const summary = await update(approveHeld, []);
        await store.audit.add({ action: 'people.approve', by, details: { left: summary.left } });
        return summary;
      },
    },
    repair: {
      /**
       * After MongoDB was restored from a backup: lifts the tickets above all that were given out, has every sales activity
       * that is not over looked up before it is sent, forgets the sequence that the changes workflow remembers, and compares
       * everyone with Marketo; where not everyone has been read, that comes first. Before all of it, Salesforce's opt-outs
       * are read. @returns how many addresses these opted out that the backup has not; null: Salesforce is not connected
       */
      async restore(): Promise<{ optedOut: number | null }> {
        // First of all, so that nothing goes out if it fails: nobody is to get mail whom the backup has not as opted out.
        const optedOut = await restoreOptOuts(store, optOuts);
        // Their next runs start without the memory of these; what they send now is looked up like all else.
        await temporalErrors(async () => {
          for (const vendor of VENDORS) await endIfRunning(ids.sender(vendor));
          await endIfRunning(ids.unsubscribes);
        });
        await store.tickets.raise(TICKETS_AFTER_RESTORE);
        await store.salesActivities.doubtAll(await store.serverTime());
        await store.peopleState.setTrouble('changes', null);
        const state = await store.peopleState.get();
        await compareAnew('restored', state);
        if (state.scanId !== null && state.initial !== 'complete')
          await store.peopleState.patch({ initial: 'running', ...newScan() });
        await store.audit.add({ action: 'repair.restore', by });
        await temporalErrors(() => endIfRunning(ids.peopleChanges));
        await ensureFlows();
        return { optedOut };
      },

      /**
       * The Marketo instance has another address, as the caller has made sure: from now on the people count as read from
       * there, and everyone is compared.
       */
      async instance({ baseUrl, asked, agreed }: { baseUrl: string; asked: number; agreed: number }): Promise<void> {
        const state = await store.peopleState.get();
        await compareAnew('moved', state);
        await store.peopleState.patch({ marketoInstance: baseUrl });
        const details = { from: state.marketoInstance, to: baseUrl, asked, agreed };
        await store.audit.add({ action: 'repair.instance', by, details });
        await ensureFlows();
      },
    },
    activities: activities.actions,
    /** One sales activity, as `activities.log`. */
    async logSalesActivity(value: unknown): Promise<LogResult> {
      const [result] = await activities.actions.log([value]);
      if (result === undefined) throw new AppError('unexpected');
      return result;
    },
    failures: createActivityFailures({
      ...{ store, by },
      follower: () => createFollower(async () => activities.following),
    }),
    unsubscribes: createUnsubscribes({ store, flows: unsubscribes, optOuts, by }),
    getPanel: createPanel({ store, instance, marketo, salesforce }),
    tasks: createTasks({ store, instance, wake: () => wakeTasks(temporal, instance) }),
    settings: createSettings({ store, by }),
    mayEmail: createCheck({ store, marketo: marketo ?? null }).mayEmail,
    ensureFlows,
    restoreFlows,
  };

  /** Its next run starts without the memory of this one; its place is in MongoDB. */
  async function endIfRunning(workflowId: string): Promise<void> {
    try {
      await temporal.workflow.getHandle(workflowId).terminate('repair restore');
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  async function update<Args extends [] | [{ ids: number[] }]>(
    definition: UpdateDefinition<RereadSummary, Args>,
    args: Args,
  ): Promise<RereadSummary> {
    const { scanId, changes } = await store.peopleState.get();
    if (scanId === null || changes === 'off') throw new AppError('people.notStarted');
    return temporalErrors(() =>
      temporal.workflow.executeUpdateWithStart<typeof syncPeopleChanges, RereadSummary, Args>(definition, {
        updateId: randomUUID(),
        args,
        startWorkflowOperation: new WithStartWorkflowOperation<typeof syncPeopleChanges>('syncPeopleChanges', {
          ...common,
          workflowId: ids.peopleChanges,
          args: [{ v: 1, instance, sequence: null }],
        }),
      }),
    );
  }
}

export type ActionsSyncClient = ReturnType<typeof createActionsSyncClient>;

type Choice = Pick<PeopleState, 'strategy' | 'smartList'>;

/** The worker chooses when it prepares the scan. */
const UNSETTLED: Choice = { strategy: null, smartList: null };

function choiceOf({ strategy, smartList = null }: StartOptions): Choice | null {
  return strategy === undefined ? null : { strategy, smartList: strategy === 'bulk' ? smartList : null };
}

function isChoiceOf(state: PeopleState, choice: Choice): boolean {
  return state.strategy === choice.strategy && state.smartList === choice.smartList;
}

function newScan() {
  return {
    scanId: `scan-${new Date().toISOString()}`,
    highestId: null,
    progress: null,
    startedAt: null,
    completedAt: null,
    fieldMap: null,
    ...UNSETTLED,
  };
}
