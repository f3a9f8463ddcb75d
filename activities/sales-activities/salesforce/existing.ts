import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { activityKey, KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { SalesforceContext, SalesforceRecord } from '../../../salesforce/index.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { textIn } from './soql.ts';

type Reader = Pick<SalesforceSenderDeps, 'salesforce' | 'instance'>;

/** Ids of the Tasks of these activities that are there, by the activity's. */
export async function existingTasks(
  reader: Reader,
  ids: readonly SalesActivityId[],
  context: SalesforceContext,
): Promise<Map<SalesActivityId, string>> {
  const found = await tasksOf(reader, ids, [], context);
  return new Map(
    [...found].flatMap(([id, task]) => {
      const taskId = textIn(task, 'Id');
      return taskId === null ? [] : [[id, taskId] as const];
    }),
  );
}

/** Those Tasks with some of their fields. */
export async function tasksOf(
  { salesforce, instance }: Reader,
  ids: readonly SalesActivityId[],
  fields: readonly string[],
  context: SalesforceContext,
): Promise<Map<SalesActivityId, SalesforceRecord>> {
  if (ids.length === 0) return new Map();
  const keys = new Map(ids.map((id) => [activityKey(id, instance), id]));
  const found = await salesforce.byKeys('Task', KEY_FIELD, [...keys.keys()], ['Id', ...fields], context);
  return new Map(
    [...keys].flatMap(([key, id]) => {
      const task = found.get(key);
      return task === undefined ? [] : [[id, task] as const];
    }),
  );
}
