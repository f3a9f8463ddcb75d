import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { TemporalConfig } from '../client/temporal-config.ts';
import type * as workflows from '../workflows/index.ts';
import { taskQueue } from '../workflows/messages.ts';
import { workflowCode } from './workflow-code.ts';

export interface Replayed {
  workflowType: string;
  workflowId: string;
  isRunning: boolean;
  /** nonDeterminism: this version's workflow does something else than the history says; broken: anything else. */
  outcome: 'ok' | 'nonDeterminism' | 'broken';
}

interface ReplayOptions {
  temporal: Client;
  config: Pick<TemporalConfig, 'dataConverter'>;
  instance: string;
  /** Of each type of workflow: running ones first, then those that were started last. */
  perType: number;
  /** Another bundle than this version's. */
  bundle?: { codePath: string } | { code: string };
}

/**
 * Replays what this instance's workflows have done with this version's code: what fails would stand still after an upgrade.
 * Changes nothing. @throws Temporal's own errors where it can't be read
 */
export async function* replayInstance(options: ReplayOptions): AsyncGenerator<Replayed> {
  const { temporal, config, bundle } = options;
  silence();
  const code = bundle === undefined ? workflowCode(config.dataConverter) : { workflowBundle: bundle };
  for (const { workflowType, workflowId, runId, isRunning } of await chosen(options)) {
    const history = await historyOf(temporal, workflowId, runId);
    // Its retention was over in between.
    if (history === null) continue;
    yield { workflowType, workflowId, isRunning, outcome: await replay(code, config, history, workflowId) };
  }
}

async function replay(
  code: ReturnType<typeof workflowCode> | { workflowBundle: { codePath: string } | { code: string } },
  { dataConverter }: ReplayOptions['config'],
  history: Parameters<typeof Worker.runReplayHistory>[1],
  workflowId: string,
): Promise<Replayed['outcome']> {
  try {
    await Worker.runReplayHistory({ ...code, dataConverter }, history, workflowId);
    return 'ok';
  } catch (error) {
    return error instanceof Error && error.name === 'DeterminismViolationError' ? 'nonDeterminism' : 'broken';
  }
}

/** Every workflow, by its name: the compiler finds one that is left out. */
const WORKFLOW_TYPES = Object.keys({
  syncPeopleInitial: true,
  syncPeopleChanges: true,
  reconcilePeople: true,
  syncPeoplePushes: true,
  housekeeping: true,
  logSalesActivity: true,
  sendToVendor: true,
  syncTasks: true,
  pushUnsubscribes: true,
  syncUnsubscribesNightly: true,
} satisfies Record<keyof typeof workflows, true>);

interface Chosen {
  workflowType: string;
  workflowId: string;
  runId: string;
  isRunning: boolean;
}

async function historyOf(temporal: Client, workflowId: string, runId: string) {
  try {
    return await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Type by type: the many of one must not hide the few of another. */
async function chosen({ temporal, instance, perType }: ReplayOptions): Promise<Chosen[]> {
  const found = new Map<string, Chosen>();
  for (const type of WORKFLOW_TYPES) {
    const ofType = `TaskQueue = "${taskQueue(instance)}" AND WorkflowType = "${type}"`;
    let taken = 0;
    for (const query of [`${ofType} AND ExecutionStatus = "Running"`, ofType]) {
      for await (const { workflowId, runId, status } of temporal.workflow.list({ query })) {
        if (taken >= perType) break;
        if (found.has(runId)) continue;
        taken += 1;
        found.set(runId, { workflowType: type, workflowId, runId, isRunning: status.name === 'RUNNING' });
      }
    }
  }
  return [...found.values()];
}

/** The SDK would write about each failure itself, with a stack trace. */
function silence(): void {
  try {
    Runtime.install({
      logger: new DefaultLogger('ERROR', () => {}),
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
      shutdownSignals: [],
    });
  } catch {
    // This process has one already.
  }
}
