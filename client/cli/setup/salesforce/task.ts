import { type Finding, fail, ok, warn } from '../../../../model/doctor/finding.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import { KEY_FIELD } from '../../../../model/salesforce-task/key.ts';
import type { SalesforceClient, SalesforceContext, SalesforceObject } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';
import { optionalFields, optionalFinding } from './optional-fields.ts';
import type { FieldStanding } from './standing.ts';

const RIGHTS = 'salesforce.task.rights';
const KEY = 'salesforce.task.key';
const FIELDS = 'salesforce.task.fields';
const TYPE = 'salesforce.task.types';
const STATUS = 'salesforce.task.closedStatus';

/** `a-` or `t-` and a uuid. */
const KEY_LENGTH = 38;
/** Without these a Task would be none. */
const NEEDED = ['OwnerId', 'WhoId', 'Status'];
/** Left out where they can't be written. */
const USED = ['Subject', 'ActivityDate', 'Description', 'WhatId', 'Type', 'TaskSubtype'];
/** How product.md 4.4 tells e-mails, calls and replies apart. */
const TYPES = ['Email', 'Call', 'Reply'];

const FIELD_ACCESS =
  'Give the integration user’s permission set Read and Edit access to them (Object Manager, Activity).';
const MAKE_KEY =
  'In Salesforce Setup, Object Manager, Activity, Fields & Relationships, New: Text, length 64, label Actions Sync Key, ' +
  'name Actions_Sync_Key, Unique (case sensitive), External ID; then give the integration user Read and Edit access to it.';

/** Rights on Task, its key field, and what we write of it. `onField` is told each optional field. */
export async function checkTask(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
  onField: (standing: FieldStanding) => void,
): Promise<Finding[]> {
  return check(RIGHTS, async () => {
    const task = await client.describe('Task', context, { isFresh: true });
    const optional = optionalFields(task);
    optional.forEach(onField);
    return [
      rightsFinding(task),
      keyFinding(task),
      ...fieldFindings(task),
      typeFinding(task),
      optionalFinding(optional),
    ];
  });
}

function rightsFinding({ isQueryable, isCreateable, isUpdateable }: SalesforceObject): Finding {
  const rights = { read: isQueryable, create: isCreateable, update: isUpdateable };
  const missing = Object.entries(rights).flatMap(([right, isGiven]) => (isGiven ? [] : [right]));
  if (missing.length === 0) return ok(RIGHTS, 'granted: read, create, update');
  return fail(
    RIGHTS,
    `missing: ${missing.join(', ')}`,
    'The integration user’s profile and permission sets don’t give it.',
    'In Salesforce Setup give the user the system permissions Access Activities and Edit Tasks.',
  );
}

function keyFinding(task: SalesforceObject): Finding {
  const field = task.fields.get(KEY_FIELD.toLowerCase());
  if (field === undefined) {
    const cause = 'It was never made on Activity, or field-level security hides it from the integration user.';
    return fail(KEY, `${KEY_FIELD} is not there`, cause, MAKE_KEY);
  }
  const problems = [
    ...(field.type === 'string' ? [] : [`it is of type ${field.type}, not Text`]),
    ...(field.type === 'string' && field.length < KEY_LENGTH ? [`it holds ${field.length} characters, not 64`] : []),
    ...(field.isExternalId ? [] : ['it is no External ID']),
    ...(field.isUnique ? [] : ['it is not Unique']),
    ...(field.isCreateable && field.isUpdateable ? [] : ['the integration user may not edit it']),
  ];
  if (problems.length === 0) return ok(KEY, `${KEY_FIELD}, ${field.length} characters, External ID and Unique`);
  const isAccess = problems.length === 1 && !(field.isCreateable && field.isUpdateable);
  const cause = isAccess
    ? 'Field-level security gives the integration user no Edit access.'
    : 'The field was made with other properties; without these a repeated call could make a second Task.';
  const fix = isAccess
    ? `Give the integration user’s permission set Edit access to ${KEY_FIELD} (Object Manager, Activity).`
    : `Edit the field, or delete it and make it anew. ${MAKE_KEY}`;
  return fail(KEY, `${KEY_FIELD}: ${problems.join('; ')}`, cause, fix);
}

function fieldFindings(task: SalesforceObject): Finding[] {
  const lacks = (names: readonly string[]) =>
    names.filter((name) => task.fields.get(name.toLowerCase())?.isCreateable !== true);
  const cause = 'Field-level security hides them from the integration user or makes them read-only.';
  const needed = lacks(NEEDED);
  if (needed.length > 0) return [fail(FIELDS, `can’t be written: ${needed.join(', ')}`, cause, FIELD_ACCESS)];
  const used = lacks(USED);
  if (used.length === 0) return [ok(FIELDS, 'all that we write can be written')];
  return [warn(FIELDS, `can’t be written and are left out: ${used.join(', ')}`, cause, FIELD_ACCESS)];
}

function typeFinding(task: SalesforceObject): Finding {
  const values = task.fields.get('type')?.picklistValues ?? [];
  const missing = TYPES.filter((type) => !values.includes(type));
  if (missing.length === 0) return ok(TYPE, TYPES.join(', '));
  return warn(
    TYPE,
    `the picklist Type lacks: ${missing.join(', ')}`,
    task.fields.has('type')
      ? 'The values were never added, or are not active.'
      : 'The field is hidden from the integration user.',
    'Add the values in Setup, Object Manager, Task, Fields & Relationships, Type. Tasks without one have no Type meanwhile.',
  );
}

/** A Task is logged closed: it locks nothing then (salesforce-rest 5.4). */
export async function checkClosedStatus(
  client: Pick<SalesforceClient, 'query'>,
  context: SalesforceContext,
): Promise<Finding[]> {
  return check(STATUS, async () => {
    const soql = 'SELECT ApiName FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder';
    for await (const page of client.query(soql, context)) {
      const [first] = page.flatMap(({ ApiName }) => (typeof ApiName === 'string' ? [ApiName] : []));
      if (first !== undefined) return ok(STATUS, first);
    }
    throw new AppError('salesforce.closedStatus.missing');
  });
}
