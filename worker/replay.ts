import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { TemporalConfig } from '../client/temporal-config.ts';
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

/** Some thousands of executions are listed at most; histories are fetched one at a time. */
const MOST_LISTED = 5_000;

/**
 * Replays what this instance's workflows have done with this version's code: what fails would stand still after an upgrade.
 * Changes nothing. @throws Temporal's own errors where it can't be read
 */
export async function* replayInstance(options: ReplayOptions): AsyncGenerator<Replayed> {
  const { temporal, config, bundle } = options;
  silence();
  const code = bundle === undefined ? workflowCode(config.dataConverter) : { workflowBundle: bundle };
  for (const { workflowType, workflowId, runId, isRunning } of await chosen(options)) {
    const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
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

interface Chosen {
  workflowType: string;
  workflowId: string;
  runId: string;
  isRunning: boolean;
}

async function chosen({ temporal, instance, perType }: ReplayOptions): Promise<Chosen[]> {
  const found = new Map<string, Chosen>();
  const counts = new Map<string, number>();
  const queue = `TaskQueue = "${taskQueue(instance)}"`;
  for (const query of [`${queue} AND ExecutionStatus = "Running"`, queue]) {
    let listed = 0;
    for await (const { type, workflowId, runId, status } of temporal.workflow.list({ query })) {
      listed += 1;
      if (listed > MOST_LISTED) break;
      const taken = counts.get(type) ?? 0;
      if (taken >= perType || found.has(runId)) continue;
      counts.set(type, taken + 1);
      found.set(runId, { workflowType: type, workflowId, runId, isRunning: status.name === 'RUNNING' });
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
