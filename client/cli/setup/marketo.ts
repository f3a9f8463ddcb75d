import { checkInstance } from '../../../activities/instance.ts';
import type { CustomActivities, MarketoClient } from '../../../marketo/index.ts';
import { chooseLayout } from '../../../model/activity-types/layout.ts';
import { isDone, type TypeWork } from '../../../model/activity-types/standing.ts';
import { type ActivityLayout, type ActivityTypeDefinition, typesOf } from '../../../model/activity-types/types.ts';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';
import type { Store } from '../../../store/types.ts';
import { missingRight, withRight } from '../lib/marketo-right.ts';
import { activeTypes, CONTEXT, nameTaken, standingOf } from './marketo-standing.ts';

const WRITE = 'Read-Write Activity Metadata';

export interface SetupMarketo {
  marketo: Pick<MarketoClient, 'baseUrl' | 'customActivities'>;
  store: Pick<Store, 'activityTypes' | 'peopleState' | 'audit'>;
  /** Who acts, for the audit log. */
  by: string;
  dryRun: boolean;
  /** Null: what fits. */
  layout: ActivityLayout | null;
  /** Told of each type after it was done. */
  onDone?: (work: TypeWork) => void;
}

export interface SetupMarketoResult {
  layout: ActivityLayout;
  /** For each type what was done, or would be. */
  works: TypeWork[];
  /** Marketo's id of each type that exists, by API name. */
  ids: Record<string, number>;
}

/**
 * Brings the custom activity types into the instance: makes those that are missing, completes those that were begun,
 * approves them, and stores the layout for ever. Types of others are never touched. Repeating it is harmless.
 * @throws AppError `marketo.603` naming the right, `marketo.1027`, `marketo.types.*`, `people.instanceChanged`
 */
export async function setUpMarketo(given: SetupMarketo): Promise<SetupMarketoResult> {
  const { marketo, store, dryRun, layout: wanted } = given;
  const api = marketo.customActivities;
  checkInstance(marketo, await store.peopleState.get());
  const existing = await activeTypes(api);
  if (!(await api.mayAdd(CONTEXT))) throw missingRight('Read-Write Activity');
  const stored = (await store.activityTypes.get())?.layout ?? null;
  const layout = chooseLayout({ existing: existing.map(({ apiName }) => apiName), stored, wanted });
  const works = await standingOf(api, typesOf(layout), existing);
  if (dryRun) return { layout, works, ids: idsOf(layout, existing) };
  for (const work of works) {
    if (isDone(work)) continue;
    await bring(api, work);
    given.onDone?.(work);
  }
  return { layout, works, ids: await conclude(given, layout, works) };
}

/** One type: made, completed, approved, each step only if needed. */
async function bring(api: CustomActivities, { type, create, add, approve }: TypeWork): Promise<void> {
  if (create && !(await isCreated(api, type))) {
    // Somebody was faster, perhaps a second run of this: it goes on from what is there.
    const [found] = await standingOf(api, [type], await activeTypes(api));
    if (found === undefined || found.create) throw new AppError('marketo.1017', { details: { type: type.apiName } });
    return bring(api, found);
  }
  if (add.length > 0) await withRight(WRITE, () => api.addAttributes(type.apiName, add, CONTEXT));
  if (approve) await withRight(WRITE, () => api.approveType(type.apiName, CONTEXT));
}

/** False where the API name was taken meanwhile. */
async function isCreated(api: CustomActivities, type: ActivityTypeDefinition): Promise<boolean> {
  const { attributes: _, ...head } = type;
  try {
    await withRight(WRITE, () => api.createType(head, CONTEXT));
    return true;
  } catch (error) {
    if (isAppError(error) && error.key === 'marketo.1017') return false;
    throw isAppError(error) && error.key === 'marketo.709' ? nameTaken(type) : error;
  }
}

/** Looks whether Marketo shows all that was done, then stores how activities are logged. */
async function conclude(
  { marketo, store, by }: SetupMarketo,
  layout: ActivityLayout,
  works: readonly TypeWork[],
): Promise<Record<string, number>> {
  const existing = await activeTypes(marketo.customActivities);
  const left = (await standingOf(marketo.customActivities, typesOf(layout), existing)).filter((work) => !isDone(work));
  if (left.length > 0) {
    const names = left.map(({ type }) => type.apiName).join(', ');
    const problem = `after everything was done Marketo does not show ${names} as approved`;
    throw new AppError('marketo.types.missing', { details: { problem } });
  }
  const ids = idsOf(layout, existing);
  await store.activityTypes.put({ layout, ids });
  const made = works.filter(({ create }) => create).length;
  const changed = works.filter((work) => !isDone(work)).length - made;
  if (made + changed > 0) await store.audit.add({ action: 'setup.marketo', by, details: { layout, made, changed } });
  return ids;
}

function idsOf(layout: ActivityLayout, existing: readonly { apiName: string; id: number }[]): Record<string, number> {
  const ours = new Set(typesOf(layout).map(({ apiName }) => apiName));
  return Object.fromEntries(
    existing.filter(({ apiName }) => ours.has(apiName)).map(({ apiName, id }) => [apiName, id]),
  );
}
