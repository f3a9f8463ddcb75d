import { AppError } from '../../model/errors/app-error.ts';
import type { MailFlag } from '../../model/mail-check/flags.ts';
import type { Clock } from '../../model/ports.ts';
import type { MarketoReads } from './ports.ts';

/** Describe may be kept for a day (marketo-rest 4.2); a field that was made visible again should not wait for long. */
const DESCRIBE_KEEP_MS = 600_000;

/**
 * An absent flag means "no" (marketo-rest 9), and so would a field that the instance no longer has. An answer in which
 * any person has the field proves that it is there; where nobody has it, Describe is asked.
 */
export class FieldProof {
  private readonly marketo: MarketoReads;
  private readonly clock: Clock;
  private known: { names: ReadonlySet<string>; at: number } | null = null;

  constructor(marketo: MarketoReads, clock: Clock) {
    this.marketo = marketo;
    this.clock = clock;
  }

  /** @throws AppError `check.fieldMissing`, or why Describe could not be read */
  async demand(
    flags: readonly MailFlag[],
    rows: readonly Readonly<Record<string, unknown>>[],
    context: Parameters<MarketoReads['describeLeads']>[0],
  ): Promise<void> {
    const unseen = rows.length === 0 ? [] : flags.filter((flag) => !rows.some((row) => flag in row));
    if (unseen.length === 0) return;
    const names = await this.described(context);
    const missing = unseen.filter((flag) => !names.has(flag));
    if (missing.length > 0) throw new AppError('check.fieldMissing', { details: { field: missing.join(', ') } });
  }

  private async described(context: Parameters<MarketoReads['describeLeads']>[0]): Promise<ReadonlySet<string>> {
    const now = this.clock.now().getTime();
    if (this.known !== null && now - this.known.at < DESCRIBE_KEEP_MS) return this.known.names;
    const fields = await this.marketo.describeLeads(context);
    this.known = { names: new Set(fields.map(({ restName }) => restName)), at: now };
    return this.known.names;
  }
}
