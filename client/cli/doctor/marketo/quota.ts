import type { MarketoClient } from '../../../../marketo/index.ts';
import { type Finding, fail, ok, warn } from '../../../../model/doctor/finding.ts';
import type { Environment } from '../../../../model/env.ts';
import { isAppError } from '../../../../model/errors/app-error.ts';
import { count } from '../../lib/format.ts';
import { check } from '../finding.ts';
import { CONTEXT } from './context.ts';

const QUOTA = 'marketo.quota';
const SHORT_SHARE = 0.1;

/** The one call that needs no permission: refused, it is our address that is not let in. */
export async function checkQuota(
  marketo: Pick<MarketoClient, 'usageToday'>,
  { MARKETO_DAILY_CALLS: daily }: Pick<Environment, 'MARKETO_DAILY_CALLS'>,
): Promise<Finding[]> {
  return check(QUOTA, async () => {
    try {
      const usage = await marketo.usageToday(CONTEXT);
      return usage === null ? ok(QUOTA, 'no calls told for today yet') : quotaFinding(usage.total, daily);
    } catch (error) {
      if (!isAppError(error) || error.key !== 'marketo.603') throw error;
      const cause =
        'Asking for it needs no permission: the instance’s IP allowlist does not have this machine’s address.';
      const fix = 'In Marketo’s Admin, Web Services, IP Restrictions, add the address that this machine calls from.';
      return fail(QUOTA, 'Marketo denied access', cause, fix);
    }
  });
}

function quotaFinding(used: number, daily: number): Finding {
  const left = Math.max(0, daily - used);
  const message = `${count(used)} of ${count(daily)} calls used today by all integrations, ${count(left)} left`;
  if (left > daily * SHORT_SHARE) return ok(QUOTA, message);
  const fix = 'Wait for midnight US Central, or set MARKETO_DAILY_CALLS if you have bought more.';
  return warn(QUOTA, message, 'Most of the instance’s day is used.', fix);
}
