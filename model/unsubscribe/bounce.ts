import type { SalesActivity } from '../sales-activity/line.ts';
import type { OptOut } from './consent.ts';

/** Enhanced status codes (RFC 3463): `5.1.1` is for good, `4.2.2` for now. An IP address is none. */
const STATUS = /(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/g;
/** Reply codes (RFC 5321), where a line or a quoted answer begins with one. */
const REPLY = /(?:^|[\n:;"'(<])\s*([245])\d\d(?=[\s-])/g;

type Bounced = Extract<SalesActivity, { type: 'emailBounced' }>;

/**
 * Whether a bounce says that the address may work again. Only its message can tell; one that tells nothing, or names a
 * permanent reason too, counts as permanent: whoever mails a dead address again and again harms every other mail.
 */
export function isTemporary(message: string | undefined): boolean {
  for (const codes of [STATUS, REPLY]) {
    const classes = [...(message ?? '').matchAll(codes)].map(([, digit]) => digit);
    if (classes.some((digit) => digit !== '2')) return !classes.includes('5');
  }
  return false;
}

/** A bounce opts its address out (product.md 6.1), unless an admin has resubscribed it since; `at`: when it was taken. */
export function optOutOfBounce(
  { email, details, occurredAt }: Pick<Bounced, 'email' | 'details' | 'occurredAt'>,
  at: Date,
): { address: string; optOut: OptOut } | null {
  if (isTemporary(details)) return null;
  return { address: email, optOut: { at, source: 'bounce', by: null, reason: null, happenedAt: occurredAt } };
}
