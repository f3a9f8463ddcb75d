import { checkInstance } from '../../../../activities/instance.ts';
import type { MarketoClient } from '../../../../marketo/index.ts';
import { skewFinding } from '../../../../model/doctor/clock.ts';
import { type Finding, ok, skipped } from '../../../../model/doctor/finding.ts';
import type { Environment } from '../../../../model/env.ts';
import { check } from '../finding.ts';
import { checkActivityRights } from './activity-types.ts';
import type { MarketoStore } from './context.ts';
import { checkLeads } from './leads.ts';
import { checkQuota } from './quota.ts';

/** `marketo` null: MARKETO_* is not complete. */
export async function checkMarketo(
  marketo: MarketoClient | null,
  env: Environment,
  store: MarketoStore | null,
): Promise<Finding[]> {
  if (marketo === null) return [skipped('marketo.credentials', 'MARKETO_* is not complete')];
  const [instance, access] = await Promise.all([checkStored(marketo, store), checkAccess(marketo)]);
  if (access.some(({ status }) => status !== 'ok' && status !== 'warn')) return [...instance, ...access];
  const parts = await Promise.all([
    checkQuota(marketo, env),
    checkLeads(marketo, env, store),
    checkActivityRights(marketo, store),
  ]);
  return [...instance, ...access, ...parts.flat()];
}

async function checkAccess(marketo: MarketoClient): Promise<Finding[]> {
  return check('marketo.credentials', async () => {
    const { clockSkewMs } = await marketo.checkCredentials();
    return [
      ok('marketo.credentials', `${marketo.baseUrl} accepts the credentials`),
      skewFinding('marketo.clock', 'Marketo’s', -clockSkewMs),
    ];
  });
}

async function checkStored(marketo: MarketoClient, store: MarketoStore | null): Promise<Finding[]> {
  if (store === null) return [];
  return check('marketo.instance', async () => {
    const state = await store.peopleState.get();
    checkInstance(marketo, state);
    return ok('marketo.instance', state.marketoInstance === null ? 'nobody has been read yet' : 'the same as before');
  });
}
