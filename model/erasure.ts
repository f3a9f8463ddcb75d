import type { MarketoId } from './ids.ts';
import type { SalesActivity } from './sales-activity/line.ts';
import type { Task } from './task/task.ts';

/** Why a branch is skipped whose person was erased. */
export const ERASED = 'erased';

/** What an erasure took away, in documents; of `branches`: how many will not be sent any more. */
export interface ErasedCounts {
  people: number;
  history: number;
  activities: number;
  branches: number;
  tasks: number;
  panels: number;
  suspects: number;
  /** Addresses that are kept as a fingerprint from then on. */
  optOuts: number;
}

/**
 * One erased person. A row of it stays for ever: it says when, by whom and why the person was erased.
 * open      asked for; marked or about to be       settling  removed; looked at again, for what was being written meanwhile
 * done      nothing is looked for any more
 */
export interface Erasure {
  id: MarketoId;
  at: Date;
  /** A user name, never an address. */
  by: string;
  /** Free text of the admin's: nothing personal. */
  reason: string;
  state: 'open' | 'settling' | 'done';
  /** When housekeeping looks next; null: never. */
  dueAt: Date | null;
}

export const NOTHING_ERASED: ErasedCounts = {
  people: 0,
  history: 0,
  activities: 0,
  branches: 0,
  tasks: 0,
  panels: 0,
  suspects: 0,
  optOuts: 0,
};

export function addCounts(one: ErasedCounts, other: ErasedCounts): ErasedCounts {
  return {
    people: one.people + other.people,
    history: one.history + other.history,
    activities: one.activities + other.activities,
    branches: one.branches + other.branches,
    tasks: one.tasks + other.tasks,
    panels: one.panels + other.panels,
    suspects: one.suspects + other.suspects,
    optOuts: one.optOuts + other.optOuts,
  };
}

/**
 * What is left of a sales activity without the personal data in it: its id, kind, person, time and seller, and which
 * email it belongs to. What a kind can't do without is empty, so that every reader still finds it.
 */
export function bareActivity(activity: SalesActivity): SalesActivity {
  const { id, personId, occurredAt, seller } = activity;
  const head = { id, personId, occurredAt, seller };
  const tie = 'emailId' in activity && activity.emailId !== undefined ? { emailId: activity.emailId } : {};
  switch (activity.type) {
    case 'emailSent':
      return { ...head, type: activity.type, emailSubject: '' };
    case 'emailOpened':
      return { ...head, type: activity.type, emailSubject: '', ...tie };
    case 'emailClicked':
      return { ...head, type: activity.type, link: '', ...tie };
    case 'emailReplied':
      return { ...head, type: activity.type, ...tie };
    case 'emailBounced':
      return { ...head, type: activity.type, email: '', ...tie };
    case 'callReceived':
      return { ...head, type: activity.type, callSubject: '' };
    case 'campaignAdded':
    case 'campaignRemoved':
      return { ...head, type: activity.type, campaignName: '' };
  }
}

/**
 * A reminder task without its texts, in nobody's list and never synced again. It keeps Salesforce's id: a Task that nobody
 * knew would be taken from there as a new one, texts and all. Null: it is so already.
 */
export function bareTask(task: Task, now: Date): Task | null {
  if (task.salesforce.parted === ERASED) return null;
  return {
    ...task,
    name: 'Erased',
    due: null,
    details: null,
    whoId: null,
    deleted: task.deleted ?? { at: now, in: 'actions' },
    revision: task.revision + 1,
    edits: {},
    lost: [],
    salesforce: {
      ...task.salesforce,
      state: 'parted',
      parted: ERASED,
      agreed: null,
      sending: null,
      refused: null,
    },
  };
}
