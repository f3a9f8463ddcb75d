import type { Value } from '../people/fields.ts';

/** One attribute value of an activity: plain, or an array (Merge IDs). */
export type AttributeValue = Value | readonly number[];

/** An attribute of a record; those of custom activities have an API name too. */
export type RowAttribute = readonly [name: string, value: AttributeValue, apiName?: string];

/** One record of the activity log, in the form that is kept and persisted. */
export interface Row {
  /** Marketo's integer id; the GUID is its text. */
  readonly id: number;
  readonly leadId: number;
  readonly type: number;
  /** ms since epoch, whole seconds. */
  readonly at: number;
  readonly primaryId?: number | undefined;
  readonly primary?: string | undefined;
  readonly attributes?: readonly RowAttribute[] | undefined;
  /** Type 13 only. */
  readonly change?: { readonly field: string; readonly old: Value; readonly new: Value } | undefined;
  /** ms since epoch when it becomes visible, if later than its commit (fault `lateMs`, switch `customActivityDelayMs`). */
  readonly visibleAt?: number | undefined;
}

/** Activity types of our own use, by name (marketo-rest.md 5.8). */
export const TYPE = {
  newLead: 12,
  changeDataValue: 13,
  syncToSfdc: 19,
  convertLead: 21,
  changeOwner: 23,
  deleteFromSfdc: 29,
  sfdcMerge: 31,
  mergeLeads: 32,
  deleteLead: 37,
} as const;
