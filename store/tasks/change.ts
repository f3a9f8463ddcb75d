import { AppError } from '../../model/errors/app-error.ts';
import type { TaskId } from '../../model/task/id.ts';
import type { LostEdit, Task } from '../../model/task/task.ts';
import type { Database } from '../database.ts';
import type { AuditStore } from '../types.ts';
import { bulkUpsert } from '../writes.ts';
import { isOpen, members, rowPut, type TaskDocument, type TaskRow, toTask } from './document.ts';
import type { TaskChanged, TaskStep } from './types.ts';

/** Changes of one task at once are few: the flow and a person. */
const ATTEMPTS = 20;

interface Move {
  from: TaskDocument;
  to: Omit<TaskDocument, '_id'>;
  before: Task;
  after: Task;
}

export type TaskChanges = ReturnType<typeof createChanges>;

/** How tasks change: everything goes through one compare-and-set on the document's version. */
export function createChanges(database: Database, audit: AuditStore) {
  const tasks = database.collection<TaskDocument>('tasks');
  const rows = database.collection<TaskRow>('outbox');

  async function read(ids: readonly TaskId[]): Promise<Map<TaskId, TaskDocument>> {
    if (ids.length === 0) return new Map();
    const found = await tasks.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(found.map((document) => [document._id, document]));
  }

  /** Before what they stand for: a crash in between leaves a row too many, never a change that nobody sends. */
  async function putRows(given: readonly Task[]): Promise<void> {
    const at = database.clock.now();
    await bulkUpsert(
      rows,
      given.filter(isOpen).map((task) => rowPut(task, at)),
    );
  }

  /** @returns ids of the tasks that changed as asked; the others had changed before */
  async function compareAndSet(moves: readonly Move[]): Promise<Set<TaskId>> {
    if (moves.length === 0) return new Set();
    await putRows(moves.map(({ after }) => after));
    await bulkUpsert(
      tasks,
      moves.map(({ from, to }) => ({ updateOne: { filter: { version: from.version }, update: { $set: to } } })),
    );
    // A count would not say which; the versions do, whatever became of the command's own answer.
    const now = await read(moves.map(({ from }) => from._id));
    return new Set(moves.flatMap(({ from, to }) => (now.get(from._id)?.version === to.version ? [from._id] : [])));
  }

  /**
   * Before the change itself: one that nobody can see afterwards is worse than a row without its change. Never the value:
   * an audit holds nothing personal. `told`: what was audited in an earlier round.
   */
  async function auditLost({ before, after }: Move, told: Set<string>): Promise<void> {
    const keyOf = ({ field, at }: LostEdit) => `${after.id} ${field} ${at.getTime()}`;
    const known = new Set(before.lost.map(keyOf));
    for (const one of after.lost) {
      const key = keyOf(one);
      if (known.has(key) || told.has(key)) continue;
      const details = { task: after.id, field: one.field, lost: one.side, against: one.against };
      await audit.add({ action: 'tasks.conflict', by: 'sync', details });
      told.add(key);
    }
  }

  /** `forgetHash`: another task under the same id is not noticed any more. */
  async function change(
    steps: ReadonlyMap<TaskId, TaskStep>,
    { forgetHash = false } = {},
  ): Promise<Map<TaskId, TaskChanged>> {
    const results = new Map<TaskId, TaskChanged>();
    const open = new Map(steps);
    const told = new Set<string>();
    for (let attempt = 1; open.size > 0; attempt++) {
      if (attempt > ATTEMPTS) throw new AppError('store.conflict', { details: { tasks: open.size } });
      const found = await read([...open.keys()]);
      const moves: Move[] = [];
      for (const [id, step] of open) {
        const from = found.get(id);
        const before = from === undefined ? null : toTask(from);
        const next = before === null ? null : step(before);
        if (from === undefined || before === null || next === null) {
          results.set(id, { changed: false, task: before });
          open.delete(id);
          continue;
        }
        const after = { ...next, changedAt: database.clock.now() };
        moves.push({ from, before, after, to: members(after, forgetHash ? '' : from.hash) });
      }
      for (const move of moves) await auditLost(move, told);
      const moved = await compareAndSet(moves);
      for (const move of moves) {
        const id = move.from._id;
        if (!moved.has(id)) continue;
        results.set(id, { changed: true, task: move.after });
        open.delete(id);
      }
    }
    return results;
  }

  return { tasks, rows, read, putRows, change };
}
