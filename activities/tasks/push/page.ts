import { randomUUID } from 'node:crypto';
import type { AppError } from '../../../model/errors/app-error.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { claimed } from '../../../model/task/steps.ts';
import type { SendWork, Task } from '../../../model/task/task.ts';
import { isOverdue, TASK_SENDING_FOR_MS, workOf } from '../../../model/task/work.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import { createGate } from '../../sales-activities/salesforce/gate.ts';
import { type Calls, MOST_SPLITS } from '../../sales-activities/salesforce/writing.ts';
import { type Flow, readerOf, rulesAt } from '../flow.ts';
import { applyRows } from '../pull/apply.ts';
import { rowsById } from '../salesforce/read.ts';
import { sendCreates } from './creates.ts';
import { lookUp } from './look-up.ts';
import type { SendOutcome } from './outcome.ts';
import { sendRemovals } from './removals.ts';
import { settle } from './settle.ts';
import { sendUpdates } from './updates.ts';

/** A call leaves this soon after its claim, or never: look-ups count on it (design section 5). */
const START_WITHIN_MS = 5_000;

export interface PageSent {
  sent: number;
  calls: number;
  lookedUp: number;
  /** New ones that wait for the key field. */
  withoutKey: number;
  /** Until the next call without an answer may be looked up. */
  nextInMs: number;
  /** What Salesforce refused whole calls for: nothing of them was written. */
  error: AppError | null;
}

/** Sends what waits of one page of tasks, one call for each kind of work; what may have been sent is looked up before. */
export async function sendPage(flow: Flow, page: readonly Task[], beforeCalls: () => Promise<void>): Promise<PageSent> {
  const now = await flow.store.serverTime();
  const open = page.filter(({ salesforce: { sending } }) => sending !== null);
  const overdue = open.filter(({ salesforce: { sending } }) => sending !== null && isOverdue(sending, now));
  await lookUp(flow, overdue);
  const seen = page.filter(
    ({ id, salesforce: { sending } }) => sending === null || overdue.some((one) => one.id === id),
  );
  const fresh = await compared(flow, seen);
  const [ready, withoutKey] = [
    fresh.filter((task) => isReady(flow, task)),
    fresh.filter((task) => lacksKey(flow, task)),
  ];
  const { outcomes, calls } = await call(flow, ready, beforeCalls);
  const held = [...outcomes.values()].flatMap((one) => (one.kind === 'held' && one.error !== null ? [one.error] : []));
  return {
    sent: [...outcomes.values()].filter(({ kind }) => kind === 'sent').length,
    calls,
    lookedUp: overdue.length,
    withoutKey: withoutKey.length,
    nextInMs: nextLookIn(open, outcomes, now),
    error: held[0] ?? null,
  };
}

/** Read just before they are written: what was changed there meanwhile is compared first, and only what differs goes out. */
async function compared(flow: Flow, tasks: readonly Task[]): Promise<Task[]> {
  const ids = tasks.flatMap(({ salesforce: { taskId } }) => taskId ?? []);
  await applyRows(flow, await rowsById(readerOf(flow), ids));
  const now = await flow.store.tasks.getMany(tasks.map(({ id }) => id));
  return [...now.values()].filter(({ salesforce: { sending } }) => sending === null);
}

function isReady(flow: Flow, task: Task): boolean {
  const work = workOf(task);
  if (work === 'create') return flow.org.hasKey && flow.sellers.userOf(task.seller) !== null;
  return work !== null;
}

const lacksKey = ({ org }: Flow, task: Task): boolean => !org.hasKey && workOf(task) === 'create';

async function call(
  flow: Flow,
  ready: readonly Task[],
  beforeCalls: () => Promise<void>,
): Promise<{ outcomes: Map<TaskId, SendOutcome>; calls: number }> {
  const outcomes = new Map<TaskId, SendOutcome>();
  let calls = 0;
  if (ready.length === 0) return { outcomes, calls };
  await beforeCalls();
  for (const [work, send] of [
    ['create', sendCreates],
    ['update', sendUpdates],
    ['delete', sendRemovals],
  ] as const) {
    const wanted = ready.filter((task) => workOf(task) === work);
    if (wanted.length === 0) continue;
    flow.context.signal.throwIfAborted();
    const batch = await claim(flow, work, wanted);
    if (batch.tasks.length === 0) continue;
    calls += 1;
    const answers = await send(flow, batch.calls, batch.tasks);
    const [asOf, now] = [await flow.store.tickets.take(), await flow.store.serverTime()];
    await settle(flow, answers, { batch: batch.id, asOf, now });
    for (const [id, outcome] of answers) outcomes.set(id, outcome);
  }
  await readBack(flow, outcomes, ready);
  return { outcomes, calls };
}

interface Batch {
  id: string;
  tasks: Task[];
  calls: Calls;
}

/** A name that the template does not show is settled here, without a call. */
async function claim(flow: Flow, work: SendWork, wanted: readonly Task[]): Promise<Batch> {
  const id = randomUUID();
  const now = await flow.store.serverTime();
  const startBy = new Date(flow.clock.now().getTime() + START_WITHIN_MS);
  const rules = rulesAt(flow, now);
  const step: TaskStep = (task) => (workOf(task) === work ? claimed(task, { batch: id, now, rules }) : null);
  const changed = await flow.store.tasks.change(new Map(wanted.map((task) => [task.id, step])));
  const tasks = [...changed.values()].flatMap(({ task }) => (task?.salesforce.sending?.batch === id ? [task] : []));
  const calls = { context: flow.context, gate: createGate(flow.clock, startBy), splits: MOST_SPLITS };
  return { id, tasks, calls };
}

/** Automation of the org may have changed what was written: that is a change like any other (salesforce-rest 7). */
async function readBack(flow: Flow, outcomes: ReadonlyMap<TaskId, SendOutcome>, tasks: readonly Task[]): Promise<void> {
  const deleted = new Set(tasks.filter((task) => workOf(task) === 'delete').map(({ id }) => id));
  const ids = [...outcomes].flatMap(([id, one]) => (one.kind === 'sent' && !deleted.has(id) ? [one.taskId] : []));
  await applyRows(flow, await rowsById(readerOf(flow), ids));
}

function nextLookIn(open: readonly Task[], outcomes: ReadonlyMap<TaskId, SendOutcome>, now: Date): number {
  const waits = open.flatMap(({ salesforce: { sending } }) =>
    sending === null || isOverdue(sending, now) ? [] : [sending.since.getTime() + TASK_SENDING_FOR_MS - now.getTime()],
  );
  const isUnknown = [...outcomes.values()].some(({ kind }) => kind === 'unknown');
  return Math.min(...waits, isUnknown ? TASK_SENDING_FOR_MS : Number.POSITIVE_INFINITY);
}
