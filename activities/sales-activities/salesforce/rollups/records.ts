import type { SalesActivity } from '../../../../model/sales-activity/line.ts';
import type { RollupObject } from '../../../../model/salesforce-task/rollups.ts';
import type { SalesforceClient, SalesforceContext, SalesforceRecord } from '../../../../salesforce/index.ts';
import { queryIn, textIn } from '../soql.ts';

/** An activity that is logged, and its Task, or that of the send it belongs to. */
export interface RollupEvent {
  taskId: string;
  activity: SalesActivity;
}

/** What is logged on each record of an object, by its id. */
export type ByRecord = ReadonlyMap<string, readonly SalesActivity[]>;

/** How a Task names its records; an id's first three characters tell what it is. */
const LINKS: Record<RollupObject, { field: string; prefix: string }> = {
  Lead: { field: 'WhoId', prefix: '00Q' },
  Contact: { field: 'WhoId', prefix: '003' },
  Account: { field: 'AccountId', prefix: '001' },
  Opportunity: { field: 'WhatId', prefix: '006' },
};

/**
 * The records on which the Tasks of these events hang now: read back, because Salesforce finds the account, and a lead
 * may have been converted, or a Task moved, since it was logged. A link that is hidden leaves out its object alone.
 */
export async function recordsOfTasks(
  salesforce: Pick<SalesforceClient, 'describe' | 'query'>,
  events: readonly RollupEvent[],
  objects: readonly RollupObject[],
  context: SalesforceContext,
): Promise<Map<RollupObject, ByRecord>> {
  const { fields: visible } = await salesforce.describe('Task', context);
  const linked = objects.filter((object) => visible.has(LINKS[object].field.toLowerCase()));
  if (linked.length === 0) return new Map();
  const fields = new Set(['Id', ...linked.map((object) => LINKS[object].field)]);
  const soql = (list: string) => `SELECT ${[...fields].join(', ')} FROM Task WHERE Id IN (${list})`;
  const tasks = await queryIn(salesforce, soql, [...new Set(events.map(({ taskId }) => taskId))], context);
  const byId = new Map(tasks.map((task) => [textIn(task, 'Id'), task]));
  const found = linked.map((object) => [object, recordsOf(object, events, byId)] as const);
  return new Map(found.filter(([, records]) => records.size > 0));
}

function recordsOf(
  object: RollupObject,
  events: readonly RollupEvent[],
  tasks: ReadonlyMap<string | null, SalesforceRecord>,
): ByRecord {
  const { field, prefix } = LINKS[object];
  const records = new Map<string, SalesActivity[]>();
  for (const { taskId, activity } of events) {
    const id = textIn(tasks.get(taskId) ?? {}, field);
    if (id?.startsWith(prefix) === true) records.set(id, [...(records.get(id) ?? []), activity]);
  }
  return records;
}
