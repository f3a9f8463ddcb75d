import { type ApiError, refusal, refusalAt } from '../http/errors.ts';
import { sfdcId18 } from '../records/ids.ts';
import type { Table } from '../records/table.ts';
import type { Field } from '../schema/field.ts';
import type { ObjectView } from '../schema/view.ts';
import type { SoqlRow } from '../soql/index.ts';
import { readBody } from './body.ts';
import { type Caller, recordLevel } from './caller.ts';
import { CHILDREN } from './cascade.ts';
import { lock, type Saved, save } from './save.ts';
import { upsertMatches } from './unique.ts';

type Json = Readonly<Record<string, unknown>>;

/** A record of the path, there and seen by the caller. */
interface Found {
  readonly table: Table;
  readonly number: number;
  readonly row: SoqlRow;
}

/** The object of a path. Throws 404 NOT_FOUND. */
export function demandObject(caller: Caller, name: string): ObjectView {
  const view = caller.schema.object(name);
  if (view?.type.keyPrefix === undefined) throw refusal('NOT_FOUND');
  return view;
}

/** An id of 18 characters. Throws MALFORMED_ID. */
export function demandId(text: string): string {
  const id = sfdcId18(text);
  if (id === undefined)
    throw refusal('MALFORMED_ID', `Record ID: id value of incorrect type: ${text.slice(0, 255)}`, ['Id']);
  return id;
}

/** A record that is to be written. Throws 404 for one that isn't there. */
function demandRecord(caller: Caller, view: ObjectView, id: string): Found {
  const { org } = caller;
  const table = org.store.table(view.name);
  const found = table.byId(id);
  if (found === undefined) throw refusalAt(404, org.switches.absentRecordCode);
  const level = recordLevel(caller, id);
  if (level === 'hidden') throw refusal('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', undefined, []);
  if (level === 'readOnly') throw refusal('INSUFFICIENT_ACCESS_OR_READONLY', undefined, []);
  if (found.row.get('IsDeleted') === true) throw refusalAt(404, 'ENTITY_IS_DELETED');
  return { table, ...found };
}

const forbidden = (): ApiError => refusal('INSUFFICIENT_ACCESS_OR_READONLY');

function withoutId(json: Json): Json {
  if (Object.keys(json).some((name) => name.toLowerCase() === 'id')) {
    throw refusal('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  return json;
}

/** Creates a record. Throws ApiError. */
export function createRecord(caller: Caller, view: ObjectView, json: Json): Saved {
  if (!view.rights.createable && !caller.admin) throw forbidden();
  const body = readBody(caller, view, caller.admin ? json : withoutId(json), 'create');
  return save(caller, view, caller.org.store.table(view.name), body, undefined);
}

/** `If-Unmodified-Since` of a request, as ms. */
export interface Condition {
  readonly unmodifiedSince?: number | undefined;
}

/** Changes a record by its id. Throws ApiError. */
export function updateRecord(
  caller: Caller,
  view: ObjectView,
  id: string,
  json: Json,
  condition: Condition = {},
): Saved {
  if (!view.rights.updateable && !caller.admin) throw forbidden();
  const { table, number, row } = demandRecord(caller, view, id);
  const modified = row.get('LastModifiedDate');
  const { unmodifiedSince } = condition;
  if (unmodifiedSince !== undefined && typeof modified === 'number' && modified > unmodifiedSince) {
    throw refusalAt(412, caller.org.switches.modifiedSinceCode, 'The record has been modified since');
  }
  return save(caller, view, table, readBody(caller, view, withoutId(json), 'update'), number);
}

/** Moves a record into the recycle bin, with the records that belong to it. Throws ApiError. */
export function deleteRecord(caller: Caller, view: ObjectView, id: string): void {
  if (!view.rights.deletable && !caller.admin) throw forbidden();
  const { table, number, row } = demandRecord(caller, view, id);
  const ids = [id, ...['AccountId', 'WhoId', 'WhatId'].map((name) => row.get(name))];
  lock(caller, view.name === 'Task' ? ids.filter((one) => typeof one === 'string') : [id]);
  const { store } = caller.org;
  store.transaction(() => {
    bin(caller, table, number);
    for (const { object, field } of CHILDREN[view.name] ?? []) {
      const children = store.table(object);
      for (const child of children.find(field, [id]) ?? []) {
        const found = children.get(child);
        if (found?.get(field) === id && found.get('IsDeleted') !== true) bin(caller, children, child);
      }
    }
  });
}

function bin({ org, userId, admin }: Caller, table: Table, number: number): void {
  const values = table.values(number)?.values ?? {};
  const at = org.second();
  const stamps = { LastModifiedDate: at, SystemModstamp: at, LastModifiedById: userId };
  org.store.put(table, number, { ...values, IsDeleted: true, ...stamps }, admin ? undefined : 'deleted');
}

/** The field of an upsert's path. Throws 404 (or 400 by switch) for one that is no external id. */
export function demandKeyField(caller: Caller, view: ObjectView, name: string): Field {
  const field = view.field(name);
  if (field?.externalId === true) return field;
  const code = caller.org.switches.badKeyFieldCode;
  throw refusal(code, `Provided external ID field does not exist or is not accessible: ${name}`);
}

/** Several records have the key. */
export class SeveralMatches extends Error {
  readonly ids: readonly string[];
  constructor(ids: readonly string[]) {
    super(`${ids.length} records have the key`);
    this.ids = ids;
  }
}

export interface Upsert {
  readonly field: Field;
  readonly key: string;
  /** Update or 404, never create. */
  readonly updateOnly?: boolean;
}

/** The record of a key, if the caller's transaction sees it: committed before it began, or its own. */
function matchOf(caller: Caller, view: ObjectView, { field, key }: Upsert): SoqlRow | undefined {
  const { org, seesCommit } = caller;
  const matches = upsertMatches(caller, view.name, field, key);
  const visible = (row: SoqlRow): boolean => createdBy(row) <= seesCommit || createdBy(row) > org.store.commits;
  const seen = org.switches.upsertRace === 'serial' ? matches : matches.filter(visible);
  if (seen.length > 1) throw new SeveralMatches(seen.map((row) => String(row.get('Id'))));
  return seen[0];
}

const createdBy = (row: SoqlRow): number => ('createdBy' in row ? Number(row.createdBy) : 0);

/** Creates a record under a key, or changes the one that has it. Throws ApiError, SeveralMatches. */
export function upsertRecord(caller: Caller, view: ObjectView, upsert: Upsert, json: Json): Saved {
  const { field, key, updateOnly = false } = upsert;
  if (Object.keys(json).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
    const message = `The ${field.name} field should not be specified in the sobject data.`;
    throw refusal('INVALID_FIELD', message, [field.name]);
  }
  const rest = withoutId(json);
  const match = matchOf(caller, view, upsert);
  if (match !== undefined) return updateRecord(caller, view, String(match.get('Id')), rest);
  if (updateOnly) throw refusal('NOT_FOUND');
  return createRecord(caller, view, { ...rest, [field.name]: key });
}
