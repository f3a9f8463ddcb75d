import { type Call, NO_CONTENT, ok, type Reply, type Route } from '../http/call.ts';
import { refusal } from '../http/errors.ts';
import { recordLevel } from '../writes/caller.ts';
import { deleteRecord, demandKeyField, demandObject, SeveralMatches, upsertRecord } from '../writes/records.ts';
import { upsertMatches } from '../writes/unique.ts';
import { objectBody } from './json-body.ts';
import { fieldsNamed, listOf, recordJson } from './record-json.ts';

// `created`, and a body for an update, came with 46.0 (salesforce-rest.md 2.2).
const SAYS_CREATED = 46;

function keyOf(call: Call) {
  const [object = '', name = '', key = ''] = call.args;
  const view = demandObject(call.caller, object);
  return { view, field: demandKeyField(call.caller, view, name), key };
}

function upsert(call: Call): Reply {
  const { view, field, key } = keyOf(call);
  const updateOnly = call.params.get('updateOnly') === 'true';
  const { id, created } = upsertRecord(call.caller, view, { field, key, updateOnly }, objectBody(call.json()));
  const saysCreated = call.version >= SAYS_CREATED;
  if (!created && !saysCreated) return NO_CONTENT;
  const body = { id, success: true, errors: [], ...(saysCreated ? { created } : {}) };
  return { status: created ? 201 : 200, body };
}

/** The record of a key. Throws 404, and SeveralMatches. */
function matchOf(call: Call) {
  const { view, field, key } = keyOf(call);
  const { caller } = call;
  const matches = upsertMatches(caller, view.name, field, key).filter(
    (row) => recordLevel(caller, String(row.get('Id'))) !== 'hidden',
  );
  const [row] = matches;
  if (row === undefined) throw refusal('NOT_FOUND');
  if (matches.length > 1) throw new SeveralMatches(matches.map((one) => String(one.get('Id'))));
  return { view, row };
}

function readByKey(call: Call): Reply {
  const { view, row } = matchOf(call);
  return ok(recordJson(view, call.basePath, fieldsNamed(view, listOf(call.params.get('fields'))), row));
}

function removeByKey(call: Call): Reply {
  const { view, row } = matchOf(call);
  deleteRecord(call.caller, view, String(row.get('Id')));
  return NO_CONTENT;
}

const path = '/sobjects/{}/{}/{}';

/** Single records by an external id. */
export const upsertRoutes: readonly Route[] = [
  { method: 'GET', path, class: 'reads', handle: readByKey },
  { method: 'PATCH', path, class: 'writes', handle: upsert },
  { method: 'DELETE', path, class: 'writes', handle: removeByKey },
];
