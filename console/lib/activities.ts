import type { ActivityRow } from '../../api/schemas/activities.ts';
import type { Told } from './told.ts';
import type { Tone } from './tone.ts';

export type Kind = ActivityRow['type'];
export type Branch = NonNullable<Told<ActivityRow>['branches']['marketo']>;
export type BranchState = Branch['status']['state'];

export const KINDS: readonly (readonly [Kind, string])[] = [
  ['emailSent', 'Email sent'],
  ['emailOpened', 'Email opened'],
  ['emailClicked', 'Email clicked'],
  ['emailReplied', 'Email replied'],
  ['emailBounced', 'Email bounced'],
  ['callReceived', 'Call received'],
  ['campaignAdded', 'Added to a campaign'],
  ['campaignRemoved', 'Removed from a campaign'],
];

const NAMES: ReadonlyMap<string, string> = new Map<string, string>([
  ...KINDS,
  ['webPageVisited', 'Web page visited'],
  ['formFilled', 'Form filled'],
  ['linkClicked', 'Link clicked'],
  ['marketingEmailSent', 'Marketing email sent'],
  ['marketingEmailDelivered', 'Marketing email delivered'],
  ['marketingEmailBounced', 'Marketing email bounced'],
  ['marketingEmailBouncedSoft', 'Marketing email bounced for now'],
  ['marketingEmailUnsubscribed', 'Unsubscribed by a marketing email'],
  ['marketingEmailOpened', 'Marketing email opened'],
  ['marketingEmailClicked', 'Marketing email clicked'],
  ['interestingMoment', 'Interesting moment'],
]);

/** A kind of sales activity, or of a panel's entry, in words. */
export function kindName(kind: string): string {
  return NAMES.get(kind) ?? kind;
}

export const BRANCH_STATES: Readonly<Record<BranchState, { text: string; tone: Tone; means: string }>> = {
  pending: { text: 'Waiting', tone: 'info', means: 'It goes out with the next batch.' },
  sending: { text: 'Sending', tone: 'info', means: 'Its call is under way.' },
  unknown: {
    text: 'In doubt',
    tone: 'warn',
    means: 'Its call had no answer: it is looked up before it is sent again.',
  },
  parked: { text: 'Parked', tone: 'warn', means: 'It goes on by itself at the time told.' },
  failed: { text: 'Failed', tone: 'bad', means: 'It was refused. Somebody must look at it.' },
  done: { text: 'Logged', tone: 'ok', means: 'It has arrived.' },
  skipped: { text: 'Not told', tone: 'idle', means: 'This vendor is not told of it.' },
};
