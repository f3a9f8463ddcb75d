import type { SalesActivityId } from '../sales-activity/id.ts';
import type { TaskId } from '../task/id.ts';
import { uuidV5 } from '../uuid-v5.ts';

/** The field on Activity, External ID and Unique, by which a Task is written once (salesforce-rest 5.5). */
export const KEY_FIELD = 'Actions_Sync_Key__c';

/** Of our keys alone; never changed, or what is logged already would be logged again. */
const NAMESPACE = '6f1c3c62-6f0c-4d0e-9a54-2f5d0f1b7a3e';

/** Key of a sales activity's Task: 38 of `0-9a-z-`, the same for ever. */
export function activityKey(id: SalesActivityId, instance: string): string {
  return `a-${uuidV5(`${instance}/${id}`, NAMESPACE)}`;
}

/** Key of a reminder task's Task, of the same shape. */
export function taskKey(id: TaskId, instance: string): string {
  return `t-${uuidV5(`${instance}/${id}`, NAMESPACE)}`;
}
