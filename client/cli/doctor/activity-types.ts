import type { CustomActivities } from '../../../marketo/index.ts';
import { isDone } from '../../../model/activity-types/standing.ts';
import { typesOf } from '../../../model/activity-types/types.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { ActivityTypesStore, StoredActivityTypes } from '../../../store/types.ts';
import { missingRight } from '../lib/marketo-right.ts';
import { activeTypes, CONTEXT, standingOf } from '../setup/marketo-standing.ts';
import { check, type Finding, ok, warn } from './finding.ts';

const TYPES = 'marketo activity types';
const RIGHT = 'marketo right to add activities';

/** Whether sales activities can be logged in Marketo: the types as they were set up, and the right to add. */
export async function checkActivityTypes(api: CustomActivities, store: ActivityTypesStore | null): Promise<Finding[]> {
  if (store === null) return [];
  return check(TYPES, async () => {
    const stored = await store.get();
    if (stored === null) return notSetUp();
    const both = await Promise.all([
      check(TYPES, () => typesFinding(api, stored)),
      check(RIGHT, async () => {
        if (!(await api.mayAdd(CONTEXT))) throw missingRight('Read-Write Activity');
        return ok(RIGHT, 'granted');
      }),
    ]);
    return both.flat();
  });
}

/** The people sync needs none, so it is no failure. */
function notSetUp(): Finding {
  const cause = '`actions-sync setup marketo` has not been run on this database.';
  const fix =
    'Run `actions-sync setup marketo` if sales activities are to be logged in Marketo; --dry-run shows what it makes.';
  return warn(TYPES, 'not set up', cause, fix);
}

async function typesFinding(api: CustomActivities, { layout, ids }: StoredActivityTypes): Promise<Finding> {
  const existing = await activeTypes(api);
  const works = await standingOf(api, typesOf(layout), existing);
  const bad = works.filter((work) => !isDone(work) || idOf(existing, work.type.apiName) !== ids[work.type.apiName]);
  if (bad.length === 0) return ok(TYPES, `layout ${layout}, ${works.length} there and approved`);
  const problem = bad.map(({ type }) => type.apiName).join(', ');
  throw new AppError('marketo.types.missing', { details: { problem } });
}

function idOf(existing: readonly { apiName: string; id: number }[], name: string): number | undefined {
  return existing.find(({ apiName }) => apiName === name)?.id;
}
