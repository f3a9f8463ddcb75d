import { isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { CallOutcome } from '../model/ports.ts';

/** What the ledger learns from an error; all that is not here is presumed counted (marketo-rest 2.3). */
const OUTCOMES: Partial<Record<ErrorKey, CallOutcome>> = {
  'marketo.606': 'rateLimited',
  'marketo.http429': 'rateLimited',
  'marketo.615': 'tooManyAtOnce',
  'marketo.607': 'dayExhausted',
  // Documented as free.
  'marketo.601': 'free',
  'marketo.602': 'free',
  'marketo.604': 'free',
  'marketo.605': 'free',
  'marketo.608': 'free',
  'marketo.611': 'free',
  // Never sent: an outage must not eat the day's calls.
  'marketo.dns': 'free',
  'marketo.refused': 'free',
  'marketo.unreachable': 'free',
  'marketo.tls': 'free',
  'marketo.closed': 'free',
};

export function outcomeOf(error: unknown): CallOutcome {
  return (isAppError(error) ? OUTCOMES[error.key] : undefined) ?? 'done';
}
