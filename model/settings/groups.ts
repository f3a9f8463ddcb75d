import { type AlertSettings, alertNames, DEFAULT_ALERT_SETTINGS, percent } from '../alerts/settings.ts';
import {
  DEFAULT_CHECK_SETTINGS,
  DEFAULT_MARKETO_SETTINGS,
  DEFAULT_PANEL_SETTINGS,
  DEFAULT_PEOPLE_SETTINGS,
  DEFAULT_RETENTION_SETTINGS,
  DEFAULT_SALESFORCE_SETTINGS,
  DEFAULT_TASK_SETTINGS,
  DEFAULT_UNSUBSCRIBE_SETTINGS,
  DUPLICATE_RULES,
  NO_MATCH_RULES,
  PANEL_MOST_ROWS,
  WHEN_UNAVAILABLE,
} from '../settings.ts';
import {
  domains,
  duration,
  fieldName,
  name,
  oneOf,
  onOff,
  type SettingKind,
  template,
  timeOfDay,
  wholeNumber,
} from './kinds.ts';
import { retention } from './retention.ts';

/** Flows that a changed setting may have to reach at once, by the last part of their workflow ids. */
export type WokenFlow =
  | 'people-initial'
  | 'people-changes'
  | 'people-reconcile'
  | 'people-push'
  | 'sender-marketo'
  | 'sender-salesforce'
  | 'tasks'
  | 'unsubscribes'
  | 'unsubscribes-nightly';

/**
 * `name` null: nobody's to set but a local stack's, which is in more of a hurry than a vendor allows. `isAlone`: the
 * public key is the name without the group. `source`: the setting of Sales Insight Actions that it stands for, by its
 * place there; or why there is one here. `wakes`: who sleeps on the old value and must be woken; everything else reads
 * the setting whenever it uses it.
 */
export type Member =
  | {
      name: string;
      kind: SettingKind;
      effect: string;
      source: string;
      wakes: readonly WokenFlow[];
      isAlone?: true;
    }
  | { name: null; kind: SettingKind };

/** Of Sales Insight Actions. */
const SYNC_SETTINGS = 'Settings, Salesforce, Sync Settings';

/** Tests and demonstrations poll often; nobody waits longer than a day. */
const pause = duration(100, 86_400_000);
/** More people than any Marketo instance has. */
const MAX_PEOPLE = 1_000_000_000;

const people: Record<keyof typeof DEFAULT_PEOPLE_SETTINGS, Member> = {
  sync: {
    name: 'sync',
    source: 'Marketo Admin, Sales Insight, Actions Config, Action Field Sync: Start Sync',
    wakes: ['people-initial', 'people-changes', 'people-reconcile', 'people-push'],
    kind: onOff,
    effect: 'Off stops the initial sync, the changes and the comparison; each keeps its place.',
  },
  intervalMs: {
    name: 'interval',
    source: 'Ours: there it is “continuously”.',
    wakes: ['people-changes'],
    kind: pause,
    effect: 'Pause between two looks at Marketo’s change feeds; it is stretched as the day’s calls run low.',
  },
  pushIntervalMs: {
    name: 'pushInterval',
    source: 'Ours: pushes make frequent looks needless.',
    wakes: ['people-changes'],
    kind: pause,
    effect:
      'The same pause while Marketo’s webhooks push who changed, and no look finds a change that they had not announced.',
  },
  cap: {
    name: 'cap',
    source: 'Ours: there people beyond 1,500,000 are a limit of the product.',
    wakes: [],
    kind: wholeNumber(0, MAX_PEOPLE),
    effect: 'With so many visible people nobody new is added; those who are known go on being updated.',
  },
  smartList: {
    name: 'smartList',
    source: 'Ours: the fastest way to read everyone, where the instance allows it.',
    wakes: [],
    kind: name(255, 'none'),
    effect: 'The smart list that holds everybody, for reading everyone in one export; none: exports by time instead.',
  },
  deletionsIntervalMs: { name: null, kind: pause },
  exportPollMs: { name: null, kind: pause },
};

const marketo: Record<keyof typeof DEFAULT_MARKETO_SETTINGS, Member> = {
  logActivities: {
    name: 'logActivities',
    source: 'Ours: there it goes with the connection to Marketo.',
    wakes: [],
    kind: onOff,
    effect: 'Off: Marketo is not told of sales activities that are taken from then on.',
  },
  readBackDelayMs: {
    name: 'readBackDelay',
    source: 'Ours: Marketo shows what was added only after a while.',
    wakes: ['sender-marketo'],
    kind: pause,
    effect: 'How long after it was written an activity may stay invisible in Marketo: one in doubt is looked up then.',
  },
  maxOpensPerEmail: {
    name: 'maxOpensPerEmail',
    source: 'Ours: there every open is logged.',
    wakes: [],
    kind: wholeNumber(0, 1_000, 'all'),
    effect: 'Opens of one email beyond these are kept here and not logged in Marketo.',
  },
};

const salesforce: Record<keyof typeof DEFAULT_SALESFORCE_SETTINGS, Member> = {
  logEmails: {
    name: 'logEmails',
    source: `${SYNC_SETTINGS}: Log emails by API`,
    wakes: [],
    kind: onOff,
    effect: 'Sent emails become Tasks in Salesforce, which opens, clicks, replies and bounces update.',
  },
  logReplies: {
    name: 'logReplies',
    kind: onOff,
    effect: 'Replies become Tasks of their own.',
    source: `${SYNC_SETTINGS}: Log Replies`,
    wakes: [],
  },
  logCalls: {
    name: 'logCalls',
    kind: onOff,
    effect: 'Calls become Tasks.',
    source: `${SYNC_SETTINGS}: calls`,
    wakes: [],
  },
  subjectTemplate: {
    name: 'subjectTemplate',
    source: 'Settings, Salesforce, Activity Details Customization',
    wakes: [],
    kind: template(1_000),
    effect: 'What the subject of a Task is made from; where that comes out empty, the type of the activity.',
  },
  duplicateRule: {
    name: 'duplicateRule',
    source: `${SYNC_SETTINGS}: duplicate rule`,
    wakes: [],
    kind: oneOf(DUPLICATE_RULES),
    effect:
      'Which record an activity is logged to when several match the person; all counts as mostRecentlyActive, because an activity is one Task.',
  },
  noMatchRule: {
    name: 'noMatchRule',
    source: `${SYNC_SETTINGS}: no-match rule`,
    wakes: [],
    kind: oneOf(NO_MATCH_RULES),
    effect: 'What happens when no record matches the person; people are never made from here.',
  },
  opportunityFromRoles: {
    name: 'opportunityFromRoles',
    source: 'Ours: Marketo knows one opportunity of a person, Salesforce all.',
    wakes: [],
    kind: onOff,
    effect:
      'A contact’s activity that names no opportunity goes to the open one, of those where the contact has a role, that was modified last.',
  },
  asSeller: {
    name: 'asSeller',
    kind: onOff,
    effect:
      'The Task of an activity is made with its seller’s own connection to Salesforce, where there is one that works: Salesforce then names the seller as who made it. All others, and what a seller may not do, are made by the integration user.',
    source: 'Settings, Salesforce, Connections & Customizations: each user’s own connection',
    wakes: [],
  },
  rollupLead: rollup('lead', 'A lead’s'),
  rollupContact: rollup('contact', 'A contact’s'),
  rollupAccount: rollup('account', 'An account’s'),
  rollupOpportunity: rollup('opportunity', 'An opportunity’s'),
};

function rollup(object: string, whose: string): Member {
  const effect = `${whose} roll-up fields, where the org has them, show the last activity, engagement and reply that were logged for it, and the campaign.`;
  const source = 'Ours: there “most recent activity” is not documented.';
  return { name: `rollups.${object}`, kind: onOff, effect, source, wakes: [] };
}

const YEAR_MS = 365 * 86_400_000;

const tasks: Record<keyof typeof DEFAULT_TASK_SETTINGS, Member> = {
  sync: {
    name: 'sync',
    source: `${SYNC_SETTINGS}: Tasks/reminders`,
    wakes: ['tasks'],
    kind: onOff,
    effect:
      'Reminder tasks are synced with Salesforce, both ways, for the sellers for whom it is on; off keeps every link.',
  },
  intervalMs: {
    name: 'interval',
    source: 'Ours: there it is a constant.',
    wakes: ['tasks'],
    kind: pause,
    effect: 'Pause between two looks at the Tasks that changed in Salesforce; what is changed here goes out at once.',
  },
  backfillMs: {
    name: 'backfill',
    source: 'Ours: there it is 24 hours.',
    wakes: [],
    kind: duration(0, YEAR_MS),
    effect:
      'When the sync is switched on for a seller, open Tasks that changed in Salesforce within this time are taken.',
  },
};

const unsubscribes: Record<keyof typeof DEFAULT_UNSUBSCRIBE_SETTINGS, Member> = {
  nightly: {
    name: 'nightly',
    source: 'Settings, Unsubscribes, Integrations, Sync to Salesforce',
    wakes: ['unsubscribes-nightly', 'unsubscribes'],
    kind: onOff,
    effect:
      'Once a day opt-outs are compared with Salesforce, both ways. What is unsubscribed here is told at once anyway.',
  },
  nightlyAt: {
    name: 'nightlyAt',
    kind: timeOfDay,
    effect: 'When the nightly comparison starts.',
    source: 'Ours: there it is about 20:00 Pacific time.',
    wakes: ['unsubscribes-nightly'],
  },
  field: {
    name: 'field',
    source: 'Settings, Unsubscribes, Integrations: opt-out field',
    wakes: ['unsubscribes'],
    kind: fieldName,
    effect:
      'The field of Lead and Contact that holds the opt-out; it alone is read and written. While unsubscribes.nightly is off, HasOptedOutOfEmail is written instead.',
  },
};

const check: Record<keyof typeof DEFAULT_CHECK_SETTINGS, Member> = {
  marketo: {
    name: 'marketo',
    source: 'Settings, Unsubscribes, Integrations: Marketo Unsubscribe Check',
    wakes: [],
    kind: onOff,
    effect: 'Before a sales email goes out, Marketo is asked whether the address is unsubscribed there.',
  },
  whenUnavailable: {
    name: 'whenUnavailable',
    source: 'Ours: there it is not said.',
    wakes: [],
    kind: oneOf(WHEN_UNAVAILABLE),
    effect: 'What the answer is when Marketo can not be asked: block, so that the email is held, or allow.',
  },
  otherFlags: {
    name: 'otherFlags',
    source: 'Ours: there only unsubscribed counts.',
    wakes: [],
    kind: onOff,
    effect: 'Marketo’s flags email invalid, black listed and marketing suspended block an address too.',
  },
  blockedDomains: {
    name: 'blockedDomains',
    source: 'Settings, General: blocked domains',
    wakes: [],
    isAlone: true,
    kind: domains,
    effect:
      'No sales email goes to these domains and what is below them, whatever else is known; not even a non-commercial one.',
  },
};

const panel: Record<keyof typeof DEFAULT_PANEL_SETTINGS, Member> = {
  maxAgeMs: {
    name: 'maxAge',
    source: 'Ours: there the panel is read anew each time.',
    wakes: [],
    kind: duration(0, 86_400_000),
    effect: 'How old Marketo’s part of a panel may be; 0 s: Marketo is asked on each load.',
  },
  maxRows: {
    name: 'maxRows',
    source: 'Package configuration in Salesforce: row limits',
    wakes: [],
    kind: wholeNumber(1, PANEL_MOST_ROWS),
    effect: 'The newest activities that a panel shows; it says when there are more.',
  },
};

/** Workers look at the alerts every 30 s anyway. */
const alerting = { source: 'Ours: there nothing tells an admin.', wakes: [] } as const;

const alerts: Record<keyof AlertSettings, Member> = {
  enabled: { name: 'enabled', ...alerting, kind: onOff, effect: 'Off: nothing fires, and what fires now is cleared.' },
  stoppedForMs: {
    ...{ name: 'stoppedFor', ...alerting },
    kind: duration(60_000, 604_800_000),
    effect: 'How long a flow that is on may do nothing before it counts as stopped.',
  },
  lagMs: {
    ...{ name: 'lag', ...alerting },
    kind: duration(60_000, 604_800_000),
    effect: 'How long a change, a sales activity, a reminder task or an unsubscribe may wait.',
  },
  quota: {
    ...{ name: 'quota', ...alerting },
    kind: percent,
    effect: 'The part of the day’s Marketo calls, ours or all, that may be used.',
  },
  failureRate: {
    ...{ name: 'failureRate', ...alerting },
    kind: wholeNumber(1, 1_000_000, 'any'),
    effect: 'How many sales activities of a vendor, or reminder tasks, may fail within an hour.',
  },
  mute: { name: 'mute', ...alerting, kind: alertNames, effect: 'Alerts, or kinds of them, that do not fire.' },
};

/** A group is one document in MongoDB. Everything that reads, checks, writes or prints a setting begins here. */
export const settingGroups = {
  people: { defaults: DEFAULT_PEOPLE_SETTINGS, members: people },
  marketo: { defaults: DEFAULT_MARKETO_SETTINGS, members: marketo },
  salesforce: { defaults: DEFAULT_SALESFORCE_SETTINGS, members: salesforce },
  tasks: { defaults: DEFAULT_TASK_SETTINGS, members: tasks },
  unsubscribes: { defaults: DEFAULT_UNSUBSCRIBE_SETTINGS, members: unsubscribes },
  check: { defaults: DEFAULT_CHECK_SETTINGS, members: check },
  panel: { defaults: DEFAULT_PANEL_SETTINGS, members: panel },
  alerts: { defaults: DEFAULT_ALERT_SETTINGS, members: alerts },
  retention: { defaults: DEFAULT_RETENTION_SETTINGS, members: retention },
} as const;

export type SettingGroup = keyof typeof settingGroups;
