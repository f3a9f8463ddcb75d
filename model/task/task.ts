import type { MarketoId, Ticket } from '../ids.ts';
import type { TaskId } from './id.ts';

/** What kind of thing the seller is reminded of; Salesforce is told only through the subject template. */
export const TASK_KINDS = ['email', 'call', 'inMail', 'custom'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** The fields that go to Salesforce (product.md 5.1); all but the name come back too. */
export const TASK_FIELDS = ['name', 'status', 'priority', 'due', 'details'] as const;
/** A field of a task that goes to Salesforce. */
export type TaskField = (typeof TASK_FIELDS)[number];

/** What a seller writes into a task. */
export interface TaskContent {
  name: string;
  status: 'open' | 'complete';
  priority: 'normal' | 'high';
  /** A calendar day, `YYYY-MM-DD`: no zone. */
  due: string | null;
  details: string | null;
}

/** Where something was made or changed: here or in Salesforce. */
export type Side = 'actions' | 'salesforce';

/** A reminder task of one seller. Times are the database's but where it says otherwise. */
export interface Task extends TaskContent {
  id: TaskId;
  kind: TaskKind;
  /** The seller's address as it compares. */
  seller: string;
  personId: MarketoId | null;
  /** Salesforce's lead or contact that it is about, where it was made there: the person may arrive later (Q35). */
  whoId: string | null;
  /** Where it was made. */
  origin: Side;
  createdAt: Date;
  changedAt: Date;
  /** When and where it was completed, as long as it is: a campaign's next step may wait for it. */
  completed: { at: Date; in: Side } | null;
  deleted: { at: Date; in: Side } | null;
  /** Grows with each change that a person makes here. */
  revision: number;
  /** When each field was changed here last, as long as Salesforce has not been told. */
  edits: Partial<Record<TaskField, Date>>;
  /** What conflicts have cost, the newest last; at most `LOST_KEPT`. */
  lost: LostEdit[];
  salesforce: TaskLink;
}

export const LOST_KEPT = 20;

/** A value that lost against the other side's, or against a deletion there. */
export interface LostEdit {
  field: TaskField;
  value: string | null;
  /** Whose value it was. */
  side: Side;
  /** deletion: the task was deleted on the other side. */
  against: 'edit' | 'deletion';
  at: Date;
}

/**
 * none     made while the sync was off: never sent       waiting  Salesforce has no Task of it yet, but will
 * linked   it is the Task `taskId`                       parted   linked, but not synced now: see `parted`
 */
export interface TaskLink {
  state: 'none' | 'waiting' | 'linked' | 'parted';
  /**
   * reassigned: its owner there is no seller here, so that it is in nobody's list. archived: by Salesforce, for its age.
   * erased: its texts are gone from here for good; Salesforce's copy is left alone.
   */
  parted: 'reassigned' | 'archived' | 'erased' | null;
  /** By which Salesforce knows it: `Actions_Sync_Key__c`. */
  key: string;
  /** 18 characters, `00T…`. */
  taskId: string | null;
  /** What both sides agreed on last, or Salesforce was seen to have since: the base of the three-way comparison. */
  agreed: AgreedTask | null;
  /** A call under way, or one whose outcome nobody knows. */
  sending: Sending | null;
  /** Salesforce refused the last call for this one; nothing is sent until a person changes or retries it. */
  refused: { error: string; at: Date } | null;
}

/** A Task's fields as Salesforce spells them. */
export interface SalesforceFields {
  subject: string | null;
  status: string;
  isClosed: boolean;
  priority: string | null;
  /** ActivityDate, `YYYY-MM-DD`. */
  due: string | null;
  /** Description. */
  details: string | null;
}

export interface AgreedTask extends SalesforceFields {
  isDeleted: boolean;
  /** A read that began before this ticket was taken says nothing new. */
  asOf: Ticket;
}

/** A row of Task as it was read. Times are Salesforce's, whole seconds. */
export interface SalesforceTask extends SalesforceFields {
  /** 18 characters. */
  id: string;
  key: string | null;
  ownerId: string;
  whoId: string | null;
  isDeleted: boolean;
  isArchived: boolean;
  /** LastModifiedDate: of the last change by somebody. */
  modifiedAt: Date;
  /** SystemModstamp. */
  stamp: Date;
  /** Taken before the read: of two reads the one with the higher ticket is the newer, whatever their stamps say. */
  asOf: Ticket;
}

export interface Sending {
  batch: string;
  since: Date;
  work: SendWork;
  /** What the call writes; nothing of a deletion. */
  values: Partial<SalesforceFields>;
  /** Our fields as they were when the call was made. */
  content: TaskContent;
}

export type SendWork = 'create' | 'update' | 'delete';
