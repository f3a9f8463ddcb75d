import { uuidV5 } from '../uuid-v5.ts';

/** Key of a reminder task: the caller's own id, or a uuid. Nothing personal. */
export type TaskId = string & { readonly __brand: 'TaskId' };

/** Of ids alone; never changed, or what was taken from Salesforce would be taken again. */
const NAMESPACE = 'a0b1f4de-5d0c-4a57-8c4e-2b6d5c9e7f10';

/** Id of a task that was made in Salesforce, from its id there (18 characters): two pulls at once can't double it. */
export function adoptedTaskId(salesforceId: string, instance: string): TaskId {
  return uuidV5(`${instance}/${salesforceId}`, NAMESPACE) as TaskId;
}
