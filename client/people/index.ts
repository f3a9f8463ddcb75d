import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import { AppError } from '../../model/errors/app-error.ts';
import { newReconcile } from '../../model/reconcile.ts';
import type { Strategy } from '../../model/strategy.ts';
import type { PeopleFlow, PeopleState, Store } from '../../store/types.ts';
import { approveHeld, type RereadSummary, resyncPeople, workflowIds } from '../../workflows/messages.ts';
import { temporalErrors } from '../temporal-errors.ts';
import { needWorker } from '../workers.ts';
import { createErasure } from './erase.ts';
import type { PeopleFlows } from './flows.ts';
import { newScan, UNSETTLED } from './scan.ts';

/** Ids that one `resync` takes: they stand in the workflow's history, where a few thousand are fine, a million are not. */
export const RESYNC_MAX_IDS = 3_000;

/** How everyone is read. */
export interface StartOptions {
  /** Read everyone once more although that was done; begin anew where it was cancelled. */
  again?: boolean;
  /** How everyone is read; chosen by cost when the scan begins where it is left out. */
  strategy?: Strategy | undefined;
  /** For `bulk`: the smart list that holds everybody; null or left out: windows of time. */
  smartList?: string | null | undefined;
}

interface Options {
  temporal: Client;
  store: Pick<Store, 'peopleState' | 'reconcile' | 'audit' | 'erasures' | 'serverTime'>;
  instance: string;
  by: string;
  flows: PeopleFlows;
  /** Starts or wakes what is on. */
  ensureFlows: () => Promise<void>;
}

/** The typed client's part for people. */
export function createPeople({ temporal, store, instance, by, flows, ensureFlows }: Options) {
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

  async function update<Args extends [] | [{ ids: number[] }]>(
    definition: UpdateDefinition<RereadSummary, Args>,
    args: Args,
  ): Promise<RereadSummary> {
    const { scanId, changes } = await store.peopleState.get();
    if (scanId === null || changes === 'off') throw new AppError('people.notStarted');
    await needWorker(temporal, instance);
    return temporalErrors(() => flows.update(definition, args));
  }

  const erasure = createErasure({ store, by });

  return {
    /** See `createErasure`. */
    erase: erasure.erase,
    /** What `erase` would take away, in counts; changes nothing. @throws AppError `store.*` */
    previewErase: erasure.preview,

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
      if (state.initial === 'cancelled') await temporalErrors(() => flows.initial({ takeOver: true }));
      await ensureFlows();
      return fresh ? 'started' : 'alreadyRunning';
    },

    /** Stops after the call under way; `flow` left out: all of them. @throws AppError `people.notStarted` */
    pause: (flow?: PeopleFlow) => setPaused(true, flow),
    /** Goes on where it was; `flow` left out: all of them. @throws AppError `people.notStarted` */
    resume: (flow?: PeopleFlow) => setPaused(false, flow),

    /** Ends the initial sync where it is; people read so far stay, `start` goes on from there. The feeds go on. */
    async cancel(): Promise<'cancelled' | 'notRunning'> {
      const state = await store.peopleState.get();
      if (state.initial !== 'running' && state.initial !== 'paused') return 'notRunning';
      await store.peopleState.patch({ initial: 'cancelled' });
      await store.audit.add({ action: 'people.cancel', by });
      await temporalErrors(async () => {
        try {
          await temporal.workflow.getHandle(workflowIds(instance).peopleInitial).cancel();
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

    /**
     * Reads these people again at once and answers when they are written.
     * @throws AppError `people.notStarted`, `temporal.noWorker`
     */
    resync: (peopleIds: readonly number[]): Promise<RereadSummary> => update(resyncPeople, [{ ids: [...peopleIds] }]),

    /**
     * Lets the people leave whom the brake holds, as far as Marketo still says so.
     * @throws AppError `people.notStarted`, `temporal.noWorker`
     */
    async approve(): Promise<RereadSummary> {
      const summary = await update(approveHeld, []);
      await store.audit.add({ action: 'people.approve', by, details: { left: summary.left } });
      return summary;
    },
  };
}

type Choice = Pick<PeopleState, 'strategy' | 'smartList'>;

function choiceOf({ strategy, smartList = null }: StartOptions): Choice | null {
  return strategy === undefined ? null : { strategy, smartList: strategy === 'bulk' ? smartList : null };
}

function isChoiceOf(state: PeopleState, choice: Choice): boolean {
  return state.strategy === choice.strategy && state.smartList === choice.smartList;
}
