import { isAppError } from '../../../model/errors/app-error.ts';
import type { createTasks } from '../../tasks/index.ts';
import { usage } from '../lib/normalize.ts';
import { say } from '../lib/output.ts';
import { type Session, withSession } from '../lib/session.ts';

type Tasks = ReturnType<typeof createTasks>;

/** Runs `body` with the typed client's tasks. The flow is told once, at the end, of all that was changed. */
export function withTasks<T>(body: (tasks: Tasks) => Promise<T>): Promise<T> {
  return withSession(async (session) => {
    const [{ createTasks: create }, store] = await Promise.all([import('../../tasks/index.ts'), session.store()]);
    let isNeeded = false;
    const wake = async () => {
      isNeeded = true;
    };
    try {
      return await body(create({ store, instance: session.env.ACTIONS_SYNC_INSTANCE, wake })).catch(asUsage);
    } finally {
      if (isNeeded) await wakeFlow(session);
    }
  });
}

/** Never fails the command: what is stored acts when the flow, or a worker that looks after it, looks the next time. */
export async function wakeFlow({ temporal, env }: Session): Promise<void> {
  try {
    const [{ wakeTasks }, link] = await Promise.all([import('../../tasks/flow.ts'), temporal()]);
    await wakeTasks(link.client, env.ACTIONS_SYNC_INSTANCE);
  } catch (error) {
    if (!isAppError(error)) throw error;
    say(`The flow could not be told (${error.key}): it is stored, and acts when a worker looks the next time.`);
  }
}

/** On a command line a task that is none is wrong usage. */
function asUsage(error: unknown): never {
  if (isAppError(error) && error.key === 'task.invalid') throw usage(String(error.details.problem), error.entry.fix);
  throw error;
}
