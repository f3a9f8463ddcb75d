import { type Call, ok, type Reply, type Route } from '../http/call.ts';
import { ApiError, refusal } from '../http/errors.ts';
import { sfdcId18 } from '../records/ids.ts';
import { isPutAway } from '../records/row.ts';
import type { ObjectView } from '../schema/view.ts';
import {
  createRecord,
  deleteRecord,
  demandId,
  demandKeyField,
  demandObject,
  updateRecord,
  upsertRecord,
} from '../writes/records.ts';
import { attemptItem, failed, type ItemResult, itemFault, rolledBack } from './item-results.ts';
import { isObject, type Json, member, objectBody, objectList, textOf, without } from './json-body.ts';
import { fieldsNamed, listOf, recordJson } from './record-json.ts';

const MAX_RECORDS = 200;
const MAX_RETRIEVED = 2000;
const MAX_CHUNKS = 10;

const saved = (id: string): ItemResult => ({ id, success: true, errors: [] });

/** Does items in order; with allOrNone one that fails undoes the others. */
function each<T>(
  call: Call,
  items: readonly T[],
  allOrNone: boolean,
  work: (item: T, index: number) => ItemResult,
): Reply {
  const results = call.org.store.attempt(() => {
    const value = items.map((item, index) => itemFault(call.faults, index) ?? attemptItem(() => work(item, index)));
    return { keep: !allOrNone || value.every(({ success }) => success), value };
  });
  const undone = allOrNone && results.some(({ success }) => !success);
  return ok(undone ? rolledBack(results) : results);
}

function tooMany({ org }: Call, message: string): ApiError {
  return new ApiError(400, [{ errorCode: org.switches.tooManyRecordsCode, message }]);
}

interface Records {
  readonly records: readonly Json[];
  readonly allOrNone: boolean;
}

function recordsOf(call: Call): Records {
  const body = objectBody(call.json());
  const records = objectList(body, 'records');
  if (records.length > MAX_RECORDS) throw tooMany(call, `The number of records must not exceed ${MAX_RECORDS}`);
  return { records, allOrNone: body.allOrNone === true };
}

const typeOf = ({ attributes }: Json): string => (isObject(attributes) ? textOf(attributes.type) : '');

/** Records of several objects are taken in runs of one object, ten at most. */
function checkChunks(call: Call, records: readonly Json[]): void {
  const types = records.map((record) => typeOf(record).toLowerCase());
  if (types.includes('')) throw refusal('INVALID_TYPE', 'Each record needs attributes with its type');
  const chunks = types.filter((type, i) => type !== types[i - 1]).length;
  if (chunks > MAX_CHUNKS) throw tooMany(call, `The records must not change their type more than ${MAX_CHUNKS} times`);
}

function create(call: Call): Reply {
  const { records, allOrNone } = recordsOf(call);
  checkChunks(call, records);
  return each(call, records, allOrNone, (record) =>
    saved(createRecord(call.caller, demandObject(call.caller, typeOf(record)), record).id),
  );
}

function update(call: Call): Reply {
  const { records, allOrNone } = recordsOf(call);
  checkChunks(call, records);
  return each(call, records, allOrNone, (record) => {
    const given = member(record, 'id');
    if (given === undefined) return failed('MISSING_ARGUMENT', 'Id not specified in an update call');
    const view = demandObject(call.caller, typeOf(record));
    return saved(updateRecord(call.caller, view, demandId(textOf(given)), without(record, 'id')).id);
  });
}

function upsert(call: Call): Reply {
  const { records, allOrNone } = recordsOf(call);
  const view = demandObject(call.caller, call.args[0] ?? '');
  const field = demandKeyField(call.caller, view, call.args[1] ?? '');
  const keys = records.map((record) => {
    const key = textOf(member(record, field.name));
    return key === '' ? undefined : key;
  });
  const norm = (key: string | undefined): string | undefined => (field.caseSensitive ? key : key?.toLowerCase());
  const seen = new Map<string | undefined, number>();
  for (const key of keys) seen.set(norm(key), (seen.get(norm(key)) ?? 0) + 1);
  return each(call, records, allOrNone, (record, index) => {
    const key = keys[index];
    if (key === undefined) return failed('MISSING_ARGUMENT', `${field.name} not specified`);
    if ((seen.get(norm(key)) ?? 0) > 1) return failed('DUPLICATE_VALUE', `Duplicate external id specified: ${key}`);
    const { id, created } = upsertRecord(call.caller, view, { field, key }, without(record, field.name));
    return { ...saved(id), created };
  });
}

function remove(call: Call): Reply {
  const ids = listOf(call.params.get('ids'));
  if (ids.length > MAX_RECORDS) throw tooMany(call, `The number of ids must not exceed ${MAX_RECORDS}`);
  return each(call, ids, call.params.get('allOrNone') === 'true', (given) => {
    const id = demandId(given);
    deleteRecord(call.caller, demandObject(call.caller, call.org.schema.objectOfId(id) ?? ''), id);
    return saved(id);
  });
}

function retrieved(call: Call, view: ObjectView, ids: readonly string[], names: readonly string[]): Reply {
  if (ids.length > MAX_RETRIEVED) throw tooMany(call, `The number of ids must not exceed ${MAX_RETRIEVED}`);
  const fields = fieldsNamed(view, names);
  const rows = call.org.rowsFor(call.caller.userId);
  return ok(
    ids.map((given) => {
      const row = rows.byId(view.name, sfdcId18(given) ?? '', { deleted: true });
      // Archived ones are there for whoever has their id.
      const gone = row === undefined || (isPutAway(row) && row.get('IsDeleted') === true);
      return gone ? null : recordJson(view, call.basePath, fields, row);
    }),
  );
}

const objectOf = ({ caller, args }: Call): ObjectView => demandObject(caller, args[0] ?? '');
const texts = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : []);

function retrieve(call: Call): Reply {
  const body = objectBody(call.json());
  if (texts(body.fields).length === 0) throw refusal('INVALID_FIELD', 'fields must name one field at least');
  return retrieved(call, objectOf(call), texts(body.ids), texts(body.fields));
}

function retrieveByUrl(call: Call): Reply {
  const names = listOf(call.params.get('fields'));
  if (names.length === 0) throw refusal('INVALID_FIELD', 'fields must name one field at least');
  return retrieved(call, objectOf(call), listOf(call.params.get('ids')), names);
}

/** Up to 200 records in one call. */
export const collectionRoutes: readonly Route[] = [
  { method: 'POST', path: '/composite/sobjects', class: 'collections', handle: create },
  { method: 'PATCH', path: '/composite/sobjects', class: 'collections', handle: update },
  { method: 'DELETE', path: '/composite/sobjects', class: 'collections', handle: remove },
  { method: 'POST', path: '/composite/sobjects/{}', class: 'collections', handle: retrieve },
  { method: 'GET', path: '/composite/sobjects/{}', class: 'collections', handle: retrieveByUrl },
  { method: 'PATCH', path: '/composite/sobjects/{}/{}', class: 'collections', handle: upsert },
];
