import type { BranchAnswer } from '../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import type { SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { emailIdOf } from '../../../model/sales-activity/plan.ts';
import type { LoggedAsTask } from '../../../model/salesforce-task/new-task.ts';
import type { SalesActivityRecord } from '../../../store/sales-activities/types.ts';
import type { Sendable } from '../ports.ts';
import { skipped } from './answers.ts';
import type { Who } from './by-address.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { existingTasks } from './existing.ts';
import type { OpportunityOf } from './opportunities.ts';
import { addressOf, ownersOf, type TaskOwner } from './sellers.ts';
import { standOf, waitsForSend } from './sends.ts';
import { recordsOf } from './who.ts';
import type { Writing } from './writing.ts';

/** A Task that is to be made. */
export interface PlannedTask {
  sendable: Sendable;
  activity: LoggedAsTask;
  owner: TaskOwner;
  whoId: string;
  /** From the contact's roles, where the activity names none. */
  opportunityId: string | undefined;
  /** Late engagement with it that is sent in the same call. */
  kinds: Set<SalesActivityKind>;
}

/** What is to be set on a Task that is there: one change, whatever the number of activities. */
export interface PlannedMark {
  taskId: string;
  sendables: Sendable[];
}

type Asking = Pick<Writing, 'deps' | 'context' | 'readOpportunities'>;
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

/**
 * What is not known yet is asked for side by side: a call must leave soon after its claim.
 * @throws AppError where Salesforce could not be asked; nothing was written
 */
export async function planCall(asking: Asking, activities: readonly Sendable[]): Promise<CallPlan> {
  const { deps } = asking;
  const plan = new CallPlan();
  const tasks = activities.filter(({ salesforceWork }) => salesforceWork.includes('createTask'));
  const [sends] = await Promise.all([sendsOf(deps, activities), planTasks(asking, plan, tasks)]);
  for (const task of plan.tasks.values()) task.activity = withSubject(task.activity, sends);
  const now = deps.clock.now();
  for (const one of activities) if (one.salesforceWork.includes('updateSend')) planMark(plan, one, sends, now);
  return plan;
}

function sendsOf({ store }: SalesforceSenderDeps, activities: readonly Sendable[]): Promise<Sends> {
  const ids = activities.flatMap(({ activity }) => emailIdOf(activity) ?? []);
  return store.salesActivities.getMany([...new Set(ids)]);
}

async function planTasks(asking: Asking, plan: CallPlan, wanted: readonly Sendable[]): Promise<void> {
  if (wanted.length === 0) return;
  const { deps, context } = asking;
  const { salesforce, clock, store } = deps;
  // What was claimed before and is there stays as it is: somebody may have changed it since (salesforce-rest 5.5).
  const again = wanted.filter(({ row }) => row.tries > 1).map(({ row }) => row.id);
  const addresses = wanted.map(({ activity }) => activity.seller);
  const [existing, owners, [whoOf, opportunityOf]] = await Promise.all([
    existingTasks(deps, again, context),
    ownersOf({ salesforce, clock, sellers: store.sellers }, addresses, context),
    placesOf(asking, wanted),
  ]);
  for (const sendable of wanted) {
    const { row, activity } = sendable;
    const reference = existing.get(row.id);
    const owner = owners.get(addressOf(activity.seller));
    const who = whoOf(sendable);
    if (reference !== undefined) plan.taskAnswers.set(row.id, { state: 'done', reference });
    else if (owner === undefined) plan.taskAnswers.set(row.id, skipped('sellerUnknown'));
    else if ('skip' in who) plan.taskAnswers.set(row.id, skipped(who.skip));
    else if (isLoggedAsTask(activity)) {
      const opportunityId = opportunityOf(who.id);
      plan.tasks.set(row.id, { sendable, activity, owner, whoId: who.id, opportunityId, kinds: new Set() });
    }
  }
}

/** The record of each activity, and its opportunity where the activity names none. */
async function placesOf(
  { deps, context, readOpportunities }: Asking,
  wanted: readonly Sendable[],
): Promise<[(sendable: Sendable) => Who, OpportunityOf]> {
  const { duplicateRule } = await deps.store.settings.salesforce();
  const whoOf = await recordsOf(deps, wanted, duplicateRule, context);
  const open = wanted.filter(({ activity }) => isLoggedAsTask(activity) && activity.opportunityId === undefined);
  const whoIds = open.flatMap((sendable) => {
    const who = whoOf(sendable);
    return 'id' in who ? [who.id] : [];
  });
  return [whoOf, await readOpportunities(whoIds, context)];
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
