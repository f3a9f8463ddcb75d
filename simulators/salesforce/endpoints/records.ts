import { type Call, NO_CONTENT, ok, type Reply, type Route } from '../http/call.ts';
import { refusal, refusalAt } from '../http/errors.ts';
import type { ObjectView } from '../schema/view.ts';
import type { SoqlRow } from '../soql/index.ts';
import { recordLevel } from '../writes/caller.ts';
import { createRecord, deleteRecord, demandId, demandObject, updateRecord } from '../writes/records.ts';
import { objectBody } from './json-body.ts';
import { fieldsNamed, listOf, recordJson } from './record-json.ts';

const objectOf = ({ caller, args }: Call): ObjectView => demandObject(caller, args[0] ?? '');

/** A record of the path that is read. Throws 404. */
export function demandReadable({ org, caller }: Call, view: ObjectView, id: string): SoqlRow {
  const row = org.store.byId(view.name, id);
  if (row === undefined || recordLevel(caller, id) === 'hidden') throw refusal('NOT_FOUND');
  if (row.get('IsDeleted') === true) throw refusalAt(404, org.switches.deletedGetCode);
  return row;
}

function create(call: Call): Reply {
  const view = objectOf(call);
  const { id } = createRecord(call.caller, view, objectBody(call.json()));
  const headers = { location: `${call.basePath}/sobjects/${view.name}/${id}` };
  return { status: 201, body: { id, success: true, errors: [] }, headers };
}

function read(call: Call): Reply {
  const view = objectOf(call);
  const row = demandReadable(call, view, demandId(call.args[1] ?? ''));
  return ok(recordJson(view, call.basePath, fieldsNamed(view, listOf(call.params.get('fields'))), row));
}

/** `If-Unmodified-Since`, ms. Throws 400 for what is no date. */
function unmodifiedSince({ header }: Call): number | undefined {
  const given = header('if-unmodified-since');
  if (given === undefined) return undefined;
  const ms = Date.parse(given);
  if (Number.isNaN(ms)) throw refusal('INVALID_HEADER', `If-Unmodified-Since is no HTTP date: ${given}`);
  return ms;
}

function update(call: Call): Reply {
  const condition = { unmodifiedSince: unmodifiedSince(call) };
  updateRecord(call.caller, objectOf(call), demandId(call.args[1] ?? ''), objectBody(call.json()), condition);
  return NO_CONTENT;
}

function remove(call: Call): Reply {
  deleteRecord(call.caller, objectOf(call), demandId(call.args[1] ?? ''));
  return NO_CONTENT;
}

/** Single records by their ids. */
export const recordRoutes: readonly Route[] = [
  { method: 'POST', path: '/sobjects/{}', class: 'writes', handle: create },
  { method: 'GET', path: '/sobjects/{}/{}', class: 'reads', handle: read },
  { method: 'PATCH', path: '/sobjects/{}/{}', class: 'writes', handle: update },
  { method: 'DELETE', path: '/sobjects/{}/{}', class: 'writes', handle: remove },
];
