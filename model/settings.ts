/** Settings of the people sync (design section 4); stored in MongoDB, read at each turn. */
export interface PeopleSettings {
  /** `people.sync`: off stops both flows without forgetting their place. */
  sync: boolean;
  /** `people.interval`: pause between two turns of the changes flow. */
  intervalMs: number;
  /** Pause between two looks at the deleted-leads feed (design section 5: ten minutes); faster only locally. */
  deletionsIntervalMs: number;
  /** Pause between two looks at an export (marketo-rest 6.3: its status changes once a minute); faster only locally. */
  exportPollMs: number;
  /** Smart list that holds everybody, for a bulk extract in one job; null: windows of time. */
  smartList: string | null;
  /** `people.cap`: no new people above this many visible ones. */
  cap: number;
}

export const DEFAULT_PEOPLE_SETTINGS: PeopleSettings = {
  sync: true,
  intervalMs: 30_000,
  deletionsIntervalMs: 600_000,
  exportPollMs: 60_000,
  smartList: 'All People',
  cap: 1_500_000,
};

/** While the initial sync reads, the feeds are polled this often: everything they tell is read anyway. */
export const INTERVAL_DURING_INITIAL_MS = 3_600_000;

/** Settings of the logging of sales activities in Marketo; read at the time of logging. */
export interface MarketoSettings {
  /** `marketo.logActivities`: off, Marketo is not told of activities taken from then on. */
  logActivities: boolean;
  /** `marketo.readBackDelay`: how long after it was written an activity may stay invisible (marketo-rest 7.4). */
  readBackDelayMs: number;
  /** `marketo.maxOpensPerEmail`: opens of one email beyond these are kept here and not logged; null: all are. */
  maxOpensPerEmail: number | null;
}

export const DEFAULT_MARKETO_SETTINGS: MarketoSettings = {
  logActivities: true,
  readBackDelayMs: 300_000,
  maxOpensPerEmail: null,
};

/** Which record an activity is logged to when several match an address (product.md Q20). */
export const DUPLICATE_RULES = ['mostRecentlyActive', 'mostRecentlyCreated', 'all', 'none'] as const;
/** What happens when no record matches (Q21): people are never made from here. */
export const NO_MATCH_RULES = ['nothing'] as const;

/** Settings of the logging of sales activities in Salesforce; read at the time of logging. */
export interface SalesforceSettings {
  /** `salesforce.logEmails`: sends become Tasks, which opens, clicks, replies and bounces update. */
  logEmails: boolean;
  /** `salesforce.logReplies`: replies become Tasks of their own. */
  logReplies: boolean;
  /** `salesforce.logCalls`: calls become Tasks. */
  logCalls: boolean;
  /** `salesforce.subjectTemplate`: text with `{{fields}}` (product.md 4.4). */
  subjectTemplate: string;
  duplicateRule: (typeof DUPLICATE_RULES)[number];
  noMatchRule: (typeof NO_MATCH_RULES)[number];
  /** `salesforce.opportunityFromRoles`: an activity without an opportunity gets one of the contact's roles (Q7). */
  opportunityFromRoles: boolean;
  /** `salesforce.rollups.lead` …: what is logged is told in fields of the record too (product.md 4.6). */
  rollupLead: boolean;
  rollupContact: boolean;
  rollupAccount: boolean;
  rollupOpportunity: boolean;
}

export const DEFAULT_SALESFORCE_SETTINGS: SalesforceSettings = {
  logEmails: false,
  logReplies: false,
  logCalls: false,
  subjectTemplate: '{{activity_type}}: {{activity_subject}}',
  duplicateRule: 'mostRecentlyActive',
  noMatchRule: 'nothing',
  opportunityFromRoles: false,
  rollupLead: false,
  rollupContact: false,
  rollupAccount: false,
  rollupOpportunity: false,
};

/** The fields that a subject template may hold, by their names without regard to case (product.md 4.4). */
export const SUBJECT_FIELDS = [
  'activity_type',
  'activity_subject',
  'sales_campaign_name',
  'sales_campaign_day',
  'sales_campaign_step',
  'call_outcome',
  'call_reason',
] as const;
