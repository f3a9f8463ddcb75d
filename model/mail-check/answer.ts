import type { ErrorKey } from '../errors/registry.ts';
import type { FlagReason } from './flags.ts';

/** Why an address may be mailed or not. */
export type CheckReason = 'ok' | 'invalidAddress' | 'blockedDomain' | 'unsubscribed' | FlagReason | 'unavailable';

/** What is known of one address before a sales email goes out. */
export interface MailAnswer {
  /** As it was given. */
  address: string;
  /** The answer. */
  mayEmail: boolean;
  /** `unavailable` beside `mayEmail: true`: nobody could be asked, and `check.whenUnavailable` is `allow`. */
  reason: CheckReason;
  /** Who says so: our own unsubscribes, Marketo, or a setting of ours. */
  source: 'actions' | 'marketo' | 'setting';
  /** When our own unsubscribe was made; null in all other cases. */
  since: Date | null;
  /** The moment at which this was true; earlier than the check where Marketo's answer was kept. */
  askedAt: Date;
  ageMs: number;
  /** Why Marketo could not be asked (docs/errors.md); null otherwise. */
  error: ErrorKey | null;
  /** With `error`: before this moment asking again makes no sense. */
  retryAt: Date | null;
}

/** A group send at a glance (product.md Q43): who is skipped is recorded, the sender sees the counts. */
export interface MailSummary {
  asked: number;
  mayEmail: number;
  /** By reason, without those that did not occur. */
  counts: Partial<Record<CheckReason, number>>;
  /** Every one that must not be mailed now, in order. */
  skipped: MailAnswer[];
}

/** A group send's answers, counted by reason. */
export function summarize(answers: readonly MailAnswer[]): MailSummary {
  const counts: MailSummary['counts'] = {};
  for (const { reason } of answers) counts[reason] = (counts[reason] ?? 0) + 1;
  const skipped = answers.filter(({ mayEmail }) => !mayEmail);
  return { asked: answers.length, mayEmail: answers.length - skipped.length, counts, skipped };
}
