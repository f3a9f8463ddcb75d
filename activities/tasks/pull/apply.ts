import type { TaskId } from '../../../model/task/id.ts';
import { adoptedTask } from '../../../model/task/make.ts';
import type { TaskRules } from '../../../model/task/spelling.ts';
import { pulled } from '../../../model/task/steps.ts';
import type { Task } from '../../../model/task/task.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import { type Flow, rulesAt } from '../flow.ts';
import { seenBy, type TaskRow } from '../salesforce/rows.ts';
import { writeKeys } from './write-keys.ts';

/** Keys of the Tasks that log sales activities: never reminders (product.md Q32). */
const LOGGED = 'a-';

export interface Applied {
  /** Made in Salesforce, and taken here now. */
  adopted: number;
  /** Changed here by what Salesforce said. */
  changed: number;
}

interface Moment {
  rules: TaskRules;
  now: Date;
}

/**
 * Takes rows of Salesforce's, however they were read: those of tasks that are known are compared with them, open ones of
 * sellers are taken. What is under way there is left alone: whoever sends it reads it again. Repeating it changes nothing.
 */
export async function applyRows(flow: Flow, given: readonly TaskRow[]): Promise<Applied> {
  const rows = given.filter(({ task: { key }, isRecurring }) => !isRecurring && key?.startsWith(LOGGED) !== true);
  if (rows.length === 0) return { adopted: 0, changed: 0 };
  const { tasks, serverTime } = flow.store;
  const now = await serverTime();
  const moment = { rules: rulesAt(flow, now), now };
  const known = await knownOf(flow, rows);
  const reminders = await ofTheLiving(
    flow,
    rows.filter((row) => !known.has(row) && isReminder(flow, row)),
  );
  const adopting = new Map(reminders.map((row) => [row, adoptedFrom(flow, row, moment)]));
  const adopted = await tasks.adopt([...adopting.values()]);
  const changes = await tasks.change(stepsOf(flow, known, moment));
  const after = [...known].map(([row, task]) => [row, changes.get(task.id)?.task ?? task] as const);
  await writeKeys(flow, [...after, ...adopting]);
  return { adopted: adopted.length, changed: [...changes.values()].filter(({ changed }) => changed).length };
}

/** The tasks that rows are of: by Salesforce's id, or by our key where the answer to making it was lost. */
async function knownOf({ store: { tasks } }: Flow, rows: readonly TaskRow[]): Promise<Map<TaskRow, Task>> {
  const byId = await tasks.bySalesforceIds(rows.map(({ task }) => task.id));
  const keys = rows.flatMap(({ task: { id, key } }) => (byId.has(id) || key === null ? [] : [key]));
  const byKey = await tasks.byKeys(keys);
  return new Map(
    rows.flatMap((row) => {
      const { id, key } = row.task;
      const task = byId.get(id) ?? (key === null ? undefined : byKey.get(key));
      // Linked to another one: a copy of a Task, or a deleted one whose key was used again.
      const isOther = task?.salesforce.taskId !== null && task?.salesforce.taskId !== id;
      return task === undefined || isOther ? [] : [[row, task] as const];
    }),
  );
}

/** Open, and of somebody for whom the sync is on (product.md Q32). */
function isReminder({ sellers }: Flow, { task }: TaskRow): boolean {
  return !task.isDeleted && !task.isArchived && !task.isClosed && sellers.sellerOf(task.ownerId) !== null;
}

/** Without those about a Lead or Contact whose person was erased: what they say would come back with them. */
async function ofTheLiving({ store: { erasures } }: Flow, rows: readonly TaskRow[]): Promise<TaskRow[]> {
  const erased = await erasures.whoAmong([...new Set(rows.flatMap(({ task }) => task.whoId ?? []))]);
  return rows.filter(({ task: { whoId } }) => whoId === null || !erased.has(whoId));
}

function adoptedFrom({ sellers, instance }: Flow, { task }: TaskRow, moment: Moment): Task {
  return adoptedTask(task, { ...moment, instance, seller: sellers.sellerOf(task.ownerId) ?? '' });
}

function stepsOf(flow: Flow, known: ReadonlyMap<TaskRow, Task>, moment: Moment): Map<TaskId, TaskStep> {
  const rows = new Map<TaskId, TaskRow>();
  // Of two with one key, not yet linked: the living one.
  for (const [row, { id }] of known) if (rows.get(id)?.task.isDeleted !== false) rows.set(id, row);
  return new Map([...rows].map(([id, row]) => [id, stepOf(flow, row, moment)]));
}

function stepOf(flow: Flow, row: TaskRow, moment: Moment): TaskStep {
  const { sellers } = flow;
  return (task) => {
    if (task.salesforce.sending !== null) return null;
    // Off: nothing goes either way, until the owner is somebody for whom it is on.
    if (sellers.sellerOf(row.task.ownerId) === null && !sellers.isOn(task.seller)) return null;
    return pulled(task, seenBy(row, task), { ...moment, seller: sellerIn(flow, row, task) });
  };
}

/** Whose a row is now; null: nobody's here. A seller who has no user for the moment loses nothing by it. */
export function sellerIn({ sellers }: Flow, { task: { ownerId } }: TaskRow, { seller }: Task): string | null {
  return sellers.sellerOf(ownerId) ?? (sellers.userOf(seller) === null ? seller : null);
}
