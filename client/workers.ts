import type { Client } from '@temporalio/client';
import { AppError } from '../model/errors/app-error.ts';
import { taskQueue } from '../workflows/messages.ts';
import { temporalErrors } from './temporal-errors.ts';

/** `temporal.api.enums.v1.TaskQueueType`: workflow tasks, activity tasks. */
const TASK_TYPES = [1, 2] as const;
/** A poll lasts 60 s; a poller that has not asked for longer is gone. */
const GONE_AFTER_MS = 75_000;

export interface Workers {
  taskQueue: string;
  workers: number;
}

/** Worker processes that poll this instance's queue. */
export async function countWorkers(temporal: Client, instance: string): Promise<Workers> {
  const name = taskQueue(instance);
  const { namespace } = temporal.options;
  const identities = new Set<string>();
  for (const taskQueueType of TASK_TYPES) {
    const { pollers } = await temporalErrors(() =>
      temporal.workflowService.describeTaskQueue({ namespace, taskQueue: { name }, taskQueueType }),
    );
    for (const { identity, lastAccessTime } of pollers ?? []) {
      const seconds = Number(lastAccessTime?.seconds ?? 0);
      if (Date.now() - seconds * 1_000 < GONE_AFTER_MS) identities.add(identity ?? '');
    }
  }
  return { taskQueue: name, workers: identities.size };
}

/** Before an update, which would wait for a worker without end. @throws AppError `temporal.noWorker` */
export async function needWorker(temporal: Client, instance: string): Promise<void> {
  const { workers, taskQueue: queue } = await countWorkers(temporal, instance);
  if (workers === 0) throw new AppError('temporal.noWorker', { details: { taskQueue: queue } });
}
