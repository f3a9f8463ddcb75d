import { AppError } from '../errors/app-error.ts';
import { type ActivityLayout, typesOf } from './types.ts';

/** Custom activity types of an instance, of all vendors together (marketo-rest 7.1). */
export const MAX_TYPES = 10;

export interface LayoutQuestion {
  /** API names of all custom activity types of the instance that are not deleted. */
  existing: readonly string[];
  /** What was set up before on this database: it stays. */
  stored: ActivityLayout | null;
  /** What the admin wants; null: what fits. */
  wanted: ActivityLayout | null;
}

/**
 * Eight types where the instance has the places, else one for all. What was begun goes on, whatever has become of the
 * places meanwhile.
 * @throws AppError `marketo.1027` without places enough; `marketo.types.layoutFixed`
 */
export function chooseLayout({ existing, stored, wanted }: LayoutQuestion): ActivityLayout {
  const begun = stored ?? begunLayout(existing);
  if (begun !== null && wanted !== null && wanted !== begun)
    throw new AppError('marketo.types.layoutFixed', { details: { layout: begun, wanted } });
  const only = begun ?? wanted;
  const candidates: readonly ActivityLayout[] = only === null ? ['eight', 'compact'] : [only];
  const fitting = candidates.find((layout) => missingTypes(existing, layout) <= MAX_TYPES - existing.length);
  if (fitting === undefined) throw noPlace(existing, candidates.at(-1) ?? 'compact');
  return fitting;
}

function begunLayout(existing: readonly string[]): ActivityLayout | null {
  const has = (layout: ActivityLayout) => typesOf(layout).some(({ apiName }) => existing.includes(apiName));
  return has('eight') ? 'eight' : has('compact') ? 'compact' : null;
}

function missingTypes(existing: readonly string[], layout: ActivityLayout): number {
  return typesOf(layout).filter(({ apiName }) => !existing.includes(apiName)).length;
}

function noPlace(existing: readonly string[], layout: ActivityLayout): AppError {
  const needed = missingTypes(existing, layout);
  const free = Math.max(0, MAX_TYPES - existing.length);
  const more = needed - free;
  const problem = `${needed} more ${needed === 1 ? 'type is' : 'types are'} needed, ${free} of ${MAX_TYPES} places are free`;
  const fix = `Delete ${more} custom activity ${more === 1 ? 'type' : 'types'} that nobody uses in Marketo’s Admin, Marketo Custom Activities, then run \`actions-sync setup marketo\` again.`;
  return new AppError('marketo.1027', { details: { problem, fix } });
}
