import type { MarketoClient } from '../../../marketo/index.ts';
import type { Environment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { absentFields, type DescribedField, type FieldOverrides, resolveFieldMap } from '../../../model/field-map.ts';
import type { QuotaLedger } from '../../../model/ports.ts';
import type { Store } from '../../../store/types.ts';
import { count } from '../lib/format.ts';
import { withRight } from '../lib/marketo-right.ts';
import { checkActivityTypes } from './activity-types.ts';
import { check, type Finding, failed, ok, warn } from './finding.ts';
import { checkMailCheck } from './mail-check.ts';
import { skewFinding } from './mongodb.ts';

const CONTEXT = { priority: 'check' } as const;
const TIMEOUTS = {
  identity: 10_000,
  describe: 30_000,
  describe2: 30_000,
  leads: 30_000,
  pagingToken: 30_000,
  usage: 30_000,
  customTypes: 30_000,
  customType: 30_000,
  addActivities: 30_000,
};

/** Where the store can't be reached a handful of calls goes uncounted. */
const UNCOUNTED: QuotaLedger = { acquire: async () => ({ release: async () => {} }) };

export async function checkMarketo(
  env: Environment,
  ledger: QuotaLedger | null,
  store: Pick<Store, 'activityTypes' | 'settings'> | null,
): Promise<Finding[]> {
  const { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: clientId, MARKETO_CLIENT_SECRET: clientSecret } = env;
  if (baseUrl === undefined || clientId === undefined || clientSecret === undefined) {
    return [warn('marketo', 'not checked', 'MARKETO_* is not complete.', 'Set the variables named above.')];
  }
  return check('marketo', async () => {
    const { createMarketoClient } = await import('../../../marketo/index.ts');
    const privateHosts = env.ACTIONS_SYNC_PRIVATE_HOSTS ?? [];
    const options = { baseUrl, clientId, clientSecret, privateHosts, ledger: ledger ?? UNCOUNTED, timeouts: TIMEOUTS };
    const marketo = createMarketoClient(options);
    try {
      const { clockSkewMs } = await marketo.checkCredentials();
      return [
        ok('marketo', `${baseUrl} accepts the credentials`),
        skewFinding('marketo clock', 'Marketo’s', -clockSkewMs),
        ...(await checkRights(marketo, env)),
        ...(await checkActivityTypes(marketo.customActivities, store?.activityTypes ?? null)),
        ...(store === null ? [] : await checkMailCheck(marketo, () => store.settings.check())),
      ];
    } finally {
      await marketo.close();
    }
  });
}

async function checkRights(marketo: MarketoClient, env: Environment): Promise<Finding[]> {
  const [leads, activities, search, quota] = await Promise.all([
    check('marketo right to read people', async () => {
      const described = await withRight('Read-Only Lead', () => marketo.describeLeads(CONTEXT));
      return [ok('marketo right to read people', 'granted'), ...checkFields(described, env)];
    }),
    check('marketo right to read activities', async () => {
      await withRight('Read-Only Activity', () => marketo.pagingToken(new Date(), CONTEXT));
      return ok('marketo right to read activities', 'granted');
    }),
    check('marketo search by id', async () => {
      const fields = await withRight('Read-Only Lead', () => marketo.searchableFields(CONTEXT));
      if (fields.some((field) => field.toLowerCase() === 'id')) return ok('marketo search by id', 'possible');
      throw new AppError('marketo.1003', { details: { problem: 'people can’t be searched by id' } });
    }),
    check('marketo quota', () => quotaFinding(marketo, env)),
  ]);
  return [...leads, ...activities, ...search, ...quota];
}

export function checkFields(described: readonly DescribedField[], env: Environment): Finding[] {
  const overrides: FieldOverrides = {
    ...(env.MARKETO_FIELD_OWNER === undefined ? {} : { owner: env.MARKETO_FIELD_OWNER }),
    ...(env.MARKETO_FIELD_LINKEDIN === undefined ? {} : { linkedInUrl: env.MARKETO_FIELD_LINKEDIN }),
    ...(env.MARKETO_FIELD_OPPORTUNITY === undefined ? {} : { salesforceOpportunityId: env.MARKETO_FIELD_OPPORTUNITY }),
  };
  try {
    const map = resolveFieldMap(described, overrides);
    const absent = absentFields(map);
    const owner = ok('marketo owner field', map.owner);
    if (absent.length === 0) return [owner, ok('marketo fields', 'all 13 are offered')];
    const cause = 'The instance has no such field, or no Salesforce sync that makes it.';
    const fix =
      'Nothing if you can do without; MARKETO_FIELD_LINKEDIN and MARKETO_FIELD_OPPORTUNITY can name other fields.';
    return [
      owner,
      warn('marketo fields', `${13 - absent.length} of 13 are offered; absent: ${absent.join(', ')}`, cause, fix),
    ];
  } catch (error) {
    return [failed('marketo fields', error)];
  }
}

async function quotaFinding(marketo: MarketoClient, { MARKETO_DAILY_CALLS: daily }: Environment): Promise<Finding> {
  const usage = await marketo.usageToday(CONTEXT);
  if (usage === null) return ok('marketo quota', 'no calls told for today yet');
  const left = Math.max(0, daily - usage.total);
  const message = `${count(usage.total)} of ${count(daily)} calls used today by all integrations, ${count(left)} left`;
  if (left > daily * 0.1) return ok('marketo quota', message);
  return warn(
    'marketo quota',
    message,
    'Most of the instance’s day is used.',
    'Wait for midnight US Central, or set MARKETO_DAILY_CALLS if you have bought more.',
  );
}
