import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';

/** Ids, queues, messages and search attributes of all workflows: permanent once released (design section 4). */
export const workflowIds = (instance: string) => ({
  peopleInitial: `${instance}/people-initial`,
  peopleChanges: `${instance}/people-changes`,
  peopleReconcile: `${instance}/people-reconcile`,
  housekeeping: `${instance}/housekeeping`,
});

/** One queue per instance: calls are limited by the quota ledger, not by the queue. */
export const taskQueue = (instance: string): string => `actions-sync/${instance}`;

/** Look at MongoDB again now: paused, resumed, settings changed, something to do. */
export const wake = defineSignal('wake');

export interface FlowProgress {
  state: string;
  details: string;
}
/** What current details show, for programs. */
export const progress = defineQuery<FlowProgress>('progress');

export interface RereadSummary {
  asked: number;
  read: number;
  written: number;
  qualified: number;
  joined: number;
  left: number;
  held: number;
  suspects: number;
}
/** Reads these people again at once; answers when they are written. Marketo ids, at most 3,000. */
export const resyncPeople = defineUpdate<RereadSummary, [{ ids: number[] }]>('resyncPeople');
/** Reads everyone held by the brake again and lets them leave. */
export const approveHeld = defineUpdate<RereadSummary>('approveHeld');

export const searchAttributes = {
  SyncFlow: defineSearchAttributeKey('SyncFlow', SearchAttributeType.KEYWORD),
  SyncState: defineSearchAttributeKey('SyncState', SearchAttributeType.KEYWORD),
  SyncError: defineSearchAttributeKey('SyncError', SearchAttributeType.KEYWORD),
  PeopleRead: defineSearchAttributeKey('PeopleRead', SearchAttributeType.INT),
};

/** The same attributes by the type names that Temporal's dev server takes at its start. */
export const devServerSearchAttributes = {
  SyncFlow: 'Keyword',
  SyncState: 'Keyword',
  SyncError: 'Keyword',
  PeopleRead: 'Int',
} as const satisfies Record<keyof typeof searchAttributes, string>;
