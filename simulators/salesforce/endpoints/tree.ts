import type { Call, Reply, Route } from '../http/call.ts';
import { ApiError, refusal } from '../http/errors.ts';
import type { ObjectView } from '../schema/view.ts';
import { createRecord, demandObject } from '../writes/records.ts';
import { itemErrors } from './item-results.ts';
import { isObject, type Json, objectBody, objectList, textOf } from './json-body.ts';

const MAX_RECORDS = 200;

interface Made {
  readonly referenceId: string;
  readonly id: string;
}

/** Refuses the whole tree because of one of its records. */
class TreeError extends Error {
  readonly referenceId: string;
  readonly errors: ApiError['errors'];
  constructor(referenceId: string, errors: ApiError['errors']) {
    super(referenceId);
    this.referenceId = referenceId;
    this.errors = errors;
  }
}

/** Members of a record that hold children: `{records: […]}` under the relationship's name. */
function childrenOf(view: ObjectView, record: Json) {
  return Object.entries(record).flatMap(([name, value]) => {
    const relation = isObject(value) && 'records' in value ? view.childRelationship(name) : undefined;
    return relation === undefined || !isObject(value)
      ? []
      : [{ name, relation, records: objectList(value, 'records') }];
  });
}

function make(call: Call, object: string, record: Json, parent: Json, made: Made[]): void {
  const { caller } = call;
  const { attributes } = record;
  const referenceId = isObject(attributes) ? textOf(attributes.referenceId) : '';
  const view = demandObject(caller, object);
  const children = childrenOf(view, record);
  if (made.length >= MAX_RECORDS) throw refusal('LIMIT_EXCEEDED', `A tree takes ${MAX_RECORDS} records at most`);
  const own = Object.fromEntries(Object.entries(record).filter(([name]) => !children.some((one) => one.name === name)));
  try {
    made.push({ referenceId, id: createRecord(caller, view, { ...own, ...parent }).id });
  } catch (error) {
    if (error instanceof ApiError) throw new TreeError(referenceId, error.errors);
    throw error;
  }
  const { id } = made.at(-1) ?? { id: '' };
  for (const { relation, records } of children) {
    for (const child of records) make(call, relation.object, child, { [relation.idField]: id }, made);
  }
}

function tree(call: Call): Reply {
  const records = objectList(objectBody(call.json()), 'records');
  const made: Made[] = [];
  try {
    call.org.store.transaction(() => {
      for (const record of records) make(call, call.args[0] ?? '', record, {}, made);
    });
  } catch (error) {
    if (!(error instanceof TreeError)) throw error;
    const results = [{ referenceId: error.referenceId, errors: itemErrors(error.errors) }];
    return { status: 400, body: { hasErrors: true, results } };
  }
  return { status: 201, body: { hasErrors: false, results: made } };
}

/** Records with their children, all or none. */
export const treeRoutes: readonly Route[] = [
  { method: 'POST', path: '/composite/tree/{}', class: 'composite', handle: tree },
];
