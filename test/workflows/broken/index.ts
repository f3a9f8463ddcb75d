import { proxyActivities } from '@temporalio/workflow';
import { housekeeping as real } from '../../../workflows/housekeeping.ts';
import type { LogInput } from '../../../workflows/log-sales-activity.ts';
import { logSalesActivity as realLog } from '../../../workflows/log-sales-activity.ts';
import type { ChangesInput } from '../../../workflows/people-changes.ts';
import { syncPeopleChanges as realChanges } from '../../../workflows/people-changes.ts';
import type { InitialInput } from '../../../workflows/people-initial.ts';
import { syncPeopleInitial as realInitial } from '../../../workflows/people-initial.ts';
import type { PushInput } from '../../../workflows/people-push.ts';
import { syncPeoplePushes as realPushes } from '../../../workflows/people-push.ts';
import type { ReconcileInput } from '../../../workflows/people-reconcile.ts';
import { reconcilePeople as realReconcile } from '../../../workflows/people-reconcile.ts';
import type { PushUnsubscribesInput } from '../../../workflows/push-unsubscribes.ts';
import { pushUnsubscribes as realPush } from '../../../workflows/push-unsubscribes.ts';
import type { SenderInput } from '../../../workflows/send-sales-activities.ts';
import { sendToVendor as realSender } from '../../../workflows/send-sales-activities.ts';
import type { TasksInput } from '../../../workflows/sync-tasks.ts';
import { syncTasks as realTasks } from '../../../workflows/sync-tasks.ts';
import type { NightlyInput } from '../../../workflows/sync-unsubscribes-nightly.ts';
import { syncUnsubscribesNightly as realNightly } from '../../../workflows/sync-unsubscribes-nightly.ts';
import type { Activities } from '../temporal.ts';

const { recountPeople } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** The workflows with one more activity each: a change that running histories don't survive. */
export async function housekeeping() {
  await recountPeople();
  return real();
}

export async function syncPeopleChanges(input: ChangesInput) {
  await recountPeople();
  return realChanges(input);
}

export async function syncPeopleInitial(input: InitialInput) {
  await recountPeople();
  return realInitial(input);
}

export async function syncPeoplePushes(input: PushInput) {
  await recountPeople();
  return realPushes(input);
}

export async function reconcilePeople(input: ReconcileInput) {
  await recountPeople();
  return realReconcile(input);
}

export async function logSalesActivity(input: LogInput) {
  await recountPeople();
  return realLog(input);
}

export async function sendToVendor(input: SenderInput) {
  await recountPeople();
  return realSender(input);
}

export async function syncTasks(input: TasksInput) {
  await recountPeople();
  return realTasks(input);
}

export async function pushUnsubscribes(input: PushUnsubscribesInput) {
  await recountPeople();
  return realPush(input);
}

export async function syncUnsubscribesNightly(input: NightlyInput) {
  await recountPeople();
  return realNightly(input);
}
