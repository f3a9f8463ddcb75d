import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Vendor } from '../model/sales-activity/kinds.ts';
import type { BranchNews } from '../model/sales-activity/news.ts';

/** Ids, queues, messages and search attributes of all workflows: permanent once released (design section 4). */
export const workflowIds = (instance: string) => ({
  peopleInitial: `${instance}/people-initial`,
  peopleChanges: `${instance}/people-changes`,
  peopleReconcile: `${instance}/people-reconcile`,
  peoplePush: `${instance}/people-push`,
  housekeeping: `${instance}/housekeeping`,
  salesActivity: (id: string) => `${instance}/sales-activity/${id}`,
  sender: (vendor: Vendor) => `${instance}/sender-${vendor}`,
  tasks: `${instance}/tasks`,
  unsubscribes: `${instance}/unsubscribes`,
  unsubscribesNightly: `${instance}/unsubscribes-nightly`,
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

/** Tells a sales activity's workflow what a sender has stored. */
export const branchMoved = defineSignal<[BranchNews[]]>('branchMoved');

/** What became of people who were read again: numbers of people. */
export interface RereadSummary {
  asked: number;
  /** Returned by Marketo. */
  read: number;
  /** Newer than what was stored. */
  written: number;
  /** Of those written, the visible ones. */
  qualified: number;
  /** Visible now, and not before. */
  joined: number;
  /** Visible before, and not now. */
  left: number;
  /** Would have left, but the brake holds them (docs/people.md). */
  held: number;
  /** Asked for and not returned: asked again before anything is concluded. */
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
  SalesActivityKind: defineSearchAttributeKey('SalesActivityKind', SearchAttributeType.KEYWORD),
};

/** The same attributes by the type names that Temporal's dev server takes at its start. */
export const devServerSearchAttributes = {
  SyncFlow: 'Keyword',
  SyncState: 'Keyword',
  SyncError: 'Keyword',
  PeopleRead: 'Int',
  SalesActivityKind: 'Keyword',
} as const satisfies Record<keyof typeof searchAttributes, string>;
