import { type FieldValue, fitting, type TaskFields } from '../../../model/salesforce-task/fields.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { SalesforceFields, Task } from '../../../model/task/task.ts';
import type { SalesforceRecord } from '../../../salesforce/index.ts';

/** How each value is written; IsClosed follows from the status. */
const WRITTEN = {
  subject: { field: 'Subject', kind: 'text' },
  status: { field: 'Status', kind: 'choice' },
  priority: { field: 'Priority', kind: 'choice' },
  due: { field: 'ActivityDate', kind: 'date' },
  details: { field: 'Description', kind: 'text' },
} as const satisfies Partial<Record<keyof SalesforceFields, Pick<FieldValue, 'field' | 'kind'>>>;

type Written = keyof typeof WRITTEN;
const WRITTEN_NAMES = Object.keys(WRITTEN) as Written[];

export interface CreateTarget {
  fields: TaskFields;
  /** The seller's user, `005…`. */
  ownerId: string;
  /** A contact's or a lead's id; null: the task has no person, or one that Salesforce does not know. */
  whoId: string | null;
  /** Names in lower case of fields that Salesforce has just refused. */
  without: ReadonlySet<string>;
}

/** A Task that is to be made. Its subtype goes with the first call alone: of a Task that is there it is refused. */
export function createRecord({ salesforce: { key, sending } }: Task, target: CreateTarget): SalesforceRecord {
  const subtype: FieldValue = { field: 'TaskSubtype', kind: 'choice', value: 'Task' };
  const who = target.whoId === null || target.without.has('whoid') ? {} : { WhoId: target.whoId };
  const values = fitting([...valuesOf(sending?.values ?? {}), subtype], { ...target, use: 'create' });
  return { [KEY_FIELD]: key, OwnerId: target.ownerId, ...who, ...values };
}

/** What an update changes, by id; null: nothing that the connected user may write. */
export function updateRecord(
  { salesforce: { taskId, sending } }: Task,
  { fields, without }: Pick<CreateTarget, 'fields' | 'without'>,
): SalesforceRecord | null {
  const values = sending?.values ?? {};
  const set = fitting(valuesOf(values), { fields, without, use: 'update' });
  const emptied = WRITTEN_NAMES.filter((name) => values[name] === null).flatMap((name) => {
    const field = fields.get(WRITTEN[name].field.toLowerCase());
    return field?.isUpdateable === true && !without.has(field.name.toLowerCase()) ? [[field.name, null] as const] : [];
  });
  const record = { ...set, ...Object.fromEntries(emptied) };
  return Object.keys(record).length === 0 ? null : { Id: taskId, ...record };
}

function valuesOf(values: Partial<SalesforceFields>): FieldValue[] {
  return WRITTEN_NAMES.map((name) => ({ ...WRITTEN[name], value: values[name] ?? undefined }));
}
