import type { TaskRules } from '../../model/task/spelling.ts';
import { TASK_FIELDS, type TaskField } from '../../model/task/task.ts';
import type { SalesforceContext } from '../../salesforce/index.ts';
import type { TaskDeps, TaskSalesforce } from './deps.ts';
import type { RefusedWatch } from './push/refused-watch.ts';
import type { ReadTaskOrg, TaskOrg } from './salesforce/org.ts';
import type { Reader } from './salesforce/read.ts';
import type { SellerUsers } from './sellers.ts';

/** What the parts of one turn work with. */
export interface Flow {
  store: TaskDeps['store'];
  salesforce: TaskSalesforce;
  clock: TaskDeps['clock'];
  instance: string;
  context: SalesforceContext & { signal: AbortSignal };
  /** As it was read last. */
  org: TaskOrg;
  readOrg: ReadTaskOrg;
  refusals: RefusedWatch;
  sellers: SellerUsers;
  /** `salesforce.subjectTemplate`. */
  subjectTemplate: string;
}

const WRITTEN_AS = {
  name: 'Subject',
  status: 'Status',
  priority: 'Priority',
  due: 'ActivityDate',
  details: 'Description',
} as const satisfies Record<TaskField, string>;

/** Salesforce's limits where the connected user can't see the field (salesforce-rest 5.1). */
const SUBJECT_LENGTH = 255;
const DETAILS_LENGTH = 32_000;

/** The rules of comparing, at a moment of the database's clock: with it the clocks are compared anew. */
export function rulesAt({ org, subjectTemplate, salesforce }: Flow, now: Date): TaskRules {
  const there = salesforce.serverTime() ?? now;
  return {
    ...org.statuses,
    subjectTemplate,
    subjectLength: org.fields.get('subject')?.length ?? SUBJECT_LENGTH,
    detailsLength: org.fields.get('description')?.length ?? DETAILS_LENGTH,
    offsetMs: there.getTime() - now.getTime(),
    readOnly: TASK_FIELDS.filter((name) => {
      const field = org.fields.get(WRITTEN_AS[name].toLowerCase());
      return field === undefined || !field.isCreateable || !field.isUpdateable;
    }),
  };
}

export function readerOf({ salesforce, org, context, store }: Flow): Reader {
  return { salesforce, fields: org.fields, context, tickets: store.tickets };
}
