import type { Ticket } from '../ids.ts';
import { fieldsToSend, mergeTask } from './merge.ts';
import { fieldValues, someOf, spelling, type TaskRules } from './spelling.ts';
import {
  type AgreedTask,
  type LostEdit,
  type SalesforceFields,
  type SalesforceTask,
  type Sending,
  TASK_FIELDS,
  type Task,
  type TaskContent,
  type TaskField,
} from './task.ts';
import { contentOf, withLink, withLost, withoutEdit, withStatus } from './with.ts';
import { workOf } from './work.ts';

export interface PullContext {
  rules: TaskRules;
  /** The seller whose user owns the Task there; null: no seller with whom it could be synced. */
  seller: string | null;
  /** The database's time. */
  now: Date;
}

/**
 * A row of Salesforce's, read by whatever way. A row that is older than what was seen before changes nothing. Links the
 * task to the row where it was not, moves it to its owner (Q31), ends the sync of an archived one, follows a deletion and
 * its undoing, and merges the fields.
 */
export function pulled(task: Task, theirs: SalesforceTask, context: PullContext): Task | null {
  const { agreed, sending, parted } = task.salesforce;
  if (parted === 'erased') return null;
  if (agreed !== null && theirs.asOf < agreed.asOf) return null;
  // The row says that the call which made it was executed.
  const before =
    sending?.work === 'create'
      ? (sent(task, { batch: sending.batch, taskId: theirs.id, asOf: theirs.asOf }) ?? task)
      : task;
  // Undeleted there after both sides had agreed that it is gone.
  const isBack = agreed?.isDeleted === true && !theirs.isDeleted;
  const linked: Task = {
    ...before,
    seller: context.seller ?? before.seller,
    whoId: before.personId === null ? theirs.whoId : before.whoId,
    salesforce: {
      ...before.salesforce,
      ...partedAs(theirs, context.seller),
      taskId: theirs.id,
      agreed: agreedFrom(theirs),
    },
  };
  const next = followed(linked, before, theirs, { ...context, isBack });
  return isSame(next, task) ? null : next;
}

/**
 * Salesforce says that a linked Task is deleted, or does not know it any more (asked by id). `asOf`: taken before it was
 * asked.
 */
export function goneThere(task: Task, { asOf, now }: { asOf: Ticket; now: Date }): Task | null {
  const { agreed } = task.salesforce;
  if (agreed === null || agreed.isDeleted || asOf < agreed.asOf) return null;
  return deletedThere(withLink(task, { agreed: { ...agreed, isDeleted: true, asOf } }), now);
}

/**
 * A call begins: what it has to write is in `sending.values`, of a Task that is to be made all of it. Where what was
 * changed here does not differ there (the template leaves the name out) nothing is left to send, and no call begins.
 */
export function claimed(
  task: Task,
  { batch, now, rules }: { batch: string; now: Date; rules: TaskRules },
): Task | null {
  const work = workOf(task);
  const { sending, agreed } = task.salesforce;
  if (sending !== null || work === null) return null;
  const differing = work !== 'update' || agreed === null ? TASK_FIELDS : fieldsToSend(task, agreed, rules);
  const fields = differing.filter((field) => rules.readOnly?.includes(field) !== true);
  if (fields.length === 0) return { ...task, edits: {} };
  const values = work === 'delete' ? {} : fieldValues(task, fields, rules);
  return withLink(task, { sending: { batch, since: now, work, values, content: contentOf(task) } });
}

/**
 * A call was executed. `asOf`: taken after its answer, so that no read of before counts any more.
 */
export function sent(
  task: Task,
  { batch, taskId, asOf }: { batch: string; taskId: string; asOf: Ticket },
): Task | null {
  const { sending, agreed, state } = task.salesforce;
  if (sending?.batch !== batch) return null;
  const isDeleted = sending.work === 'delete' || (agreed?.isDeleted ?? false);
  const newest = agreed !== null && agreed.asOf > asOf ? agreed.asOf : asOf;
  const next = withLink(task, {
    state: state === 'waiting' ? 'linked' : state,
    taskId,
    sending: null,
    agreed: { ...EMPTY, ...agreed, ...sending.values, isDeleted, asOf: newest },
  });
  return { ...next, edits: editsSince(task, sending) };
}

/** A call was surely not executed: it may be made again. */
export function released(task: Task, { batch }: { batch: string }): Task | null {
  return task.salesforce.sending?.batch === batch ? withLink(task, { sending: null }) : null;
}

/** Salesforce refused this one; `error`: of the registry. */
export function refused(task: Task, { batch, error, at }: { batch: string; error: string; at: Date }): Task | null {
  return task.salesforce.sending?.batch === batch ? withLink(task, { sending: null, refused: { error, at } }) : null;
}

/** By a person: what was refused is sent again. */
export function retried(task: Task): Task | null {
  return task.salesforce.refused === null ? null : withLink(task, { refused: null });
}

/**
 * A call of unknown outcome was looked up by the key or the id. `found` null: no such Task is to be seen, which proves
 * nothing but that none was made: the call may be made again, and Salesforce will say.
 */
export function lookedUp(
  task: Task,
  { batch, found, ...context }: { batch: string; found: SalesforceTask | null } & PullContext,
): Task | null {
  const { sending } = task.salesforce;
  if (sending?.batch !== batch) return null;
  const free = withLink(task, { sending: null });
  if (found === null) return free;
  const before = sending.work === 'create' ? task : withLink(free, { agreed: arrived(task, sending, found) });
  return pulled(before, found, context) ?? before;
}

/** What the row has of the call's values is ours: what was changed here since is newer, whatever the row's time. */
function arrived({ salesforce: { agreed } }: Task, { values }: Sending, found: SalesforceTask): AgreedTask | null {
  if (agreed === null) return null;
  const sentFields = { ...agreed, ...values };
  const fields = TASK_FIELDS.filter((field) => spelling(sentFields, field) === spelling(found, field));
  return { ...agreed, ...someOf(found, fields) };
}

export function agreedFrom(theirs: SalesforceTask): AgreedTask {
  const { subject, status, isClosed, priority, due, details, isDeleted, asOf } = theirs;
  return { subject, status, isClosed, priority, due, details, isDeleted, asOf };
}

const EMPTY: SalesforceFields = {
  subject: null,
  status: '',
  isClosed: false,
  priority: null,
  due: null,
  details: null,
};

type Followed = PullContext & { isBack: boolean };

function followed(linked: Task, before: Task, theirs: SalesforceTask, { rules, now, isBack }: Followed): Task {
  if (theirs.isDeleted) return deletedThere(linked, now);
  if (before.deleted !== null && !isBack) return withLost(linked, lostToDeletion(before, theirs, now));
  // While it was deleted here, what was changed there was seen and not taken.
  const merge = mergeTask(before, isBack ? { agreed: null } : before.salesforce, theirs, rules);
  let next: Task = isBack ? { ...linked, deleted: null } : linked;
  for (const field of TASK_FIELDS) {
    const decision = merge[field];
    if (decision.lost !== null) next = withLost(next, [{ field, against: 'edit', at: now, ...decision.lost }]);
    if (decision.does === 'take') next = taken(next, field, decision.value, now);
    if (decision.does === 'take' || decision.does === 'settle') next = withoutEdit(next, field);
  }
  return next;
}

function taken(task: Task, field: TaskField, value: TaskContent[TaskField], at: Date): Task {
  if (field === 'status') return withStatus(task, value === 'complete' ? 'complete' : 'open', { at, in: 'salesforce' });
  return { ...task, [field]: value };
}

/** What people changed here and Salesforce was not told is lost with it. */
function deletedThere(task: Task, now: Date): Task {
  if (task.deleted !== null) return { ...task, edits: {} };
  const lost = TASK_FIELDS.filter((field) => task.edits[field] !== undefined).map((field): LostEdit => {
    return { field, value: task[field], side: 'actions', against: 'deletion', at: now };
  });
  return { ...withLost(task, lost), edits: {}, deleted: { at: now, in: 'salesforce' } };
}

/** Deleted here: what was changed there since is lost. */
function lostToDeletion({ salesforce: { agreed } }: Task, theirs: SalesforceTask, at: Date): LostEdit[] {
  if (agreed === null) return [];
  return TASK_FIELDS.filter((field) => spelling(agreed, field) !== spelling(theirs, field)).map((field): LostEdit => {
    return { field, value: spelling(theirs, field), side: 'salesforce', against: 'deletion', at };
  });
}

function partedAs(theirs: SalesforceTask, seller: string | null): Pick<Task['salesforce'], 'state' | 'parted'> {
  if (theirs.isArchived) return { state: 'parted', parted: 'archived' };
  // Of a deleted one the owner does not matter.
  if (seller === null && !theirs.isDeleted) return { state: 'parted', parted: 'reassigned' };
  return { state: 'linked', parted: null };
}

/** Fields that were changed once more while the call was under way. */
function editsSince(task: Task, { content }: Sending): Task['edits'] {
  const changed = TASK_FIELDS.filter((field) => task[field] !== content[field]);
  const edits = Object.entries(task.edits).filter(([name]) => changed.some((field) => field === name));
  return Object.fromEntries(edits);
}

/** Another read of the same says nothing new. */
function isSame(next: Task, task: Task): boolean {
  const asOf = task.salesforce.agreed?.asOf;
  const { agreed } = next.salesforce;
  if (agreed === null || asOf === undefined) return false;
  return JSON.stringify(withLink(next, { agreed: { ...agreed, asOf } })) === JSON.stringify(task);
}
