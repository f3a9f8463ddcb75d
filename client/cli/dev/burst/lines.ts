import type { PersonDocument } from '../../../../model/person.ts';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../../../model/sales-activity/kinds.ts';

const HOUR_MS = 3_600_000;
const TEMPLATE = {
  templateId: 'welcome',
  templateName: 'Welcome',
  templateUrl: 'https://app.example/templates/welcome',
};
const CAMPAIGN = { campaignName: 'Autumn', campaignUrl: 'https://app.example/campaigns/autumn' };

export interface MadeUp {
  /** Distinguishes this burst from others. */
  name: string;
  count: number;
  people: readonly PersonDocument[];
  /** Addresses. */
  sellers: readonly string[];
  now: Date;
}

/** Activities of all kinds in turn, eight for each person: an e-mail with all that may follow it, a call, a campaign. */
export function madeUpLines({ name, count, people, sellers, now }: MadeUp): Record<string, unknown>[] {
  const kinds = SALES_ACTIVITY_KINDS;
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / kinds.length);
    const type = kinds[index % kinds.length] ?? 'emailSent';
    const person = people[round % people.length];
    const common = {
      id: `${name}-${index}`,
      type,
      personId: person?._id,
      occurredAt: new Date(now.getTime() - HOUR_MS + index * 1_000).toISOString(),
      seller: sellers[round % sellers.length],
      ...attributesOf(type, round, person?.marketo?.email ?? ''),
    };
    return /^email(?!Sent)/.test(type) ? { ...common, emailId: `${name}-${round * kinds.length}` } : common;
  });
}

function attributesOf(type: SalesActivityKind, round: number, email: string): Record<string, unknown> {
  const subject = { emailSubject: `Hello again (SIA-${String(10_000_000 + round)})`, ...TEMPLATE, ...CAMPAIGN };
  switch (type) {
    case 'emailSent':
      return { ...subject, emailText: 'A few words about the next step.' };
    case 'emailOpened':
      return subject;
    case 'emailClicked':
      return { ...subject, link: 'https://product.example/pricing' };
    case 'emailReplied':
      return {};
    case 'emailBounced':
      return { email, details: '550 mailbox is full' };
    case 'callReceived':
      return { callSubject: 'Interested', callStatus: 'completed', callDurationSeconds: 60 + round, ...CAMPAIGN };
    case 'campaignAdded':
    case 'campaignRemoved':
      return { ...CAMPAIGN, campaignId: 'autumn' };
  }
}
