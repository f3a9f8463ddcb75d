import type { CustomActivities, CustomTypeSummary, MarketoClient } from '../../../../marketo/index.ts';
import { isDone } from '../../../../model/activity-types/standing.ts';
import { typesOf } from '../../../../model/activity-types/types.ts';
import type { CheckId } from '../../../../model/doctor/checks.ts';
import { type Finding, ok, skipped, warn } from '../../../../model/doctor/finding.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import type { StoredActivityTypes } from '../../../../store/types.ts';
import { missingRight, withRight } from '../../lib/marketo-right.ts';
import { activeTypes, standingOf } from '../../setup/marketo-standing.ts';
import { check } from '../finding.ts';
import { CONTEXT, type MarketoStore } from './context.ts';

const LOGGING: readonly CheckId[] = [
  'marketo.right.addActivities',
  'marketo.right.readActivityMetadata',
  'marketo.right.writeActivityMetadata',
  'marketo.activityTypes',
];

type Marketo = Pick<MarketoClient, 'pagingToken' | 'customActivities'>;

/** The rights on activities, and whether sales activities can be logged in Marketo, where that is on. */
export async function checkActivityRights(marketo: Marketo, store: MarketoStore | null): Promise<Finding[]> {
  const [reading, logging] = await Promise.all([
    check('marketo.right.readActivities', async () => {
      await withRight('Read-Only Activity', () => marketo.pagingToken(new Date(), CONTEXT));
      return ok('marketo.right.readActivities', 'granted');
    }),
    check('marketo.activityTypes', () => checkLogging(marketo.customActivities, store)),
  ]);
  return [...reading, ...logging];
}

async function checkLogging(api: CustomActivities, store: MarketoStore | null): Promise<Finding[]> {
  if (store !== null && !(await store.settings.marketo()).logActivities)
    return LOGGING.map((id) => skipped(id, 'off (setting marketo.logActivities)'));
  const both = await Promise.all([
    check('marketo.right.addActivities', async () => {
      if (!(await api.mayAdd(CONTEXT))) throw missingRight('Read-Write Activity');
      return ok('marketo.right.addActivities', 'granted');
    }),
    checkTypes(api, store),
  ]);
  return both.flat();
}

async function checkTypes(api: CustomActivities, store: MarketoStore | null): Promise<Finding[]> {
  const read: Finding[] = [];
  const types = await check('marketo.right.readActivityMetadata', async () => {
    const existing = await activeTypes(api);
    read.push(ok('marketo.right.readActivityMetadata', 'granted'));
    return store === null ? [] : check('marketo.activityTypes', () => typesFinding(api, store, existing));
  });
  const isComplete = types.some(({ id, status }) => id === 'marketo.activityTypes' && status === 'ok');
  return [...read, ...(await checkWriteRight(api, isComplete)), ...types];
}

async function checkWriteRight(api: CustomActivities, isComplete: boolean): Promise<Finding[]> {
  const id = 'marketo.right.writeActivityMetadata';
  if (isComplete) return [skipped(id, 'not needed any more: the activity types are there')];
  return check(id, async () => {
    if (!(await api.mayDefine(CONTEXT))) throw missingRight('Read-Write Activity Metadata');
    return ok(id, 'granted');
  });
}

/** The people sync needs none, so it is no failure that there are none. */
async function typesFinding(
  api: CustomActivities,
  store: MarketoStore,
  existing: readonly CustomTypeSummary[],
): Promise<Finding> {
  const stored = await store.activityTypes.get();
  if (stored !== null) return standingFinding(api, stored, existing);
  const cause = '`actions-sync setup marketo` has not been run on this database.';
  const fix =
    'Run `actions-sync setup marketo` if sales activities are to be logged in Marketo (--dry-run shows what it makes), else `actions-sync settings set marketo.logActivities off`.';
  return warn('marketo.activityTypes', 'not set up', cause, fix);
}

/** Whether the types are as they were set up. */
async function standingFinding(
  api: CustomActivities,
  { layout, ids }: StoredActivityTypes,
  existing: readonly CustomTypeSummary[],
): Promise<Finding> {
  const works = await standingOf(api, typesOf(layout), existing);
  const bad = works.filter((work) => !isDone(work) || idOf(existing, work.type.apiName) !== ids[work.type.apiName]);
  if (bad.length === 0) return ok('marketo.activityTypes', `layout ${layout}, ${works.length} there and approved`);
  const problem = bad.map(({ type }) => type.apiName).join(', ');
  throw new AppError('marketo.types.missing', { details: { problem } });
}

function idOf(existing: readonly { apiName: string; id: number }[], name: string): number | undefined {
  return existing.find(({ apiName }) => apiName === name)?.id;
}
