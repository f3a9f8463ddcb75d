import type { TaskId } from '../../model/task/id.ts';
import type { Task } from '../../model/task/task.ts';
import { isUnsent } from '../../model/task/work.ts';
import type { Database } from '../database.ts';
import { under } from '../keys.ts';
import type { TaskChanges } from './change.ts';
import { isOpen, ROW_PREFIX, rowKey, type TaskRow, toTask } from './document.ts';

/** A change whose row is older is stored, or whoever made it has died. */
const UNDER_WAY_MS = 60_000;

const ROWS_AT_ONCE = 500;

/** One page of what waits to go out; rows that stand for nothing any more go. */
export async function unsent(
  database: Database,
  { rows, read }: Pick<TaskChanges, 'rows' | 'read'>,
  { isOn, after, limit }: { isOn: (seller: string) => boolean; after: string; limit: number },
): Promise<{ tasks: Task[]; next: string | null }> {
  const most = Math.max(1, limit);
  const { $gt, $lt } = under(ROW_PREFIX);
  const page = await rows
    .find({ _id: { $gt: after === '' ? $gt : after, $lt } })
    .sort({ _id: 1 })
    .limit(most)
    .toArray();
  const wanted = page.filter(({ seller }) => isOn(seller));
  const found = await read(wanted.map(({ task }) => task));
  const tasks: Task[] = [];
  const over: TaskRow[] = [];
  const old = new Date(database.clock.now().getTime() - UNDER_WAY_MS);
  for (const row of wanted) {
    const document = found.get(row.task);
    const task = document === undefined ? null : toTask(document);
    if (task !== null && isUnsent(task)) tasks.push(task);
    else if (task !== null && isOpen(task)) continue;
    else if (row.at < old || (task !== null && task.revision >= row.revision)) over.push(row);
  }
  // By their stamps: a row that was put anew meanwhile stays.
  if (over.length > 0) await rows.deleteMany({ stamp: { $in: over.map(({ stamp }) => stamp) } });
  return { tasks, next: page.length < most ? null : (page.at(-1)?._id ?? null) };
}

/** Those that Salesforce refused, by their rows: they are few, and all tasks are many. */
export async function refused(
  { rows, read }: Pick<TaskChanges, 'rows' | 'read'>,
  after: string,
  limit: number,
): Promise<Task[]> {
  const { $lt } = under(ROW_PREFIX);
  const found: Task[] = [];
  for (let from = rowKey(after as TaskId); found.length < limit; ) {
    const page = await rows
      .find({ _id: { $gt: from, $lt } }, { projection: { task: 1 } })
      .sort({ _id: 1 })
      .limit(ROWS_AT_ONCE)
      .toArray();
    const last = page.at(-1);
    if (last === undefined) break;
    const documents = await read(page.map(({ task }) => task));
    const tasks = page.flatMap(({ task }) => documents.get(task) ?? []).map(toTask);
    found.push(...tasks.filter((task) => task.salesforce.refused !== null));
    from = last._id;
  }
  return found.slice(0, Math.max(1, limit));
}
