import { createHash, randomUUID } from 'node:crypto';
import { bareTask, ERASED } from '../../model/erasure.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { TaskId } from '../../model/task/id.ts';
import { deletedHere, edited } from '../../model/task/make.ts';
import type { Task } from '../../model/task/task.ts';
import { contentOf, withLink } from '../../model/task/with.ts';
import { isUnsent } from '../../model/task/work.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { serverTime } from '../server-time.ts';
import type { AuditStore } from '../types.ts';
import { bulkUpsert } from '../writes.ts';
import { createChanges } from './change.ts';
import { countTasks } from './counts.ts';
import { members, type TaskDocument, toTask } from './document.ts';
import { filterOf } from './filter.ts';
import { arrivals } from './people.ts';
import { createPositions } from './positions.ts';
import type { TaskChanged, TaskStep, TaskStore } from './types.ts';
import { refused, unsent } from './waiting.ts';

const AT_ONCE = 500;

export function createTaskStore(database: Database, audit: AuditStore): TaskStore {
  const changes = createChanges(database, audit);
  const positions = createPositions(database);
  const { tasks, rows, read, putRows, change } = changes;

  async function changeOne(id: TaskId, step: TaskStep): Promise<TaskChanged> {
    return (await change(new Map([[id, step]]))).get(id) ?? { changed: false, task: null };
  }

  /** @returns what is stored under each id now, and under which of them it is the given one */
  async function insert(given: readonly Task[]): Promise<{ stored: Map<TaskId, TaskDocument>; mine: Set<TaskId> }> {
    await putRows(given);
    const documents = new Map(given.map((task) => [task.id, members(task, contentHash(task))]));
    await bulkUpsert(
      tasks,
      [...documents].map(([_id, document]) => {
        return { updateOne: { filter: { _id }, update: { $setOnInsert: document }, upsert: true } };
      }),
    );
    const stored = await read([...documents.keys()]);
    const mine = [...documents].filter(([id, { version }]) => stored.get(id)?.version === version).map(([id]) => id);
    return { stored, mine: new Set(mine) };
  }

  async function by(member: 'salesforceKey' | 'salesforce.key', values: readonly string[]): Promise<Task[]> {
    if (values.length === 0) return [];
    return (await tasks.find({ [member]: { $in: [...values] } }).toArray()).map(toTask);
  }

  const page = (filter: object, after: string, limit: number) =>
    tasks
      .find({ ...filter, _id: { $gt: after as TaskId } })
      .sort({ _id: 1 })
      .limit(Math.max(1, limit))
      .toArray();

  return {
    create: (task) =>
      run('tasks.create', async () => {
        const { stored, mine } = await insert([task]);
        const found = stored.get(task.id);
        if (found === undefined) throw new AppError('store.conflict', { details: { task: task.id } });
        const outcome = mine.has(task.id) ? 'created' : found.hash === contentHash(task) ? 'known' : 'different';
        return { outcome, task: toTask(found) };
      }),

    edit: (id, edit) =>
      run('tasks.edit', async () => {
        const now = await serverTime(database);
        const result = await changeOne(id, (task) => (task.deleted === null ? edited(task, edit, now) : null));
        if (!result.changed && result.task !== null && result.task.deleted !== null)
          throw new AppError('task.deleted', { details: { id } });
        return result;
      }),

    remove: (id) =>
      run('tasks.remove', async () => {
        const now = await serverTime(database);
        return changeOne(id, (task) => deletedHere(task, now));
      }),

    get: (id) =>
      run('tasks.get', async () => {
        const found = await tasks.findOne({ _id: id });
        return found === null ? null : toTask(found);
      }),

    getMany: (ids) =>
      run('tasks.getMany', async () => new Map([...(await read(ids))].map(([id, found]) => [id, toTask(found)]))),

    list: (filter, after, limit) =>
      run('tasks.list', async () => (await page(filterOf(filter), after, limit)).map(toTask)),
    counts: (isOn) => run('tasks.counts', () => countTasks(tasks, rows, isOn)),
    refused: (after, limit) => run('tasks.refused', () => refused(changes, after, limit)),

    bySalesforceIds: (ids) =>
      run('tasks.bySalesforceIds', async () => {
        const found = await by('salesforceKey', ids);
        return new Map(found.map((task) => [task.salesforce.taskId ?? '', task]));
      }),
    byKeys: (keys) =>
      run('tasks.byKeys', async () => {
        const found = await by('salesforce.key', keys);
        return new Map(found.map((task) => [task.salesforce.key, task]));
      }),

    adopt: (given) => run('tasks.adopt', async () => [...(await insert(given)).mine]),
    change: (steps) => run('tasks.change', () => change(steps)),
    unsent: (isOn, after, limit) => run('tasks.unsent', () => unsent(database, changes, { isOn, after, limit })),
    linkedOpen: (after, limit) =>
      run('tasks.linkedOpen', async () => {
        const filter = { 'salesforce.state': 'linked', status: 'open', deleted: null };
        return (await page(filter, after, limit)).map(toTask);
      }),

    linkPeople: () =>
      run('tasks.linkPeople', async () => {
        let linked = 0;
        for await (const steps of arrivals(database, tasks)) {
          const changed = await change(steps);
          linked += [...changed.values()].filter((one) => one.changed).length;
        }
        return linked;
      }),

    strip: (before, after, limit) =>
      run('tasks.strip', async () => {
        const now = database.clock.now();
        const filter = {
          $or: [{ 'completed.at': { $lt: before } }, { 'deleted.at': { $lt: before } }],
          'salesforce.parted': { $ne: ERASED },
        };
        const found = await page(filter, after, limit);
        const step: TaskStep = (task) => (isUnsent(task) ? null : bareTask(task, now));
        const changed = await change(new Map(found.map(({ _id }) => [_id, step])));
        const stripped = [...changed.values()].filter((one) => one.changed).length;
        return { stripped, next: found.length < limit ? null : (found.at(-1)?._id ?? null) };
      }),

    doubtAll: (now) =>
      run('tasks.doubtAll', async () => {
        let doubted = 0;
        for (let after = ''; ; ) {
          const found = await page({ 'salesforce.state': 'waiting' }, after, AT_ONCE);
          const last = found.at(-1);
          if (last === undefined) return doubted;
          const changed = await change(new Map(found.map(({ _id }) => [_id, inDoubt(now)])));
          doubted += [...changed.values()].filter((one) => one.changed).length;
          after = last._id;
        }
      }),

    position: (name) => run('tasks.position', () => positions.get(name)),
    positions: (prefix) => run('tasks.positions', () => positions.withPrefix(prefix)),
    movePosition: (name, from, to) => run('tasks.movePosition', () => positions.move(name, from, to)),
    sequence: () => run('tasks.sequence', () => positions.sequence()),
    observeSync: (isOn) => run('tasks.observeSync', () => positions.observe(isOn)),
  };
}

/** A call that the database has forgotten, and that may never have been. */
function inDoubt(now: Date): TaskStep {
  return (task) => {
    if (task.salesforce.state !== 'waiting') return null;
    const sending = { batch: `restored/${randomUUID()}`, since: now, work: 'create', values: {} } as const;
    return withLink(task, { sending: { ...sending, content: contentOf(task) } });
  };
}

/** Of what the caller gave; whatever has become of the task since. */
function contentHash({ kind, seller, personId, ...task }: Task): string {
  const { name, status, priority, due, details } = task;
  const members = [kind, seller, personId, name, status, priority, due, details];
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}
