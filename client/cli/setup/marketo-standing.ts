import type { CustomActivities, CustomTypeSummary } from '../../../marketo/index.ts';
import { type FoundType, type TypeWork, workOn } from '../../../model/activity-types/standing.ts';
import type { ActivityTypeDefinition } from '../../../model/activity-types/types.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { printable } from '../lib/format.ts';
import { withRight } from '../lib/marketo-right.ts';

export const CONTEXT = { priority: 'check' } as const;
const READ = 'Read-Only Activity Metadata';

/** Every custom activity type of the instance, other vendors' too. @throws AppError `marketo.603` naming the right */
export async function activeTypes(api: CustomActivities): Promise<CustomTypeSummary[]> {
  const types = await withRight(READ, () => api.types(CONTEXT));
  return types.filter(({ status }) => status !== 'deleted');
}

/**
 * What is left to do for each type; nothing is changed.
 * @throws AppError `marketo.types.foreign`, `.changed`, `.nameTaken`
 */
export async function standingOf(
  api: CustomActivities,
  types: readonly ActivityTypeDefinition[],
  existing: readonly CustomTypeSummary[],
): Promise<TypeWork[]> {
  const works: TypeWork[] = [];
  for (const type of types) {
    const summary = existing.find(({ apiName }) => apiName === type.apiName);
    const work = workOn(type, summary === undefined ? null : await describe(api, summary));
    if (work.create) mustBeFree(type, existing);
    works.push(work);
  }
  return works;
}

/** The versions that there are. */
async function describe(
  api: CustomActivities,
  { id, apiName, description, status }: CustomTypeSummary,
): Promise<FoundType> {
  const version = (which: 'approved' | 'draft') => withRight(READ, () => api.describeType(apiName, which, CONTEXT));
  const live = status === 'draft' ? null : await version('approved');
  const draft = status === 'approved' ? null : await version('draft');
  return { id, apiName, description, live, draft };
}

/** Marketo documents no code for names that are taken (marketo-rest 14.6): looked at before. */
function mustBeFree(type: ActivityTypeDefinition, existing: readonly CustomTypeSummary[]): void {
  for (const name of ['name', 'triggerName', 'filterName'] as const) {
    const wanted = type[name].toLowerCase();
    const other = existing.find((one) => one[name].toLowerCase() === wanted);
    if (other !== undefined) throw nameTaken(type, { name: type[name], by: printable(other.apiName) });
  }
}

export function nameTaken({ apiName }: ActivityTypeDefinition, details: { name?: string; by?: string } = {}): AppError {
  return new AppError('marketo.types.nameTaken', { details: { type: apiName, ...details } });
}
