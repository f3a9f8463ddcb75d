import type { SalesActivityKind } from '../sales-activity/kinds.ts';
import type { SalesActivity } from '../sales-activity/line.ts';
import type { SalesforceSettings } from '../settings.ts';
import { type FieldValue, fitting, type TaskFields, type TaskValues } from './fields.ts';

export const ROLLUP_OBJECTS = ['Lead', 'Contact', 'Account', 'Opportunity'] as const;
export type RollupObject = (typeof ROLLUP_OBJECTS)[number];

/** Which setting lets an object have its roll-ups. */
const SWITCHES = {
  Lead: 'rollupLead',
  Contact: 'rollupContact',
  Account: 'rollupAccount',
  Opportunity: 'rollupOpportunity',
} as const satisfies Record<RollupObject, keyof SalesforceSettings>;

export function rollupObjects(settings: SalesforceSettings): RollupObject[] {
  return ROLLUP_OBJECTS.filter((object) => settings[SWITCHES[object]]);
}

/** Fields that an admin may make (product.md 4.6, which has labels alone: the API names are ours). */
export const ROLLUP_FIELDS = {
  activity: { name: 'Actions_Sync_Last_Activity__c', label: 'Last Activity by Sales', kind: 'dateTime' },
  engagement: { name: 'Actions_Sync_Last_Engagement__c', label: 'Last Sales Engagement', kind: 'dateTime' },
  reply: { name: 'Actions_Sync_Last_Reply__c', label: 'Last Replied', kind: 'dateTime' },
  campaign: { name: 'Actions_Sync_Current_Campaign__c', label: 'Current Sales Campaign', kind: 'text' },
} as const;

type DateField = 'activity' | 'engagement' | 'reply';

/** Which fields an activity moves; one that moves none is left out. */
const MOVES: Partial<Record<SalesActivityKind, readonly DateField[]>> = {
  emailSent: ['activity'],
  callReceived: ['activity'],
  emailOpened: ['engagement'],
  emailClicked: ['engagement'],
  emailReplied: ['engagement', 'reply'],
};

/** What some activities say together: of each field the latest. Times are in ms. */
export interface Rollup {
  dates: ReadonlyMap<DateField, number>;
  campaign: { name: string; at: number } | null;
}

export function isRolledUp({ type }: SalesActivity): boolean {
  return type in MOVES;
}

export function rollupOf(activities: readonly SalesActivity[]): Rollup {
  const dates = new Map<DateField, number>();
  let campaign: Rollup['campaign'] = null;
  for (const activity of activities) {
    const at = activity.occurredAt.getTime();
    for (const field of MOVES[activity.type] ?? []) dates.set(field, Math.max(at, dates.get(field) ?? at));
    const name = campaignOf(activity);
    if (name !== undefined && (campaign === null || at > campaign.at)) campaign = { name, at };
  }
  return { dates, campaign };
}

/** The fields that an object has for it, by the names that Salesforce gives them. */
export function rollupFieldsIn(fields: TaskFields): string[] {
  return Object.keys(fitting(Object.values(ROLLUP_FIELDS).map(sample), { fields, use: 'update' }));
}

/**
 * What of it is newer than what a record has: nothing ever goes back. A campaign has no time of its own: it is as old as
 * the activity by sales that brings it, and needs that field beside it.
 */
export function newerValues(
  { dates, campaign }: Rollup,
  record: Readonly<Record<string, unknown>>,
  fields: TaskFields,
): TaskValues {
  const stored = (field: keyof typeof ROLLUP_FIELDS) =>
    record[fields.get(ROLLUP_FIELDS[field].name.toLowerCase())?.name ?? ''];
  const isNewer = (at: number, field: DateField) => wholeSeconds(at) > timeOf(stored(field));
  const values = [...dates].flatMap(([field, at]): FieldValue[] => {
    const { name, kind } = ROLLUP_FIELDS[field];
    return isNewer(at, field) ? [{ field: name, kind, value: new Date(wholeSeconds(at)).toISOString() }] : [];
  });
  const isDated = rollupFieldsIn(fields).some((name) => sameName(name, ROLLUP_FIELDS.activity.name));
  if (campaign !== null && isDated && isNewer(campaign.at, 'activity')) {
    const { name: field, kind } = ROLLUP_FIELDS.campaign;
    values.push({ field, kind, value: campaign.name });
  }
  return fitting(values, { fields, use: 'update' });
}

function campaignOf(activity: SalesActivity): string | undefined {
  return activity.type === 'emailSent' || activity.type === 'callReceived' ? activity.campaignName : undefined;
}

const sample = ({ name, kind }: { name: string; kind: 'dateTime' | 'text' }): FieldValue => {
  return { field: name, kind, value: 'any' };
};

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Salesforce keeps whole seconds (salesforce-rest 2.1). */
const wholeSeconds = (ms: number): number => Math.floor(ms / 1_000) * 1_000;

/** `2026-06-15T12:00:00.000+0000` in ms; before everything where there is none. */
function timeOf(value: unknown): number {
  if (typeof value !== 'string') return Number.NEGATIVE_INFINITY;
  const ms = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? Number.POSITIVE_INFINITY : ms;
}
