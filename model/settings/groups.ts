import {
  DEFAULT_MARKETO_SETTINGS,
  DEFAULT_PEOPLE_SETTINGS,
  DEFAULT_SALESFORCE_SETTINGS,
  DUPLICATE_RULES,
  NO_MATCH_RULES,
} from '../settings.ts';
import { duration, name, oneOf, onOff, type SettingKind, template, wholeNumber } from './kinds.ts';

/** `name` null: nobody's to set but a local stack's, which is in more of a hurry than a vendor allows. */
export type Member = { name: string; kind: SettingKind; effect: string } | { name: null; kind: SettingKind };

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

/** A group is one document in MongoDB. Everything that reads, checks, writes or prints a setting begins here. */
export const settingGroups = {
  people: { defaults: DEFAULT_PEOPLE_SETTINGS, members: people },
  marketo: { defaults: DEFAULT_MARKETO_SETTINGS, members: marketo },
  salesforce: { defaults: DEFAULT_SALESFORCE_SETTINGS, members: salesforce },
} as const;

export type SettingGroup = keyof typeof settingGroups;
