import { describe, expect, it } from 'vitest';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { loggingPlan } from '../../../model/sales-activity/plan.ts';
import { DEFAULT_MARKETO_SETTINGS, DEFAULT_SALESFORCE_SETTINGS } from '../../../model/settings.ts';
import { activityOf } from './lines.ts';

const OFF = { marketo: { ...DEFAULT_MARKETO_SETTINGS, logActivities: false }, salesforce: DEFAULT_SALESFORCE_SETTINGS };
const ALL = {
  marketo: DEFAULT_MARKETO_SETTINGS,
  salesforce: { ...DEFAULT_SALESFORCE_SETTINGS, logEmails: true, logReplies: true, logCalls: true },
};

const WORK: Record<SalesActivityKind, string[]> = {
  emailSent: ['createTask'],
  emailOpened: ['updateSend'],
  emailClicked: ['updateSend'],
  emailReplied: ['createTask', 'updateSend'],
  emailBounced: ['updateSend'],
  callReceived: ['createTask'],
  campaignAdded: [],
  campaignRemoved: [],
};

describe.each(SALES_ACTIVITY_KINDS)('%s', (type) => {
  it('goes to Marketo alone by default, and nowhere with everything off', () => {
    const settings = { marketo: DEFAULT_MARKETO_SETTINGS, salesforce: DEFAULT_SALESFORCE_SETTINGS };
    expect(loggingPlan(activityOf(type), settings, null)).toEqual({
      branches: { marketo: 'send' },
      salesforceWork: [],
    });
    expect(loggingPlan(activityOf(type), OFF, null)).toEqual({ branches: {}, salesforceWork: [] });
  });

  it('goes to Salesforce as its kind says, with everything on', () => {
    const { branches, salesforceWork } = loggingPlan(activityOf(type), ALL, null);
    expect(salesforceWork).toEqual(WORK[type]);
    expect(branches).toEqual({ marketo: 'send', ...(WORK[type].length > 0 ? { salesforce: 'send' } : {}) });
  });
});

describe('one switch of Salesforce alone', () => {
  it.each([
    ['logEmails', ['emailSent', 'emailOpened', 'emailClicked', 'emailReplied', 'emailBounced']],
    ['logReplies', ['emailReplied']],
    ['logCalls', ['callReceived']],
  ] as const)('%s brings its kinds', (name, kinds) => {
    const settings = { ...OFF, salesforce: { ...DEFAULT_SALESFORCE_SETTINGS, [name]: true } };
    const told = SALES_ACTIVITY_KINDS.filter(
      (type) => 'salesforce' in loggingPlan(activityOf(type), settings, null).branches,
    );
    expect(told).toEqual(kinds);
  });

  it('a reply is a Task of its own only by logReplies', () => {
    const only = (name: string) => ({ ...OFF, salesforce: { ...DEFAULT_SALESFORCE_SETTINGS, [name]: true } });
    const work = (name: string) => loggingPlan(activityOf('emailReplied'), only(name), null).salesforceWork;
    expect(work('logEmails')).toEqual(['updateSend']);
    expect(work('logReplies')).toEqual(['createTask']);
  });
});

it('without a send to update, only what needs none is done', () => {
  const plan = (type: SalesActivityKind) => loggingPlan(activityOf(type, { emailId: undefined }), ALL, null);
  expect(plan('emailOpened')).toEqual({ branches: { marketo: 'send', salesforce: 'noSend' }, salesforceWork: [] });
  expect(plan('emailReplied')).toEqual({
    branches: { marketo: 'send', salesforce: 'send' },
    salesforceWork: ['createTask'],
  });
});

it('Q14: opens beyond the cap do not go to Marketo', () => {
  const capped = { ...ALL, marketo: { ...DEFAULT_MARKETO_SETTINGS, maxOpensPerEmail: 2 } };
  const marketo = (openNumber: number | null) =>
    loggingPlan(activityOf('emailOpened'), capped, openNumber).branches.marketo;
  expect([1, 2, 3, null].map(marketo)).toEqual(['send', 'send', 'maxOpens', 'send']);
});
