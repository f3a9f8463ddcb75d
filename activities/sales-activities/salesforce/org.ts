import { AppError } from '../../../model/errors/app-error.ts';
import type { Clock } from '../../../model/ports.ts';
import type { TaskFields } from '../../../model/salesforce-task/fields.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { SalesforceClient, SalesforceContext, SalesforceObject } from '../../../salesforce/index.ts';
import { textIn } from './soql.ts';

/** What the org takes as a Task. */
export interface Org {
  fields: TaskFields;
  /** A Task with this status is closed. */
  closedStatus: string;
}

export type ReadOrg = (context: SalesforceContext, options?: { isFresh?: boolean }) => Promise<Org>;

const STATUS_FOR_MS = 10 * 60_000;
const CLOSED = 'SELECT ApiName, MasterLabel, SortOrder FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder';

/**
 * Reads what the connected user may write of a Task, kept for ten minutes.
 * @throws AppError `salesforce.keyField.missing`: without its key no Task is written (salesforce-rest 5.5)
 * @throws AppError `salesforce.closedStatus.missing`
 */
export function createOrgReader(
  salesforce: Pick<SalesforceClient, 'describe' | 'query'>,
  clock: Pick<Clock, 'now'>,
): ReadOrg {
  let kept: { value: string; until: number } | null = null;

  async function closedStatus(context: SalesforceContext, isFresh: boolean): Promise<string> {
    const now = clock.now().getTime();
    if (kept !== null && now < kept.until && !isFresh) return kept.value;
    for await (const page of salesforce.query(CLOSED, context)) {
      const [first] = page.flatMap((record) => textIn(record, 'ApiName') ?? textIn(record, 'MasterLabel') ?? []);
      if (first === undefined) continue;
      kept = { value: first, until: now + STATUS_FOR_MS };
      return first;
    }
    throw new AppError('salesforce.closedStatus.missing');
  }

  async function taskFields(context: SalesforceContext, isFresh: boolean): Promise<TaskFields> {
    let task = await salesforce.describe('Task', context, { isFresh });
    // An admin may have made it since it was asked for.
    if (!hasKeyField(task) && !isFresh) task = await salesforce.describe('Task', context, { isFresh: true });
    if (!hasKeyField(task)) throw new AppError('salesforce.keyField.missing');
    return task.fields;
  }

  return async (context, { isFresh = false } = {}) => {
    const [fields, status] = await Promise.all([taskFields(context, isFresh), closedStatus(context, isFresh)]);
    return { fields, closedStatus: status };
  };
}

export function hasKeyField({ fields }: SalesforceObject): boolean {
  const field = fields.get(KEY_FIELD.toLowerCase());
  return field?.isExternalId === true && field.isUnique && field.isCreateable && field.isUpdateable;
}
