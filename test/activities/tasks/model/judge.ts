import { expect } from 'vitest';
import type { Task } from '../../../../model/task/task.ts';
import type { Row } from '../../../simulators/salesforce/harness.ts';
import { KEY } from '../rig.ts';
import { JUDGED, type Thing, type World } from './world.ts';

const PRIORITIES: Readonly<Record<string, string>> = { Normal: 'normal', High: 'high' };

/** What must hold once everything has settled and the sync is on for everybody. */
export async function judge(world: World): Promise<void> {
  const { rig } = world;
  const [rows, tasks, stats] = [await rig.rows(), await rig.tasks(), await rig.stats()];
  expect(stats.writesWithoutChange, 'writes that changed nothing').toBe(0);
  noneDoubled(world, rows);
  const byId = new Map(rows.map((row) => [String(row.Id), row]));
  for (const task of tasks) agree(world, task, byId);
  noneForgotten(world, rows, tasks);
  for (const thing of world.things) {
    const task = tasks.find(({ id }) => id === thing.id);
    if (task === undefined) continue;
    lastWriter(thing, task);
    staysDeleted(thing, task);
  }
}

function noneDoubled(world: World, rows: readonly Row[]): void {
  const keys = rows.flatMap((row) => (typeof row[KEY] === 'string' ? [row[KEY]] : []));
  expect(new Set(keys).size, 'Tasks with the key of another').toBe(keys.length);
  const made = rows.filter(({ Subject }) => String(Subject).includes('made '));
  const names = made.map(({ Subject }) => String(Subject));
  expect(new Set(names).size, 'Tasks made twice').toBe(names.length);
  expect(made.length).toBeLessThanOrEqual(world.things.length);
}

/** A linked pair is the same on both sides, as far as both have words for it. */
function agree(world: World, task: Task, rows: ReadonlyMap<string, Row>): void {
  const { salesforce } = task;
  const at = `${task.name} (${task.id})`;
  expect([salesforce.sending, salesforce.refused], `${at}: open calls`).toEqual([null, null]);
  if (salesforce.state === 'none') return;
  if (salesforce.state === 'waiting') {
    expect(task.deleted, `${at}: never sent`).not.toBeNull();
    return;
  }
  const row = rows.get(salesforce.taskId ?? '');
  const isGone = row === undefined || row.IsDeleted === true;
  // What is somebody else's there is not ours to delete.
  if (salesforce.state === 'parted' && task.deleted?.in === 'actions') return;
  expect(task.deleted !== null, `${at}: deleted here as there`).toBe(isGone);
  if (row === undefined || isGone) return;
  const owner = world.rig.sellers.find(({ userId }) => userId === row.OwnerId);
  expect(salesforce.parted, `${at}: owner`).toBe(owner === undefined ? 'reassigned' : null);
  if (owner !== undefined) expect(task.seller, `${at}: seller`).toBe(owner.email);
  expect(task.edits, `${at}: edits that were never sent`).toEqual(owner === undefined ? expect.anything() : {});
  if (owner === undefined) return;
  expect(row[KEY], `${at}: key`).toBe(salesforce.key);
  expect([task.due, task.details], at).toEqual([row.ActivityDate ?? null, row.Description ?? null]);
  const priority = PRIORITIES[String(row.Priority)];
  if (priority !== undefined) expect(task.priority, at).toBe(priority);
  if (row.IsClosed === true || row.Status === 'Not Started')
    expect(task.status, at).toBe(row.IsClosed === true ? 'complete' : 'open');
}

/** Every open Task of a seller's that ever was in reach has its task here. */
function noneForgotten(world: World, rows: readonly Row[], tasks: readonly Task[]): void {
  const linked = new Set(tasks.map(({ salesforce }) => salesforce.taskId));
  const owners = new Set<unknown>(world.rig.sellers.map(({ userId }) => userId));
  const missing = rows.filter(
    (row) => row.IsDeleted !== true && row.IsClosed !== true && owners.has(row.OwnerId) && !linked.has(String(row.Id)),
  );
  expect(
    missing.map(({ Subject }) => Subject),
    'Tasks that nobody took',
  ).toEqual([]);
}

/** Times closer than this count as the same: Salesforce's are whole seconds. */
const SAME_MS = 2_000;

/**
 * The last writer's value holds, by Salesforce's clock. It tells of a record alone when it was changed last: where that
 * was another field's change, either may hold.
 */
function lastWriter(thing: Thing, task: Task): void {
  if (task.deleted !== null || task.salesforce.state !== 'linked') return;
  for (const field of JUDGED) {
    const here = thing.edits[field].findLast(({ side }) => side === 'here');
    const there = thing.edits[field].findLast(({ side }) => side === 'there');
    const values = [here, there].flatMap((one) => (one === undefined ? [] : [one.value]));
    if (values.length === 0) continue;
    const at = `${task.name}: ${field}`;
    expect(values, `${at} is nobody's`).toContain(task[field]);
    if (here === undefined || there === undefined) continue;
    if (here.at - thing.touchedThere >= SAME_MS) expect(task[field], `${at}, changed here last`).toBe(here.value);
    if (there.at - here.at >= SAME_MS && !there.isBack)
      expect(task[field], `${at}, changed there last`).toBe(there.value);
  }
}

/** A deletion holds, whatever was changed on the other side, unless somebody took the Task back. */
function staysDeleted({ fate }: Thing, task: Task): void {
  const { state } = task.salesforce;
  if (fate.deleted && !fate.back && state !== 'parted') expect(task.deleted, `${task.name} was deleted`).not.toBeNull();
  if (!fate.deleted) expect(task.deleted, `${task.name} was never deleted`).toBeNull();
}
