import { randomUUID } from 'node:crypto';
import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { AppError } from '../model/errors/app-error.ts';
import type { Store } from '../store/types.ts';
import type { housekeeping, syncPeopleChanges, syncPeopleInitial } from '../workflows/index.ts';
import {
  approveHeld,
  type RereadSummary,
  resyncPeople,
  searchAttributes,
  taskQueue,
  wake,
  workflowIds,
} from '../workflows/messages.ts';
import { temporalErrors } from './temporal-errors.ts';

export interface ActionsSyncClientOptions {
  temporal: Client;
  store: Store;
  /** `ACTIONS_SYNC_INSTANCE`. */
  instance: string;
  /** Who acts, for the audit log: a user name, never an address. */
  by: string;
}

/** Which of the two people flows; both when left out. */
export type PeopleFlow = 'initial' | 'changes';

/** More than any run of the sync takes between a backup and its restore (design section 4, `repair restore`). */
const TICKETS_AFTER_RESTORE = 1_000_000_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
/** An update carries its ids in the history: a few thousand are fine, a million are not. */
export const RESYNC_MAX_IDS = 3_000;

/**
 * How apps and the command line reach the sync. What is on or off is written to MongoDB first, then the workflow is
 * started or woken, so that a wiped Temporal or a lost signal changes nothing.
 */
export function createActionsSyncClient({ temporal, store, instance, by }: ActionsSyncClientOptions) {
  const ids = workflowIds(instance);
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

  /** Starts what MongoDB says is on: after `start` and `resume`, and at a worker's start. */
  const ensureFlows = () =>
    temporalErrors(async () => {
      const state = await store.peopleState.get();
      // A paused scan asks Marketo nothing: it needs no workflow until it is resumed, and sees the pause by itself.
      if (state.initial === 'running') await startInitial();
      if (state.changes !== 'off') await startChanges();
      await ensureHousekeeping();
    });

  /**
   * Starts the flows again when one that is on has no run: Temporal may be wiped while everyone lives on. Wakes nobody
   * otherwise, so it may be called as often as one likes. @returns whether one was missing
   */
  const restoreFlows = () =>
    temporalErrors(async () => {
      const { initial, changes } = await store.peopleState.get();
      const on = [
        ...(initial === 'running' ? [ids.peopleInitial] : []),
        ...(changes === 'off' ? [] : [ids.peopleChanges]),
      ];
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

  async function ensureHousekeeping(): Promise<void> {
    const schedule = {
      scheduleId: ids.housekeeping,
      spec: { intervals: [{ every: HOUSEKEEPING_EVERY_MS }], jitter: '1 minute' as const },
      policies: { catchupWindow: '10 minutes' as const },
      action: {
        type: 'startWorkflow' as const,
        workflowType: 'housekeeping' as const,
        workflowId: ids.housekeeping,
        taskQueue: queue,
      },
    };
    try {
      await temporal.schedule.create<typeof housekeeping>(schedule);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'ScheduleAlreadyRunning')) throw error;
    }
  }

  /** Both flows, both parts: what is stored first, then who must look at it. */
  async function setPaused(paused: boolean, flow?: PeopleFlow): Promise<void> {
    const state = await store.peopleState.get();
    if (state.scanId === null) throw new AppError('people.notStarted');
    const [from, to] = paused ? (['running', 'paused'] as const) : (['paused', 'running'] as const);
    if (flow !== 'changes' && state.initial === from) await store.peopleState.patch({ initial: to });
    if (flow !== 'initial' && state.changes === from) await store.peopleState.patch({ changes: to });
    await store.audit.add({ action: paused ? 'people.pause' : 'people.resume', by, details: { flow: flow ?? 'both' } });
    await ensureFlows();
  }

  return {
    people: {
      /**
       * Starts both people flows. A running sync is left alone; a finished one is read once more only with `again`.
       * Resolves when both workflows run. @returns what it did
       */
      async start(options: { again?: boolean } = {}): Promise<'started' | 'alreadyRunning' | 'alreadyComplete'> {
        const state = await store.peopleState.get();
        const fresh =
          state.initial === 'none' || state.initial === 'cancelled' || (state.initial === 'complete' && options.again);
        if (state.initial === 'complete' && !options.again) {
          if (state.changes !== 'paused') await store.peopleState.patch({ changes: 'running' });
          await ensureFlows();
          return 'alreadyComplete';
        }
        if (fresh) {
          await store.peopleState.patch({
            initial: 'running',
            changes: state.changes === 'paused' ? 'paused' : 'running',
            // A cancelled scan goes on where it was; anything else is a new one.
            ...(state.initial === 'cancelled' ? {} : newScan()),
          });
          await store.audit.add({ action: 'people.start', by, details: { again: options.again ?? false } });
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
       * After MongoDB was restored from a backup: lifts the tickets above all that were given out, forgets the sequence
       * that the changes workflow remembers, and reads everyone again. Removes nobody.
       */
      async restore(): Promise<void> {
        await store.tickets.raise(TICKETS_AFTER_RESTORE);
        const state = await store.peopleState.get();
        if (state.scanId !== null) await store.peopleState.patch({ initial: 'running', ...newScan() });
        await store.audit.add({ action: 'repair.restore', by });
        await temporalErrors(() => endIfRunning(ids.peopleChanges));
        await ensureFlows();
      },
    },
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

function newScan() {
  return {
    scanId: `scan-${new Date().toISOString()}`,
    highestId: null,
    progress: null,
    startedAt: null,
    completedAt: null,
    fieldMap: null,
  };
}
