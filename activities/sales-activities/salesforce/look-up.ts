import type { SalesActivityId } from '../../../model/sales-activity/id.ts';
import { emailIdOf } from '../../../model/sales-activity/plan.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import { isMarked, marksOf } from '../../../model/salesforce-task/marks.ts';
import type { SalesforceRecord } from '../../../salesforce/index.ts';
import type { LookedUp, Sendable } from '../ports.ts';
import type { SalesforceSenderDeps } from './deps.ts';
import { tasksOf } from './existing.ts';
import type { Org, ReadOrg } from './org.ts';
import { textIn } from './soql.ts';

/**
 * Reads back by their keys the Tasks that may have been made, and whether those of sends are marked. What is there in
 * part counts as absent: sent again, it does the rest only.
 * @throws AppError `salesforce.keyField.missing` and those of every call
 */
export async function lookUpActivities(
  deps: SalesforceSenderDeps,
  readOrg: ReadOrg,
  activities: readonly Sendable[],
  signal: AbortSignal,
): Promise<Map<SalesActivityId, LookedUp>> {
  if (activities.length === 0) return new Map();
  const org = await readOrg({ signal });
  const wanted = activities.map((one) => ({ one, own: ownId(one), send: sendId(one) }));
  const ids = new Set(wanted.flatMap(({ own, send }) => [own, send].filter((id) => id !== null)));
  const marks = new Set(activities.flatMap((one) => Object.keys(marksOn(org, one))));
  const tasks = await tasksOf(deps, [...ids], [KEY_FIELD, ...marks], { signal });
  return new Map(
    wanted.map(({ one, own, send }) => {
      const task = own === null ? undefined : tasks.get(own);
      const isMade = own === null || task !== undefined;
      const sends = send === null ? undefined : tasks.get(send);
      const isDone = isMade && (send === null || hasMarks(sends, org, one));
      return [one.row.id, isDone ? { kind: 'found', reference: referenceOf(task ?? sends) } : { kind: 'absent' }];
    }),
  );
}

const ownId = ({ row, salesforceWork }: Sendable) => (salesforceWork.includes('createTask') ? row.id : null);

const sendId = ({ activity, salesforceWork }: Sendable) =>
  salesforceWork.includes('updateSend') ? emailIdOf(activity) : null;

const marksOn = ({ fields }: Org, { activity }: Sendable) => marksOf([activity.type], { fields, use: 'update' });

function hasMarks(task: SalesforceRecord | undefined, org: Org, one: Sendable): boolean {
  const marks = marksOn(org, one);
  return task !== undefined && Object.keys(marks).length > 0 && isMarked(task, marks);
}

function referenceOf(task: SalesforceRecord | undefined): string | null {
  return task === undefined ? null : textIn(task, 'Id');
}
