import type { CheckSettings } from '../settings.ts';

/** Marketo's flags against mail by their REST names (marketo-rest 9), in the order in which they are told. */
export const MAIL_FLAGS = {
  unsubscribed: 'unsubscribedInMarketo',
  blackListed: 'blackListed',
  emailInvalid: 'emailInvalid',
  marketingSuspended: 'marketingSuspended',
} as const;

export type MailFlag = keyof typeof MAIL_FLAGS;
/** A flag of Marketo's, beside our own unsubscribes, because of which an address must not be mailed. */
export type FlagReason = (typeof MAIL_FLAGS)[MailFlag];

/** Those that are raised for anybody behind an address: one person blocks (product.md Q42). */
export type RaisedFlags = ReadonlySet<MailFlag>;

const NAMES = Object.keys(MAIL_FLAGS) as readonly MailFlag[];

/** The flags that count: `unsubscribed`, and with `check.otherFlags` the others too (Q44). */
export function flagsThatCount({ otherFlags }: Pick<CheckSettings, 'otherFlags'>): readonly MailFlag[] {
  return otherFlags ? NAMES : ['unsubscribed'];
}

/** Why an address is blocked; null: it is not. */
export function blockingReason(raised: RaisedFlags, counting: readonly MailFlag[]): FlagReason | null {
  const flag = counting.find((one) => raised.has(one));
  return flag === undefined ? null : MAIL_FLAGS[flag];
}
