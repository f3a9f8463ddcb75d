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

/**
 * `name` null: nobody's to set but a local stack's, which is in more of a hurry than a vendor allows. `isAlone`: the
 * public key is the name without the group.
 */
export type Member =
  | { name: string; kind: SettingKind; effect: string; isAlone?: true }
  | { name: null; kind: SettingKind };

/** Tests and demonstrations poll often; nobody waits longer than a day. */
const pause = duration(100, 86_400_000);
/** More people than any Marketo instance has. */
const MAX_PEOPLE = 1_000_000_000;

const people: Record<keyof typeof DEFAULT_PEOPLE_SETTINGS, Member> = {
  sync: {
    name: 'sync',
    kind: onOff,
    effect: 'Off stops the initial sync, the changes and the comparison; each keeps its place.',
  },
  intervalMs: {
    name: 'interval',
    kind: pause,
    effect: 'Pause between two looks at Marketo’s change feeds; it is stretched as the day’s calls run low.',
  },
  cap: {
    name: 'cap',
    kind: wholeNumber(0, MAX_PEOPLE),
    effect: 'With so many visible people nobody new is added; those who are known go on being updated.',
  },
  smartList: {
    name: 'smartList',
    kind: name(255, 'none'),
    effect: 'The smart list that holds everybody, for reading everyone in one export; none: exports by time instead.',
  },
  deletionsIntervalMs: { name: null, kind: pause },
  exportPollMs: { name: null, kind: pause },
};

const marketo: Record<keyof typeof DEFAULT_MARKETO_SETTINGS, Member> = {
  logActivities: {
    name: 'logActivities',
    kind: onOff,
    effect: 'Off: Marketo is not told of sales activities that are taken from then on.',
  },
  readBackDelayMs: {
    name: 'readBackDelay',
    kind: pause,
    effect: 'How long after it was written an activity may stay invisible in Marketo: one in doubt is looked up then.',
  },
  maxOpensPerEmail: {
    name: 'maxOpensPerEmail',
    kind: wholeNumber(0, 1_000, 'all'),
    effect: 'Opens of one email beyond these are kept here and not logged in Marketo.',
  },
};

const salesforce: Record<keyof typeof DEFAULT_SALESFORCE_SETTINGS, Member> = {
  logEmails: {
    name: 'logEmails',
    kind: onOff,
    effect: 'Sent emails become Tasks in Salesforce, which opens, clicks, replies and bounces update.',
  },
  logReplies: { name: 'logReplies', kind: onOff, effect: 'Replies become Tasks of their own.' },
  logCalls: { name: 'logCalls', kind: onOff, effect: 'Calls become Tasks.' },
  subjectTemplate: {
    name: 'subjectTemplate',
    kind: template(1_000),
    effect: 'What the subject of a Task is made from; where that comes out empty, the type of the activity.',
  },
  duplicateRule: {
    name: 'duplicateRule',
    kind: oneOf(DUPLICATE_RULES),
    effect:
      'Which record an activity is logged to when several match the person; all counts as mostRecentlyActive, because an activity is one Task.',
  },
  noMatchRule: {
    name: 'noMatchRule',
    kind: oneOf(NO_MATCH_RULES),
    effect: 'What happens when no record matches the person; people are never made from here.',
  },
  opportunityFromRoles: {
    name: 'opportunityFromRoles',
    kind: onOff,
    effect:
      'A contact’s activity that names no opportunity goes to the open one, of those where the contact has a role, that was modified last.',
  },
  rollupLead: rollup('lead', 'A lead’s'),
  rollupContact: rollup('contact', 'A contact’s'),
  rollupAccount: rollup('account', 'An account’s'),
  rollupOpportunity: rollup('opportunity', 'An opportunity’s'),
};

function rollup(object: string, whose: string): Member {
  const effect = `${whose} roll-up fields, where the org has them, show the last activity, engagement and reply that were logged for it, and the campaign.`;
  return { name: `rollups.${object}`, kind: onOff, effect };
}

const YEAR_MS = 365 * 86_400_000;

const tasks: Record<keyof typeof DEFAULT_TASK_SETTINGS, Member> = {
  sync: {
    name: 'sync',
    kind: onOff,
    effect:
      'Reminder tasks are synced with Salesforce, both ways, for the sellers for whom it is on; off keeps every link.',
  },
  intervalMs: {
    name: 'interval',
    kind: pause,
    effect: 'Pause between two looks at the Tasks that changed in Salesforce; what is changed here goes out at once.',
  },
  backfillMs: {
    name: 'backfill',
    kind: duration(0, YEAR_MS),
    effect:
      'When the sync is switched on for a seller, open Tasks that changed in Salesforce within this time are taken.',
  },
};

const unsubscribes: Record<keyof typeof DEFAULT_UNSUBSCRIBE_SETTINGS, Member> = {
  nightly: {
    name: 'nightly',
    kind: onOff,
    effect:
      'Once a day opt-outs are compared with Salesforce, both ways. What is unsubscribed here is told at once anyway.',
  },
  nightlyAt: { name: 'nightlyAt', kind: timeOfDay, effect: 'When the nightly comparison starts.' },
  field: {
    name: 'field',
    kind: fieldName,
    effect:
      'The field of Lead and Contact that holds the opt-out; it alone is read and written. While unsubscribes.nightly is off, HasOptedOutOfEmail is written instead.',
  },
};

const check: Record<keyof typeof DEFAULT_CHECK_SETTINGS, Member> = {
  marketo: {
    name: 'marketo',
    kind: onOff,
    effect: 'Before a sales email goes out, Marketo is asked whether the address is unsubscribed there.',
  },
  whenUnavailable: {
    name: 'whenUnavailable',
    kind: oneOf(WHEN_UNAVAILABLE),
    effect: 'What the answer is when Marketo can not be asked: block, so that the email is held, or allow.',
  },
  otherFlags: {
    name: 'otherFlags',
    kind: onOff,
    effect: 'Marketo’s flags email invalid, black listed and marketing suspended block an address too.',
  },
  blockedDomains: {
    name: 'blockedDomains',
    isAlone: true,
    kind: domains,
    effect:
      'No sales email goes to these domains and what is below them, whatever else is known; not even a non-commercial one.',
  },
};

const panel: Record<keyof typeof DEFAULT_PANEL_SETTINGS, Member> = {
  maxAgeMs: {
    name: 'maxAge',
    kind: duration(0, 86_400_000),
    effect: 'How old Marketo’s part of a panel may be; 0 s: Marketo is asked on each load.',
  },
  maxRows: {
    name: 'maxRows',
    kind: wholeNumber(1, PANEL_MOST_ROWS),
    effect: 'The newest activities that a panel shows; it says when there are more.',
  },
};

const DAY_MS = 86_400_000;
const DECADE_MS = 10 * YEAR_MS;
const kept = (days: number) => duration(days * DAY_MS, DECADE_MS, 'forever');

const retention: Record<keyof typeof DEFAULT_RETENTION_SETTINGS, Member> = {
  unownedMs: {
    name: 'unowned',
    kind: duration(0, DECADE_MS),
    effect:
      'Personal data of a person without owner goes so long after the owner did; the person comes back whole with one.',
  },
  deletedMs: {
    name: 'deleted',
    kind: duration(0, DECADE_MS),
    effect:
      'Personal data of a person who was deleted or merged away in Marketo goes so long after that; the id stays.',
  },
  historyMs: {
    name: 'history',
    kind: kept(1),
    effect: 'What changed of a person, with old and new values, goes so long after the change.',
  },
  activitiesMs: {
    name: 'activities',
    // Panels show what was logged in the last 90 days.
    kind: kept(90),
    effect:
      'Subjects, addresses, links and notes of a sales activity go so long after it was taken, once no vendor is owed it; id, type, times and outcome stay for ever, so that the same activity is never logged twice.',
  },
  tasksMs: {
    name: 'tasks',
    kind: kept(1),
    effect:
      'The texts of a reminder task go so long after it was completed or deleted; it is not synced any more, and Salesforce’s Task is left alone.',
  },
  panelsMs: {
    name: 'panels',
    kind: duration(DAY_MS, DECADE_MS),
    effect: 'What Marketo said of a person’s activities goes when nobody has looked at the panel for so long.',
  },
  auditMs: { name: 'audit', kind: kept(30), effect: 'Rows of the audit log go so long after they were written.' },
  failuresMs: {
    name: 'failures',
    kind: kept(1),
    effect: 'A flow’s failure goes when it has not happened again for so long; what waits for a person stays.',
  },
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
  retention: { defaults: DEFAULT_RETENTION_SETTINGS, members: retention },
} as const;

export type SettingGroup = keyof typeof settingGroups;
