import { AppError } from '../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../model/errors/registry.ts';
import { errorView } from '../../../model/errors/view.ts';
import type { CheckReason, MailAnswer } from '../../../model/mail-check/answer.ts';
import { count, duration, moment, printable } from '../lib/format.ts';

/** What varies in length comes last, so that lines can go out as they come. */
function line(may: string, reason: string, source: string, since: string, age: string, address: string): string {
  return `${may.padEnd(8)}  ${reason.padEnd(21)}  ${source.padEnd(7)}  ${since.padEnd(20)}  ${age.padEnd(11)}  ${address}`;
}

export const HEADER = line('MAY MAIL', 'REASON', 'SAID BY', 'SINCE', 'AGE', 'ADDRESS');

export function answerLine({ mayEmail, reason, source, since, ageMs, error, address }: MailAnswer): string {
  const said = since === null ? (error ?? '-') : moment(since);
  return line(mayEmail ? 'yes' : 'no', reason, source, said, duration(ageMs / 1_000), printable(address));
}

/** What all answers come to; bounded memory however many there are. */
export class Totals {
  asked = 0;
  unavailable = 0;
  private may = 0;
  private readonly reasons = new Map<CheckReason, number>();
  private readonly errors = new Map<ErrorKey, Date | null>();

  add({ mayEmail, reason, error, retryAt }: MailAnswer): void {
    this.asked += 1;
    if (mayEmail) this.may += 1;
    if (reason === 'unavailable') this.unavailable += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    if (error !== null) this.errors.set(error, retryAt);
  }

  lines(): string[] {
    const others = [...this.reasons].filter(([reason]) => reason !== 'ok').map(([why, n]) => `${why} ${count(n)}`);
    const why = others.length === 0 ? '' : ` (${others.join(', ')})`;
    const head = `Checked ${count(this.asked)}: ${count(this.may)} may be mailed, ${count(this.asked - this.may)} not${why}.`;
    return [head, ...[...this.errors].flatMap(([key, retryAt]) => errorLines(key, retryAt))];
  }
}

function errorLines(key: ErrorKey, retryAt: Date | null): string[] {
  const { message, cause, fix } = errorView(new AppError(key));
  const again = retryAt === null ? [] : [`Goes on: ${moment(retryAt)}`];
  return [`${key}: ${message}`, `Cause: ${cause}`, `Fix: ${fix}`, ...again];
}
