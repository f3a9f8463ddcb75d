import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { emailIdOf } from '../../../model/sales-activity/plan.ts';
import type { LoggedAsTask } from '../../../model/salesforce-task/new-task.ts';
import type { SalesforceContext } from '../../../salesforce/index.ts';
import type { SalesActivityRecord } from '../../../store/sales-activities/types.ts';
import type { Sendable } from '../ports.ts';
import { skipped } from './answers.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { existingTasks } from './existing.ts';
import { addressOf, ownersOf, type TaskOwner } from './sellers.ts';
import { standOf, waitsForSend } from './sends.ts';
import { recordsOf } from './who.ts';

/** A Task that is to be made. */
export interface PlannedTask {
  sendable: Sendable;
  activity: LoggedAsTask;
  owner: TaskOwner;
  whoId: string;
  /** Late engagement with it that is sent in the same call. */
  kinds: Set<SalesActivityKind>;
}

/** What is to be set on a Task that is there: one change, whatever the number of activities. */
export interface PlannedMark {
  taskId: string;
  sendables: Sendable[];
}

type Sends = ReadonlyMap<SalesActivityId, SalesActivityRecord>;

/** What one call does, and what is known without it. An activity may be both a Task and a mark on another. */
export class CallPlan {
  readonly tasks = new Map<SalesActivityId, PlannedTask>();
  /** By the Task's id. */
  readonly marks = new Map<string, PlannedMark>();
  /** Marks on Tasks that this call makes. */
  readonly folded: { sendable: Sendable; sendId: SalesActivityId }[] = [];
  readonly taskAnswers = new Map<SalesActivityId, BranchAnswer>();
  readonly markAnswers = new Map<SalesActivityId, BranchAnswer>();
}

/** @throws AppError where Salesforce could not be asked; nothing was written */
export async function planCall(
  deps: SalesforceSenderDeps,
  activities: readonly Sendable[],
  context: SalesforceContext,
): Promise<CallPlan> {
  const emailIds = activities.flatMap(({ activity }) => emailIdOf(activity) ?? []);
  const sends = await deps.store.salesActivities.getMany([...new Set(emailIds)]);
  const plan = new CallPlan();
  const tasks = activities.filter(({ salesforceWork }) => salesforceWork.includes('createTask'));
  await planTasks(deps, plan, tasks, sends, context);
  const now = deps.clock.now();
  for (const one of activities) if (one.salesforceWork.includes('updateSend')) planMark(plan, one, sends, now);
  return plan;
}

async function planTasks(
  deps: SalesforceSenderDeps,
  plan: CallPlan,
  wanted: readonly Sendable[],
  sends: Sends,
  context: SalesforceContext,
): Promise<void> {
  // What was claimed before and is there stays as it is: somebody may have changed it since (salesforce-rest 5.5).
  const again = wanted.filter(({ row }) => row.tries > 1).map(({ row }) => row.id);
  for (const [id, reference] of await existingTasks(deps, again, context)) {
    plan.taskAnswers.set(id, { state: 'done', reference });
  }
  const absent = wanted.filter(({ row }) => !plan.taskAnswers.has(row.id));
  if (absent.length === 0) return;
  const { salesforce, clock, store } = deps;
  const addresses = absent.map(({ activity }) => activity.seller);
  const owners = await ownersOf({ salesforce, clock, sellers: store.sellers }, addresses, context);
  const owned = absent.flatMap((sendable) => {
    const owner = owners.get(addressOf(sendable.activity.seller));
    if (owner === undefined) plan.taskAnswers.set(sendable.row.id, skipped('sellerUnknown'));
    return owner === undefined ? [] : [{ sendable, owner }];
  });
  const { duplicateRule } = await store.settings.salesforce();
  const sendables = owned.map(({ sendable }) => sendable);
  const whoOf = await recordsOf(deps, sendables, duplicateRule, context);
  for (const { sendable, owner } of owned) {
    const { row, activity } = sendable;
    const who = whoOf(sendable);
    if ('skip' in who) plan.taskAnswers.set(row.id, skipped(who.skip));
    else if (isLoggedAsTask(activity)) {
      const task = { sendable, activity: withSubject(activity, sends), owner, whoId: who.id, kinds: new Set<never>() };
      plan.tasks.set(row.id, task);
    }
  }
}

function planMark(plan: CallPlan, sendable: Sendable, sends: Sends, now: Date): void {
  const { row, activity } = sendable;
  const sendId = emailIdOf(activity);
  if (sendId === null) return;
  const made = plan.tasks.get(sendId);
  if (made !== undefined) {
    made.kinds.add(activity.type);
    plan.folded.push({ sendable, sendId });
    return;
  }
  const stand = standOf(sends.get(sendId), plan.taskAnswers.get(sendId));
  if (stand.kind === 'never') plan.markAnswers.set(row.id, skipped('sendNotLogged'));
  else if (stand.kind === 'later') plan.markAnswers.set(row.id, waitsForSend(row, now));
  else {
    const mark = plan.marks.get(stand.taskId) ?? { taskId: stand.taskId, sendables: [] };
    mark.sendables.push(sendable);
    plan.marks.set(stand.taskId, mark);
  }
}

function isLoggedAsTask(activity: Sendable['activity']): activity is LoggedAsTask {
  return activity.type === 'emailSent' || activity.type === 'emailReplied' || activity.type === 'callReceived';
}

/** A reply that doesn't say what it replies to has the subject of its send. */
function withSubject(activity: LoggedAsTask, sends: Sends): LoggedAsTask {
  if (activity.type !== 'emailReplied' || activity.emailSubject !== undefined) return activity;
  const send = activity.emailId === undefined ? undefined : sends.get(activity.emailId)?.activity;
  return send?.type === 'emailSent' ? { ...activity, emailSubject: send.emailSubject } : activity;
}
