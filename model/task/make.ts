import type { MarketoId } from '../ids.ts';
import { taskKey } from '../salesforce-task/key.ts';
import { adoptedTaskId, type TaskId } from './id.ts';
import { readField, spelling, type TaskRules } from './spelling.ts';
import { agreedFrom } from './steps.ts';
import type { SalesforceTask, Task, TaskContent, TaskField, TaskKind } from './task.ts';
import { contentOf, withStatus } from './with.ts';

export interface NewTask extends TaskContent {
  id: TaskId;
  kind: TaskKind;
  seller: string;
  personId: MarketoId | null;
}

/** `isSynced`: whether the sync is on for its seller; what was made while it was off is never sent (product.md 5.2). */
export function newTask(
  { id, kind, seller, personId, ...content }: NewTask,
  { instance, isSynced, now }: { instance: string; isSynced: boolean; now: Date },
): Task {
  return {
    id,
    kind,
    seller,
    personId,
    whoId: null,
    origin: 'actions',
    ...contentOf(content),
    createdAt: now,
    changedAt: now,
    completed: content.status === 'complete' ? { at: now, in: 'actions' } : null,
    deleted: null,
    revision: 1,
    edits: {},
    lost: [],
    salesforce: {
      state: isSynced ? 'waiting' : 'none',
      parted: null,
      key: taskKey(id, instance),
      taskId: null,
      agreed: null,
      sending: null,
      refused: null,
    },
  };
}

/** A task that was made in Salesforce, as it is there: its subject becomes its name, this once (product.md 5.1). */
export function adoptedTask(
  theirs: SalesforceTask,
  { instance, seller, rules, now }: { instance: string; seller: string; rules: TaskRules; now: Date },
): Task {
  const id = adoptedTaskId(theirs.id, instance);
  const made = newTask(
    {
      id,
      kind: 'custom',
      seller,
      personId: null,
      name: spelling(theirs, 'name') ?? UNNAMED,
      status: 'open',
      priority: readField(theirs, 'priority', rules) ?? 'normal',
      due: spelling(theirs, 'due'),
      details: spelling(theirs, 'details'),
    },
    { instance, isSynced: true, now },
  );
  const task = withStatus(made, theirs.isClosed ? 'complete' : 'open', { at: now, in: 'salesforce' });
  const link = { ...task.salesforce, state: 'linked', taskId: theirs.id, agreed: agreedFrom(theirs) } as const;
  return { ...task, origin: 'salesforce', whoId: theirs.whoId, revision: 0, salesforce: link };
}

/** Of a Task without a subject. */
const UNNAMED = 'Task';

export type TaskEdit = Partial<TaskContent>;

/** Changes made by a person here, at a moment of the database's clock; null: they change nothing. A refusal is over. */
export function edited(task: Task, edit: TaskEdit, now: Date): Task | null {
  const fields = (Object.keys(edit) as TaskField[]).filter(
    (field) => edit[field] !== undefined && edit[field] !== task[field],
  );
  if (fields.length === 0) return null;
  const { status = task.status, ...rest } = edit;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const changed = withStatus({ ...task, ...given }, status, { at: now, in: 'actions' });
  return {
    ...changed,
    revision: task.revision + 1,
    edits: { ...task.edits, ...Object.fromEntries(isEverSent(task) ? fields.map((field) => [field, now]) : []) },
    salesforce: { ...task.salesforce, refused: null },
  };
}

/** By a person here; null: it was deleted before. What was changed and not sent goes with it. */
export function deletedHere(task: Task, now: Date): Task | null {
  if (task.deleted !== null) return null;
  return {
    ...task,
    deleted: { at: now, in: 'actions' },
    revision: task.revision + 1,
    edits: {},
    salesforce: { ...task.salesforce, refused: null },
  };
}

/** Of a Task that is yet to be made all fields go out, whatever was changed when. */
function isEverSent({ salesforce: { state, sending } }: Task): boolean {
  return state === 'linked' || state === 'parted' || sending !== null;
}
