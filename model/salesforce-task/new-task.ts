import type { SalesActivity } from '../sales-activity/line.ts';
import { dayIn } from './day.ts';
import { type FieldValue, fitting, type TaskFields, type TaskValues, type ValueKind } from './fields.ts';
import { KEY_FIELD } from './key.ts';
import { replySubject, type SubjectField, subjectFrom } from './subject.ts';

/** Those that become a Task of their own. */
export type LoggedAsTask = Extract<SalesActivity, { type: 'emailSent' | 'emailReplied' | 'callReceived' }>;

/** Where a Task goes, and what the org takes. */
export interface TaskTarget {
  key: string;
  /** The seller's user, `005…`. */
  ownerId: string;
  /** The seller's, by its IANA name. */
  timeZone: string | null;
  /** A contact's or a lead's id. */
  whoId: string;
  /** For an activity that names none; undefined: it has none. */
  opportunityId?: string | undefined;
  /** Of the org's closed ones: a closed Task locks nothing when it is made (salesforce-rest 5.4). */
  status: string;
  subjectTemplate: string;
  fields: TaskFields;
  /** Names in lower case of fields that Salesforce has just refused. */
  without?: ReadonlySet<string>;
}

/** `Type` is as product.md 4.4 has it; a reply is an e-mail to Salesforce. */
const NAMES: Record<LoggedAsTask['type'], { type: string; subtype: string }> = {
  emailSent: { type: 'Email', subtype: 'Email' },
  emailReplied: { type: 'Reply', subtype: 'Email' },
  callReceived: { type: 'Call', subtype: 'Call' },
};

/** Optional fields of product.md 4.5, each with the attribute that fills it. */
const OPTIONAL: readonly [field: string, kind: ValueKind, attribute: string][] = [
  ['mktosales_call_outcome__c', 'text', 'callSubject'],
  ['mktosales_call_reason__c', 'text', 'callReason'],
  ['MSE_Call_Local_Presence_ID__c', 'text', 'localPresenceId'],
  ['MSE_Call_Recording__c', 'url', 'callRecordingUrl'],
  ['MSE_Campaign__c', 'text', 'campaignName'],
  ['MSE_Current_Campaign_Step__c', 'text', 'campaignStepName'],
  ['MSE_Campaign_Details_Link__c', 'url', 'campaignUrl'],
  ['MSE_Template__c', 'text', 'templateName'],
  ['MSE_Template_Details__c', 'url', 'templateUrl'],
  ['MSE_Details__c', 'url', 'emailUrl'],
];

/**
 * A new Task, already closed (product.md 4.4, 4.5; Q17, Q19, Q22). Without its key, owner, person and status it would be
 * none; everything else is left out where the org doesn't take it.
 */
export function newTask(activity: LoggedAsTask, target: TaskTarget): TaskValues {
  return {
    [KEY_FIELD]: target.key,
    OwnerId: target.ownerId,
    WhoId: target.whoId,
    Status: target.status,
    ...fitting(valuesOf(activity, target), { ...target, use: 'create' }),
  };
}

function valuesOf(activity: LoggedAsTask, target: TaskTarget): FieldValue[] {
  const given = new Map<string, unknown>(Object.entries(activity));
  const { type, subtype } = NAMES[activity.type];
  return [
    { field: 'Subject', kind: 'text', value: subjectOf(activity, target.subjectTemplate) },
    { field: 'ActivityDate', kind: 'date', value: dayIn(activity.occurredAt, target.timeZone) },
    { field: 'Type', kind: 'choice', value: type },
    // Salesforce takes it of a new record alone (salesforce-rest 5.1).
    { field: 'TaskSubtype', kind: 'choice', value: subtype },
    { field: 'WhatId', kind: 'reference', value: opportunityOf(activity, target) },
    ...(activity.type === 'callReceived' ? callValues(activity) : emailValues(activity)),
    ...OPTIONAL.map(([field, kind, attribute]): FieldValue => {
      const value = given.get(attribute);
      return { field, kind, value: typeof value === 'string' ? value : undefined };
    }),
  ];
}

function emailValues({ type, emailText }: Exclude<LoggedAsTask, { type: 'callReceived' }>): FieldValue[] {
  const description: FieldValue = { field: 'Description', kind: 'text', value: emailText };
  if (type === 'emailReplied') return [description];
  return [description, { field: 'MSE_Email_Status__c', kind: 'text', value: 'sent' }];
}

/** The seller calls the person. */
function callValues(call: Extract<LoggedAsTask, { type: 'callReceived' }>): FieldValue[] {
  return [
    { field: 'Description', kind: 'text', value: callText(call.callDurationSeconds, call.callNotes) },
    { field: 'CallType', kind: 'choice', value: 'Outbound' },
    { field: 'CallDurationInSeconds', kind: 'number', value: call.callDurationSeconds },
    { field: 'CallDisposition', kind: 'text', value: call.callSubject },
  ];
}

/** The duration first: where the text is cut, the notes are. */
function callText(seconds: number | undefined, notes = ''): string {
  if (seconds === undefined) return notes;
  const duration = `Duration: ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return notes === '' ? duration : `${duration}\n\n${notes}`;
}

/** Salesforce refuses one with a lead (salesforce-rest 5.2); a contact's account it finds itself. */
function opportunityOf(activity: LoggedAsTask, { whoId, opportunityId }: TaskTarget): string | undefined {
  return whoId.startsWith('003') ? (activity.opportunityId ?? opportunityId) : undefined;
}

function subjectOf(activity: LoggedAsTask, template: string): string {
  if (activity.type === 'emailReplied') return replySubject(activity.emailSubject);
  const { campaignName, campaignDay, campaignStep } = activity;
  const campaign = {
    sales_campaign_name: campaignName,
    sales_campaign_day: campaignDay,
    sales_campaign_step: campaignStep,
  };
  const own: Partial<Record<SubjectField, string | undefined>> =
    activity.type === 'emailSent'
      ? { activity_subject: activity.emailSubject }
      : { call_outcome: activity.callSubject, call_reason: activity.callReason };
  return subjectFrom(template, { activity_type: NAMES[activity.type].type, ...campaign, ...own });
}
