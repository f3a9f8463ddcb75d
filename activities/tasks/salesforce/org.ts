import { AppError } from '../../../model/errors/app-error.ts';
import type { Clock } from '../../../model/ports.ts';
import type { TaskFields } from '../../../model/salesforce-task/fields.ts';
import { statusesFrom, type TaskRules, type TaskStatusValue } from '../../../model/task/spelling.ts';
import type { SalesforceClient, SalesforceContext } from '../../../salesforce/index.ts';
import { hasKeyField } from '../../sales-activities/salesforce/org.ts';
import { textIn } from '../../sales-activities/salesforce/soql.ts';

/** What the org takes as a reminder task. */
export interface TaskOrg {
  /** As the connected user sees Task. */
  fields: TaskFields;
  statuses: Pick<TaskRules, 'open' | 'complete'>;
  /** Without its key no Task is made: a repeated call could make a second one (salesforce-rest 5.5). */
  hasKey: boolean;
}

export type ReadTaskOrg = (context: SalesforceContext, options?: { isFresh?: boolean }) => Promise<TaskOrg>;

const STATUSES_FOR_MS = 10 * 60_000;
const STATUSES = 'SELECT ApiName, MasterLabel, IsClosed, IsDefault, SortOrder FROM TaskStatus ORDER BY SortOrder';

/**
 * Reads what the connected user may read and write of a Task, kept for ten minutes.
 * @throws AppError `salesforce.closedStatus.missing` and those of every call
 */
export function createTaskOrgReader(
  salesforce: Pick<SalesforceClient, 'describe' | 'query'>,
  clock: Pick<Clock, 'now'>,
): ReadTaskOrg {
  let kept: { value: TaskOrg['statuses']; until: number } | null = null;

  async function statuses(context: SalesforceContext, isFresh: boolean): Promise<TaskOrg['statuses']> {
    const now = clock.now().getTime();
    if (kept !== null && now < kept.until && !isFresh) return kept.value;
    const values: TaskStatusValue[] = [];
    for await (const page of salesforce.query(STATUSES, context)) {
      for (const record of page) {
        const name = textIn(record, 'ApiName') ?? textIn(record, 'MasterLabel');
        if (name === null) continue;
        values.push({ name, isClosed: record.IsClosed === true, isDefault: record.IsDefault === true });
      }
    }
    const value = statusesFrom(values);
    if (value === null) throw new AppError('salesforce.closedStatus.missing');
    kept = { value, until: now + STATUSES_FOR_MS };
    return value;
  }

  return async (context, { isFresh = false } = {}) => {
    let task = await salesforce.describe('Task', context, { isFresh });
    // An admin may have made it since it was asked for.
    if (!hasKeyField(task) && !isFresh) task = await salesforce.describe('Task', context, { isFresh: true });
    return { fields: task.fields, statuses: await statuses(context, isFresh), hasKey: hasKeyField(task) };
  };
}
