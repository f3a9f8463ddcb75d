import type { CheckReason, MailAnswer } from '../../model/mail-check/answer.ts';

/** What is known of an address, as addresses are compared. */
export type Verdict = Omit<MailAnswer, 'address'>;
export type Settle = (address: string, reason: CheckReason, more?: Partial<Verdict>) => void;

const SOURCES: Partial<Record<CheckReason, MailAnswer['source']>> = {
  blockedDomain: 'setting',
  unavailable: 'setting',
  unsubscribed: 'actions',
  invalidAddress: 'actions',
  ok: 'actions',
};

export function verdictOf(reason: CheckReason, askedAt: Date): Verdict {
  const source = SOURCES[reason] ?? 'marketo';
  const mayEmail = reason === 'ok';
  return { mayEmail, reason, source, since: null, askedAt, ageMs: 0, error: null, retryAt: null };
}
