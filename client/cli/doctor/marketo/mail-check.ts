import { type Finding, ok, skipped } from '../../../../model/doctor/finding.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { flagsThatCount, type MailFlag } from '../../../../model/mail-check/flags.ts';
import type { CheckSettings } from '../../../../model/settings.ts';
import type { MarketoReads } from '../../../check/ports.ts';
import { withRight } from '../../lib/marketo-right.ts';
import { check } from '../finding.ts';
import { CONTEXT } from './context.ts';

const CHECK = 'marketo.unsubscribeCheck';
const RIGHT = 'Read-Only Lead';
/** Nobody can have it: `.invalid` is reserved (RFC 2606). */
const NOBODY = 'nobody@actions-sync.invalid';

/** Whether the check before a sales email gets what it needs from Marketo: the fields, and an answer by address. */
export async function checkMailCheck(
  marketo: MarketoReads,
  settings: () => Promise<CheckSettings>,
): Promise<Finding[]> {
  return check(CHECK, async () => {
    const current = await settings();
    if (!current.marketo) return skipped(CHECK, 'off (setting check.marketo)');
    const flags = flagsThatCount(current);
    await demandFields(marketo, flags);
    await withRight(RIGHT, () => marketo.leadsByFilter('email', () => [NOBODY], ['email', ...flags], CONTEXT));
    return ok(CHECK, `${flags.join(', ')} can be read`);
  });
}

async function demandFields(marketo: MarketoReads, flags: readonly MailFlag[]): Promise<void> {
  const described = await withRight(RIGHT, () => marketo.describeLeads(CONTEXT));
  const names = new Set(described.map(({ restName }) => restName));
  const missing = flags.filter((flag) => !names.has(flag));
  if (missing.length > 0) throw new AppError('check.fieldMissing', { details: { field: missing.join(', ') } });
}
