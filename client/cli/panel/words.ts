import type { PanelKind } from '../../../model/panel/kinds.ts';
import type { PanelGap } from '../../panel/types.ts';

export const KIND_WORDS: Record<PanelKind, string> = {
  emailSent: 'sales email sent',
  emailOpened: 'sales email opened',
  emailClicked: 'link in sales email clicked',
  emailReplied: 'sales email answered',
  emailBounced: 'sales email bounced',
  callReceived: 'sales call',
  campaignAdded: 'added to sales campaign',
  campaignRemoved: 'removed from sales campaign',
  webPageVisited: 'web page visited',
  formFilled: 'form filled out',
  linkClicked: 'link on page clicked',
  marketingEmailSent: 'marketing email sent',
  marketingEmailDelivered: 'marketing email delivered',
  marketingEmailBounced: 'marketing email bounced',
  marketingEmailBouncedSoft: 'marketing email delayed',
  marketingEmailUnsubscribed: 'unsubscribed',
  marketingEmailOpened: 'marketing email opened',
  marketingEmailClicked: 'marketing email clicked',
  interestingMoment: 'interesting moment',
};

/** What a gap leaves out, in words that go on with "of 12 people". */
export const GAP_WORDS: Record<PanelGap['what'], string> = {
  marketing: 'marketing emails, web pages and forms',
  sales: 'interesting moments and Marketo’s own sales activities',
  logged: 'sales activities that other installations logged',
  people: 'everything',
  accountLayer: 'the account',
  opportunityRoles: 'who has a role in the opportunity',
};
