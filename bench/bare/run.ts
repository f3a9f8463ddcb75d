import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../rig/child.ts';
import type { Rig } from '../rig/rig.ts';
import { countEnded } from '../rig/workflows.ts';
import type { bareWorkflow } from './workflow.ts';

/** As the product's client: requests under way, and workflows at work. */
const STARTS_AT_ONCE = 25;
const AT_WORK = 500;
const LOOK_EVERY_MS = 250;

export interface Bare {
  /** Runs as many workflows to their ends. @returns seconds */
  run(name: string, count: number): Promise<number>;
  taskQueue: string;
  stop(): Promise<void>;
}

/** Workflows of two activities by one worker, started as fast as they are taken. */
export async function startBare({ stack, temporal, cleanup }: Rig, dbName: string): Promise<Bare> {
  const taskQueue = `bare/${dbName}`;
  const { address, namespace } = stack.temporal;
  const argument = { uri: stack.mongo.uri, dbName, address, namespace, taskQueue };
  const { stop } = await startChild('bare-worker', { argument, graceMs: 25_000 }, cleanup);

  async function run(name: string, count: number): Promise<number> {
    const startedAt = performance.now();
    const before = await countEnded(temporal, taskQueue, 'bareWorkflow');
    let started = 0;
    let ended = 0;
    const start = async () => {
      while (started < count) {
        if (started - ended >= AT_WORK) {
          await pause(LOOK_EVERY_MS);
          continue;
        }
        const id = `${taskQueue}/${name}-${started++}`;
        await temporal.workflow.start<typeof bareWorkflow>('bareWorkflow', { taskQueue, workflowId: id, args: [id] });
      }
    };
    const watch = async () => {
      while (ended < count) {
        ended = (await countEnded(temporal, taskQueue, 'bareWorkflow')) - before;
        if (ended < count) await pause(LOOK_EVERY_MS);
      }
    };
    await Promise.all([watch(), ...Array.from({ length: STARTS_AT_ONCE }, start)]);
    return (performance.now() - startedAt) / 1_000;
  }
  return { run, taskQueue, stop };
}
