import { isAppError } from '../../model/errors/app-error.ts';
import { type ErrorText, errorText } from '../../model/errors/text.ts';
import type { TaskId } from '../../model/task/id.ts';
import { retried } from '../../model/task/steps.ts';
import type { Task } from '../../model/task/task.ts';
import type { Store } from '../../store/types.ts';

/** What Salesforce refused with one error. */
export interface TaskFailures extends ErrorText {
  key: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** One refused task; nothing personal. */
export interface FailedTask {
  id: TaskId;
  key: string;
  failedAt: Date;
  taskId: string | null;
}

/** All that were refused, less what each member given leaves out. */
export interface TaskFailureSelection {
  key?: string | undefined;
  ids?: readonly string[] | undefined;
}

interface Options {
  store: Pick<Store, 'tasks' | 'audit'>;
  /** Who acts, for the audit log: a name, never an address. */
  by: string;
  wake: () => Promise<void>;
}

const PAGE = 500;

/** Reminder tasks that Salesforce refused: a person mends the cause and retries them, or changes the task. */
export function createTaskFailures({ store: { tasks, audit }, by, wake }: Options) {
  async function* pages({ key, ids }: TaskFailureSelection, beyond = ''): AsyncGenerator<Task[]> {
    const isWanted = ({ id, salesforce: { refused } }: Task) =>
      refused !== null && (key ?? refused.error) === refused.error && id > beyond;
    if (ids !== undefined) {
      for (let from = 0; from < ids.length; from += PAGE) {
        const found = await tasks.getMany(ids.slice(from, from + PAGE) as TaskId[]);
        yield [...found.values()].filter(isWanted);
      }
      return;
    }
    for (let after = beyond; ; ) {
      const page = await tasks.refused(after, PAGE);
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.filter(isWanted);
      after = last.id;
    }
  }

  return {
    /** By error, the most first. */
    async list(): Promise<TaskFailures[]> {
      const { refused } = await tasks.counts(() => true);
      return refused.map(({ error: key, ...times }) => ({ key, ...times, ...errorText(key) }));
    },

    /** Ascending by id, beyond one. */
    async *show(selection: TaskFailureSelection, beyond?: string): AsyncGenerator<FailedTask> {
      for await (const page of pages(selection, beyond)) yield* page.flatMap(failedTask);
    },

    async count(selection: TaskFailureSelection): Promise<number> {
      let count = 0;
      for await (const page of pages(selection)) count += page.length;
      return count;
    },

    /**
     * They are sent again. Killed in between, it is run again for the rest. Audited.
     * @returns how many, and why the flow could not be told; null: it was, or there was nothing to tell
     */
    async retry(selection: TaskFailureSelection): Promise<{ changed: number; wakeError: string | null }> {
      let changed = 0;
      for await (const page of pages(selection)) {
        const moved = await tasks.change(new Map(page.map(({ id }) => [id, retried])));
        changed += [...moved.values()].filter((one) => one.changed).length;
      }
      if (changed === 0) return { changed, wakeError: null };
      await audit.add({ action: 'tasks.retry', by, details: { key: selection.key ?? null, changed } });
      return { changed, wakeError: await wake().then(() => null, keyOf) };
    },
  };
}

/** Temporal being away is no error: the flow finds them when it runs again. */
function keyOf(error: unknown): string {
  if (isAppError(error)) return error.key;
  throw error;
}

function failedTask({ id, salesforce: { refused, taskId } }: Task): FailedTask[] {
  return refused === null ? [] : [{ id, key: refused.error, failedAt: refused.at, taskId }];
}
