import type { MarketoSettings, SalesforceSettings } from '../settings.ts';
import type { SalesActivityId } from './id.ts';
import type { SalesActivityKind, Vendor } from './kinds.ts';
import type { SalesActivity } from './line.ts';

/**
 * What is done for an activity in Salesforce:
 * createTask  it becomes a Task of its own      updateSend  it changes the Task of the emailSent that it belongs to
 */
export type SalesforceWork = 'createTask' | 'updateSend';

/** noSend: nothing says which emailSent it belongs to. maxOpens: beyond `marketo.maxOpensPerEmail`. */
export type NotLogged = 'noSend' | 'maxOpens';

/** How an activity is logged, fixed at intake: a vendor without a branch is not told. */
export interface LoggingPlan {
  branches: Partial<Record<Vendor, 'send' | NotLogged>>;
  salesforceWork: SalesforceWork[];
}

type Switch = 'logEmails' | 'logReplies' | 'logCalls';

/** Which switch brings which work (product.md 4.1, 4.5; design section 5). Campaigns go to Marketo only. */
const SALESFORCE: Record<SalesActivityKind, readonly (readonly [Switch, SalesforceWork])[]> = {
  emailSent: [['logEmails', 'createTask']],
  emailOpened: [['logEmails', 'updateSend']],
  emailClicked: [['logEmails', 'updateSend']],
  emailReplied: [
    ['logReplies', 'createTask'],
    ['logEmails', 'updateSend'],
  ],
  emailBounced: [['logEmails', 'updateSend']],
  callReceived: [['logCalls', 'createTask']],
  campaignAdded: [],
  campaignRemoved: [],
};

/** `openNumber`: the how-manyeth open of its email this is, from 1; null where nobody counts. */
export function loggingPlan(
  activity: SalesActivity,
  { marketo, salesforce }: { marketo: MarketoSettings; salesforce: SalesforceSettings },
  openNumber: number | null,
): LoggingPlan {
  const { maxOpensPerEmail: max } = marketo;
  const tooMany = max !== null && openNumber !== null && openNumber > max;
  const wanted = SALESFORCE[activity.type].filter(([name]) => salesforce[name]).map(([, work]) => work);
  const work = wanted.filter((one) => one === 'createTask' || emailIdOf(activity) !== null);
  return {
    branches: {
      ...(marketo.logActivities ? { marketo: tooMany ? 'maxOpens' : 'send' } : {}),
      ...(wanted.length > 0 ? { salesforce: work.length > 0 ? 'send' : 'noSend' } : {}),
    },
    salesforceWork: work,
  };
}

/** The emailSent that an activity names as its own. */
export function emailIdOf(activity: SalesActivity): SalesActivityId | null {
  return 'emailId' in activity ? (activity.emailId ?? null) : null;
}
