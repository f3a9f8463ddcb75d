import type { TaskId } from '../../model/task/id.ts';
import type { TaskEdit } from '../../model/task/make.ts';
import type { Task } from '../../model/task/task.ts';

/**
 * created    stored now           known  stored before with the same content, whatever has become of it since
 * different  another task was made under this id before, and stays
 */
export type CreateOutcome = 'created' | 'known' | 'different';

/** Pure, from a task to the next one; null: it stays as it is. Repeated on a newer task after a lost race. */
export type TaskStep = (task: Task) => Task | null;

/** `task`: as it is afterwards, null: there is none. */
export interface TaskChanged {
  changed: boolean;
  task: Task | null;
}

/** By what a list is narrowed; deleted tasks and those that were reassigned there are left out unless `all`. */
export interface TaskFilter {
  seller?: string | undefined;
  status?: Task['status'] | undefined;
  /** Days, inclusive. */
  dueFrom?: string | undefined;
  dueTo?: string | undefined;
  personId?: number | undefined;
  /** Changed since then, by whomever: the sync's own bookkeeping counts too. */
  changedSince?: Date | undefined;
  all?: boolean | undefined;
}

/** A position of the flow, by a name of its own; moved by compare-and-set on `seq`. */
export interface TaskPosition {
  name: string;
  /** Everything up to here, by Salesforce's clock, is stored. */
  watermark: Date;
  /** Nothing personal. */
  detail: string;
  seq: number;
}

/** Tasks counted by how far they are. */
export interface TaskCounts {
  /** Neither complete nor deleted, and in somebody's list. */
  open: number;
  linked: number;
  /** Waiting to go out, of sellers for whom the sync is on; `oldestAt`: since when. */
  unsent: { count: number; oldestAt: Date | null };
  /** Of the others: they wait until it goes on. */
  held: number;
  /** By error, the most first. */
  refused: { error: string; count: number; firstAt: Date; lastAt: Date }[];
}

/** Whether and since when the sync is on for all (`tasks.sync`), as the flow has seen it. */
export interface TaskSyncSwitch {
  isOn: boolean;
  /** Grows each time it goes on. */
  generation: number;
  since: Date;
}

/**
 * Collections `tasks`, rows `~task/<id>` of `outbox`, positions `tasks/<name>` of `cursors`. Every change of a task is a
 * compare-and-set on the whole of it. Conflicts that a change loses are audited by task and field.
 */
export interface TaskStore {
  /** Stores it unless the id is taken. */
  create(task: Task): Promise<{ outcome: CreateOutcome; task: Task }>;
  /** By a person, at the database's time. `task` null: there is none. @throws AppError `task.deleted` */
  edit(id: TaskId, edit: TaskEdit): Promise<TaskChanged>;
  /** By a person; a deleted one stays as it is. */
  remove(id: TaskId): Promise<TaskChanged>;
  get(id: TaskId): Promise<Task | null>;
  getMany(ids: readonly TaskId[]): Promise<Map<TaskId, Task>>;
  /** Ascending by id, up to `limit` beyond `after`. */
  list(filter: TaskFilter, after: string, limit: number): Promise<Task[]>;
  counts(isOn: (seller: string) => boolean): Promise<TaskCounts>;
  /** Those that Salesforce refused, ascending by id. */
  refused(after: string, limit: number): Promise<Task[]>;

  /** By Salesforce's ids (18 characters): one look by a unique index. */
  bySalesforceIds(ids: readonly string[]): Promise<Map<string, Task>>;
  /** By our keys (`Actions_Sync_Key__c`): one look by a unique index. */
  byKeys(keys: readonly string[]): Promise<Map<string, Task>>;
  /** Stores tasks that were made in Salesforce; one that is there already stays as it is. @returns those stored now */
  adopt(tasks: readonly Task[]): Promise<TaskId[]>;
  /**
   * Several tasks, each by its own step; one bulk per round, repeated for those that lost a race.
   * @throws AppError `store.conflict` after many rounds
   */
  change(steps: ReadonlyMap<TaskId, TaskStep>): Promise<Map<TaskId, TaskChanged>>;
  /**
   * What waits to go out or be looked up, oldest first by their rows' keys: a page beyond `after`, of the sellers that
   * `isOn` admits. Rows whose task has nothing left to send are dropped on the way. `next` null: that was the last page.
   */
  unsent(
    isOn: (seller: string) => boolean,
    after: string,
    limit: number,
  ): Promise<{ tasks: Task[]; next: string | null }>;
  /** Linked, neither deleted nor complete, ascending by id: for a sweep. */
  linkedOpen(after: string, limit: number): Promise<Task[]>;
  /** Gives tasks of a lead or contact their person, where that has arrived (Q35). @returns how many */
  linkPeople(): Promise<number>;
  /**
   * Takes the texts out of tasks that were completed or deleted before then, and ends their sync: of a page beyond `after`,
   * but for what is still to go out. `next` null: that was the last page.
   */
  strip(before: Date, after: string, limit: number): Promise<{ stripped: number; next: string | null }>;
  /** After the database was restored: what waits to be made may have been made, and is looked up. @returns how many */
  doubtAll(now: Date): Promise<number>;

  /** Null: never stored. */
  position(name: string): Promise<TaskPosition | null>;
  /** Those whose name begins so. */
  positions(prefix: string): Promise<TaskPosition[]>;
  /** `from` null: it was never stored. @throws AppError `store.conflict` */
  movePosition(
    name: string,
    from: TaskPosition | null,
    to: Pick<TaskPosition, 'watermark' | 'detail'>,
  ): Promise<TaskPosition>;
  /** Sum of all positions' `seq`: what the workflow remembers to notice a restored database. */
  sequence(): Promise<number>;
  /** What the flow has found `tasks.sync` to be; going on counts as another generation (Q34). */
  observeSync(isOn: boolean): Promise<TaskSyncSwitch>;
}
