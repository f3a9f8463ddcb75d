import { ApiError, refusal, statusOf, textOf } from '../http/errors.ts';
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
function demandSound({ errors }: Draft): void {
  const [first] = errors;
  if (first !== undefined) throw new ApiError(statusOf(first.errorCode), errors);
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
  // What the call holds already it needn't wait for.
  const wanted = ids.filter((id) => !held.ids.has(id));
  const blocked = org.locks.blocked(wanted);
  if (blocked === undefined) {
    for (const id of wanted) held.ids.add(id);
    held.ms = Math.max(held.ms, org.locks.take(wanted));
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

/** Number of the id that an admin wants a new record to have, as when it is known elsewhere already. */
function wantedNumber(draft: Draft, table: Table): number | undefined {
  if (!draft.given.has('Id')) return undefined;
  const number = table.ids.numberOf(String(draft.get('Id')));
  if (number !== undefined && table.get(number) === undefined) return number;
  throw refusal('INVALID_ID_FIELD', `the id ${String(draft.get('Id'))} is taken, or of another object`, ['Id']);
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
  const at = number ?? wantedNumber(draft, table) ?? table.take();
  draft.set('Id', table.ids.of(at));
  const outcome = draft.isNew ? 'created' : changedByCaller(draft) ? 'updated' : 'unchanged';
  const id = String(draft.get('Id'));
  store.transaction(() => {
    store.put(table, at, { ...draft.after }, caller.admin ? undefined : outcome);
    runFlows(caller, view, table, at, draft.isNew ? 'create' : 'update');
  });
  return { id, created: draft.isNew };
}
