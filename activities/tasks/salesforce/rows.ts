import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import type { Ticket } from '../../../model/ids.ts';
import { KEY_FIELD } from '../../../model/salesforce-task/key.ts';
import type { SalesforceFields, SalesforceTask, Task } from '../../../model/task/task.ts';
import type { SalesforceRecord } from '../../../salesforce/index.ts';

/** A Task as it was read. */
export interface TaskRow {
  task: SalesforceTask;
  /** The master of a series: no reminder of its own (product.md Q32). */
  isRecurring: boolean;
  /** Fields that the connected user may not see: of them nothing is known. */
  hidden: readonly HideableField[];
}

/** Fields of Task that always are there for whoever sees the Task, and those that field-level security may hide. */
const ALWAYS = ['Id', 'Status', 'IsClosed', 'OwnerId', 'IsDeleted', 'IsArchived', 'LastModifiedDate', 'SystemModstamp'];
const HIDEABLE = {
  subject: 'Subject',
  priority: 'Priority',
  due: 'ActivityDate',
  details: 'Description',
} as const satisfies Partial<Record<keyof SalesforceFields, string>>;
type HideableField = keyof typeof HIDEABLE;
const OTHERS = [KEY_FIELD, 'WhoId', 'IsRecurrence'];

/** What to select of a Task, as far as the connected user sees it. `fields`: names in lower case. */
export function selectedFields(fields: Pick<ReadonlySet<string>, 'has'>): string[] {
  const isSeen = (name: string) => fields.has(name.toLowerCase());
  return [...ALWAYS, ...[...Object.values(HIDEABLE), ...OTHERS].filter(isSeen)];
}

const text = z.string().nullish();
/** `2026-01-02T03:04:05.000+0000`; ISO 8601 has a colon in the offset. */
const moment = z
  .string()
  .transform((given) => new Date(given.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine((at) => !Number.isNaN(at.getTime()));
const record = z.object({
  Id: z.string().regex(/^[A-Za-z0-9]{18}$/),
  Subject: text,
  Status: z.string(),
  IsClosed: z.boolean(),
  Priority: text,
  ActivityDate: text,
  Description: text,
  WhoId: text,
  OwnerId: z.string(),
  [KEY_FIELD]: text,
  IsRecurrence: z.boolean().nullish(),
  IsDeleted: z.boolean(),
  IsArchived: z.boolean(),
  LastModifiedDate: moment,
  SystemModstamp: moment,
});

/**
 * `asOf`: a ticket taken before the read.
 * @throws AppError `salesforce.badAnswer` with the name of the field, never the value
 */
export function readRow(given: SalesforceRecord, asOf: Ticket): TaskRow {
  const parsed = record.safeParse(given);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new AppError('salesforce.badAnswer', { details: { endpoint: 'query', at } });
  }
  const row = parsed.data;
  return {
    task: {
      id: row.Id,
      key: row[KEY_FIELD] ?? null,
      ownerId: row.OwnerId,
      whoId: row.WhoId ?? null,
      subject: row.Subject ?? null,
      status: row.Status,
      isClosed: row.IsClosed,
      priority: row.Priority ?? null,
      due: row.ActivityDate ?? null,
      details: row.Description ?? null,
      isDeleted: row.IsDeleted,
      isArchived: row.IsArchived,
      modifiedAt: row.LastModifiedDate,
      stamp: row.SystemModstamp,
      asOf,
    },
    isRecurring: row.IsRecurrence === true,
    hidden: hideable.filter((field) => !(HIDEABLE[field] in given)),
  };
}

/** What is hidden counts as it was written or seen last: it did not change, as far as anybody can say. */
export function seenBy({ task: theirs, hidden }: TaskRow, { salesforce: { agreed, sending } }: Task): SalesforceTask {
  const known = { ...sending?.values, ...agreed };
  const kept = hidden.flatMap((field) => (known[field] === undefined ? [] : [[field, known[field]] as const]));
  return { ...theirs, ...Object.fromEntries(kept) };
}

const hideable = Object.keys(HIDEABLE) as HideableField[];
