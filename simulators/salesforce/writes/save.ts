import { ApiError, statusOf, textOf } from '../http/errors.ts';
import type { Value, Values } from '../records/row.ts';
import type { Table } from '../records/table.ts';
import type { ObjectView } from '../schema/view.ts';
import type { Body } from './body.ts';
import type { Caller } from './caller.ts';
import { Draft } from './draft.ts';
import { runFlows } from './flows.ts';
import { checkOwner, checkRequired, checkValidationRules, fillDefaults } from './rules/general.ts';
import { OBJECT_RULES } from './rules/objects.ts';
import { checkReferences } from './rules/references.ts';
import { taskLocks } from './rules/task.ts';
import { checkUnique } from './unique.ts';

/** Throws the refusal of a draft with faults. */
function demandSound({ errors, caller }: Draft): void {
  const [first] = errors;
  if (first === undefined) return;
  const status = first.errorCode === 'UNABLE_TO_LOCK_ROW' ? caller.org.switches.lockStatus : statusOf(first.errorCode);
  throw new ApiError(status, errors);
}

function judge(draft: Draft): void {
  fillDefaults(draft);
  checkReferences(draft);
  checkOwner(draft);
  OBJECT_RULES[draft.view.name]?.(draft);
  checkRequired(draft);
  if (draft.errors.length === 0) checkUnique(draft);
  if (draft.errors.length === 0 && !draft.caller.admin) checkValidationRules(draft);
}

/** Takes the rows that a save locks. Throws UNABLE_TO_LOCK_ROW when one can't be had in time. */
export function lock({ org, admin, held }: Caller, ids: readonly string[]): void {
  if (admin) return;
  const blocked = org.locks.blocked(ids);
  if (blocked === undefined) {
    held.ms = Math.max(held.ms, org.locks.take(ids));
    return;
  }
  const message = `${textOf('UNABLE_TO_LOCK_ROW')} or 1 records: ${blocked}`;
  throw new ApiError(org.switches.lockStatus, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message, fields: [] }]);
}

function stamp(draft: Draft): void {
  const { org, userId, admin } = draft.caller;
  const at = org.second();
  // The admin hooks may bring stamps of their own.
  const given = (name: string): boolean => admin && draft.given.has(name);
  const put = (name: string, value: Value): void => {
    if (!given(name)) draft.set(name, value);
  };
  if (draft.isNew) {
    put('CreatedDate', at);
    put('CreatedById', userId);
  }
  put('LastModifiedDate', at);
  put('LastModifiedById', userId);
  put('SystemModstamp', at);
}

/** Values that a caller's write really changed. */
function changedByCaller(draft: Draft): boolean {
  return [...draft.given].some((name) => draft.changed(name));
}

export interface Saved {
  readonly id: string;
  readonly created: boolean;
}

/** Saves a new record (`number` undefined) or a change of one. Throws ApiError with everything that is wrong. */
export function save(caller: Caller, view: ObjectView, table: Table, body: Body, number: number | undefined): Saved {
  const { store } = caller.org;
  const before: Values | undefined = number === undefined ? undefined : table.values(number)?.values;
  const draft = new Draft(caller, view, { before, given: body.given, errors: body.errors });
  if (draft.errors.length === 0) judge(draft);
  demandSound(draft);
  if (view.name === 'Task') lock(caller, taskLocks(draft));
  else if (!draft.isNew) lock(caller, [String(draft.get('Id'))]);
  stamp(draft);
  const at = number ?? table.take();
  draft.set('Id', table.ids.of(at));
  const outcome = draft.isNew ? 'created' : changedByCaller(draft) ? 'updated' : 'unchanged';
  const id = String(draft.get('Id'));
  store.transaction(() => {
    store.put(table, at, { ...draft.after }, caller.admin ? undefined : outcome);
    runFlows(caller, view, table, at, draft.isNew ? 'create' : 'update');
  });
  return { id, created: draft.isNew };
}
