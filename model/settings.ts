/** Settings of the people sync (design section 4); stored in MongoDB, read at each turn. */
export interface PeopleSettings {
  /** `people.sync`: off stops both flows without forgetting their place. */
  sync: boolean;
  /** `people.interval`: pause between two turns of the changes flow. */
  intervalMs: number;
  /** `people.pushInterval`: the same while pushes arrive and polling finds nothing that they had not announced. */
  pushIntervalMs: number;
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
  pushIntervalMs: 300_000,
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
  /** `salesforce.asSeller`: with the seller's own connection, where there is one. */
  asSeller: boolean;
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
  asSeller: false,
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

/** Settings of the reminder tasks, two ways with Salesforce. */
export interface TaskSettings {
  /** `tasks.sync`: off, nothing goes either way and every link is kept. Each seller has a switch beside it. */
  sync: boolean;
  /** `tasks.interval`: pause between two looks at Salesforce. */
  intervalMs: number;
  /** `tasks.backfill`: how far back Salesforce's open Tasks are taken when the sync is switched on (product.md Q26). */
  backfillMs: number;
}

export const DEFAULT_TASK_SETTINGS: TaskSettings = { sync: false, intervalMs: 60_000, backfillMs: 86_400_000 };

/** Salesforce's own field for an opt-out, on Lead and Contact alike (salesforce-rest 6). */
export const EMAIL_OPT_OUT = 'HasOptedOutOfEmail';

/** Settings of the unsubscribes, two ways with Salesforce. */
export interface UnsubscribeSettings {
  /** `unsubscribes.nightly`: the daily comparison both ways; what is unsubscribed here is told at once even without it. */
  nightly: boolean;
  /** `unsubscribes.nightlyAt`: `HH:MM` and an IANA time zone. */
  nightlyAt: string;
  /** `unsubscribes.field`: the only one that is read and written (Q36); while `nightly` is off, `EMAIL_OPT_OUT` is written (Q37). */
  field: string;
}

export const DEFAULT_UNSUBSCRIBE_SETTINGS: UnsubscribeSettings = {
  nightly: false,
  nightlyAt: '20:00 America/Los_Angeles',
  field: EMAIL_OPT_OUT,
};

/** What a check answers when Marketo can not be asked (Q40). */
export const WHEN_UNAVAILABLE = ['block', 'allow'] as const;

/** Settings of the check before a sales email goes out. */
export interface CheckSettings {
  /** `check.marketo`: Marketo is asked, after our own unsubscribes. */
  marketo: boolean;
  whenUnavailable: (typeof WHEN_UNAVAILABLE)[number];
  /** `check.otherFlags`: Marketo's other flags against mail block too (Q44). */
  otherFlags: boolean;
  /** `blockedDomains`, as addresses are compared, separated by `, `; null: none. */
  blockedDomains: string | null;
}

export const DEFAULT_CHECK_SETTINGS: CheckSettings = {
  marketo: false,
  whenUnavailable: 'block',
  otherFlags: false,
  blockedDomains: null,
};

/** As many as one panel shows (product.md 7). */
export const PANEL_MOST_ROWS = 1_000;

/** Settings of the activity panel. */
export interface PanelSettings {
  /** `panel.maxAge`: how old Marketo's part may be. */
  maxAgeMs: number;
  /** `panel.maxRows` */
  maxRows: number;
}

export const DEFAULT_PANEL_SETTINGS: PanelSettings = { maxAgeMs: 0, maxRows: PANEL_MOST_ROWS };

const DAY_MS = 86_400_000;

/** How long things are kept (docs/security.md); enforced by housekeeping. Null: for ever. */
export interface RetentionSettings {
  /** `retention.unowned`, `retention.deleted`: personal data of people out of the visible set, since they left it. */
  unownedMs: number;
  deletedMs: number;
  /** `retention.history`: what changed of a person, since it changed. */
  historyMs: number | null;
  /** `retention.activities`: what a sales activity says, since it was taken; that it was logged stays. */
  activitiesMs: number | null;
  /** `retention.tasks`: the texts of a reminder task, since it was completed or deleted. */
  tasksMs: number | null;
  /** `retention.panels`: what Marketo said of a person's activities, since somebody looked. */
  panelsMs: number;
  auditMs: number | null;
  /** `retention.failures`: since it happened last. */
  failuresMs: number | null;
}

export const DEFAULT_RETENTION_SETTINGS: RetentionSettings = {
  unownedMs: 30 * DAY_MS,
  deletedMs: 7 * DAY_MS,
  historyMs: 365 * DAY_MS,
  activitiesMs: null,
  tasksMs: null,
  panelsMs: 90 * DAY_MS,
  auditMs: 3 * 365 * DAY_MS,
  failuresMs: 90 * DAY_MS,
};
