import { probeSmartList } from '../../../../activities/plan-probes.ts';
import type { MarketoClient } from '../../../../marketo/index.ts';
import { fieldFindings, fieldOverrides } from '../../../../model/doctor/fields.ts';
import { type Finding, ok, skipped, warn } from '../../../../model/doctor/finding.ts';
import type { Environment } from '../../../../model/env.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { type DescribedField, resolveFieldMap } from '../../../../model/field-map.ts';
import { because } from '../../../../model/hindrance.ts';
import { withRight } from '../../lib/marketo-right.ts';
import { check } from '../finding.ts';
import { CONTEXT, type MarketoStore } from './context.ts';
import { checkMailCheck } from './mail-check.ts';

const RIGHT = 'Read-Only Lead';

/** The right to read people, and all that needs it. */
export async function checkLeads(
  marketo: MarketoClient,
  env: Environment,
  store: Pick<MarketoStore, 'settings'> | null,
): Promise<Finding[]> {
  return check('marketo.right.readLeads', async () => {
    const described = await withRight(RIGHT, () => marketo.describeLeads(CONTEXT));
    const parts = await Promise.all([
      check('marketo.searchById', () => searchFinding(marketo)),
      checkExports(marketo, described, env, store),
      store === null ? [] : checkMailCheck(marketo, () => store.settings.check()),
    ]);
    const fields = fieldFindings(described, fieldOverrides(env));
    return [ok('marketo.right.readLeads', 'granted'), ...fields, ...parts.flat()];
  });
}

async function searchFinding(marketo: Pick<MarketoClient, 'searchableFields'>): Promise<Finding> {
  const fields = await withRight(RIGHT, () => marketo.searchableFields(CONTEXT));
  if (fields.some((field) => field.toLowerCase() === 'id')) return ok('marketo.searchById', 'possible');
  throw new AppError('marketo.1003', { details: { problem: 'people can’t be searched by id' } });
}

async function checkExports(
  marketo: MarketoClient,
  described: readonly DescribedField[],
  env: Environment,
  store: Pick<MarketoStore, 'settings'> | null,
): Promise<Finding[]> {
  return check('marketo.bulkExtract', async () => {
    const jobs = await withRight(RIGHT, () => marketo.bulkLeads.list(CONTEXT));
    const open = jobs.filter(({ status }) => status === 'queued' || status === 'processing').length;
    const bulk = ok('marketo.bulkExtract', `offered; ${open} exports of our API user wait or run`);
    if (store === null) return bulk;
    return [bulk, ...(await check('marketo.smartList', () => smartListFinding(marketo, described, env, store)))];
  });
}

/** Makes an export that is never run, and cancels it. */
async function smartListFinding(
  marketo: MarketoClient,
  described: readonly DescribedField[],
  env: Environment,
  store: Pick<MarketoStore, 'settings'>,
): Promise<Finding> {
  const { smartList } = await store.settings.people();
  if (smartList === null) return skipped('marketo.smartList', 'off (setting people.smartList)');
  const map = resolveFieldMap(described, fieldOverrides(env));
  const found = await probeSmartList({ marketo }, { smartList, map }, CONTEXT);
  if (found === null) return ok('marketo.smartList', 'can be exported');
  const said = because(found);
  // Few instances offer it, and the setting's default names a list that all have: no reason to warn.
  if (found.hindrance === 'listNotSupported')
    return ok('marketo.smartList', `${said}: everyone is read by time instead`);
  const cause = 'Setting people.smartList names no list that Marketo exports for us.';
  const fix =
    'Nothing if everyone may be read by id or by time; else `actions-sync settings set people.smartList NAME` with the list of everybody.';
  return warn('marketo.smartList', said, cause, fix);
}
