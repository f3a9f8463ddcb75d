import { randomUUID } from 'node:crypto';
import { comparableAddress } from '../../model/email-address.ts';
import { AppError, isAppError } from '../../model/errors/app-error.ts';
import type { Problem } from '../../model/sales-activity/parse.ts';
import type { TaskId } from '../../model/task/id.ts';
import {
  type Parsed,
  parseNewTask,
  parseTaskEdit,
  type TaskEditInput,
  type TaskInput,
} from '../../model/task/input.ts';
import { newTask } from '../../model/task/make.ts';
import type { Task } from '../../model/task/task.ts';
import { isUnsent } from '../../model/task/work.ts';
import type { TaskChanged, TaskFilter } from '../../store/tasks/types.ts';
import type { Store } from '../../store/types.ts';
import { type TaskView, taskView } from './view.ts';

export type { TaskEditInput, TaskInput, TaskView };

/** A task after what was done to it. */
export interface TaskResult {
  task: TaskView;
  /** False: it was so already. */
  changed: boolean;
  /** Why the flow could not be told: it goes out all the same, some minutes later. Null: it was told, or need not be. */
  wakeError: string | null;
}

interface Options {
  store: Pick<Store, 'tasks' | 'settings' | 'sellers' | 'erasures' | 'serverTime'>;
  instance: string;
  /** Has the flow look at MongoDB now. */
  wake: () => Promise<void>;
}

const PAGE = 500;

/**
 * Reminder tasks, for apps and the command line. Everything is stored before Salesforce's side is woken: what is stored
 * goes out in time, whatever fails after that. @throws AppError `task.invalid`, `task.unknown`, `task.deleted`
 */
export function createTasks({ store, instance, wake }: Options) {
  const { tasks } = store;

  /** Temporal being away is no error: the flow finds what is to be sent when it runs again. */
  async function told(task: Task): Promise<string | null> {
    if (!isUnsent(task) || !(await isSynced(task.seller))) return null;
    try {
      await wake();
      return null;
    } catch (error) {
      if (!isAppError(error)) throw error;
      return error.key;
    }
  }

  async function isSynced(seller: string): Promise<boolean> {
    const [{ sync }, sellers] = await Promise.all([store.settings.tasks(), store.sellers.read([seller])]);
    return sync && [...sellers.values()].some((one) => one.tasks.isOn);
  }

  async function result(id: string, { changed, task }: TaskChanged): Promise<TaskResult> {
    if (task === null) throw unknown(id);
    // Not changed: the answer to the first try may have been lost before the flow was told.
    return { task: taskView(task), changed, wakeError: await told(task) };
  }

  async function page({ seller, ...filter }: TaskFilter, after: string, limit: number): Promise<TaskView[]> {
    const wanted = { ...filter, ...(seller !== undefined && { seller: addressOf(seller) }) };
    return (await tasks.list(wanted, after, limit)).map(taskView);
  }

  async function edit(id: string, given: TaskEditInput): Promise<TaskResult> {
    return result(id, await tasks.edit(id as TaskId, valid(parseTaskEdit(given))));
  }

  return {
    /**
     * Makes a task; with an id of the caller's own it is made once, however often this is repeated. It goes to Salesforce if
     * the sync is on for its seller now. @throws AppError `task.idTaken`, `person.erased`
     */
    async create(given: TaskInput): Promise<TaskResult> {
      const value = valid(parseNewTask(given, randomUUID));
      const { personId } = value;
      if (personId !== null && (await store.erasures.among([personId])).size > 0)
        throw new AppError('person.erased', { details: { marketoId: personId } });
      const isOn = await isSynced(value.seller);
      const now = await store.serverTime();
      const { outcome, task } = await tasks.create(newTask(value, { instance, isSynced: isOn, now }));
      if (outcome === 'different') throw new AppError('task.idTaken', { details: { id: value.id } });
      return { task: taskView(task), changed: outcome === 'created', wakeError: await told(task) };
    },

    /** Changes the fields given; null clears a due day or details. */
    edit,
    /** @throws AppError `task.unknown`, `task.deleted` */
    complete: (id: string): Promise<TaskResult> => edit(id, { status: 'complete' }),
    /** @throws AppError `task.unknown`, `task.deleted` */
    reopen: (id: string): Promise<TaskResult> => edit(id, { status: 'open' }),
    /** In Salesforce too; a deletion holds, whatever is changed there meanwhile. */
    delete: async (id: string): Promise<TaskResult> => result(id, await tasks.remove(id as TaskId)),

    /** Null: there is none. */
    async show(id: string): Promise<TaskView | null> {
      const task = await tasks.get(id as TaskId);
      return task === null ? null : taskView(task);
    },

    /** Ascending by id; deleted tasks and those reassigned in Salesforce only with `all`. */
    async *list(filter: TaskFilter = {}): AsyncGenerator<TaskView> {
      for (let after = ''; ; ) {
        const found = await page(filter, after, PAGE);
        yield* found;
        const last = found.at(-1);
        if (last === undefined || found.length < PAGE) return;
        after = last.id;
      }
    },

    /** The same page by page: up to `limit` beyond an id. */
    page,
  };
}

function unknown(id: string): AppError {
  return new AppError('task.unknown', { details: { id } });
}

function addressOf(seller: string): string {
  const address = comparableAddress(seller);
  if (address !== null) return address;
  throw new AppError('task.invalid', { details: { problem: 'seller must be an e-mail address' } });
}

function valid<T>(parsed: Parsed<T>): T {
  if (parsed.kind === 'valid') return parsed.value;
  throw new AppError('task.invalid', { details: { problem: problemText(parsed.problems) } });
}

function problemText(problems: readonly Problem[]): string {
  return problems.map(({ field, reason }) => `${field} ${reason}`).join('; ');
}
