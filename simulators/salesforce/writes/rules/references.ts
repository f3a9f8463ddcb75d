import type { Field } from '../../schema/field.ts';
import { recordLevel } from '../caller.ts';
import type { Draft } from '../draft.ts';

/** Written by the server alone, with ids it knows. */
const SYSTEM = new Set(['CreatedById', 'LastModifiedById', 'RecurrenceActivityId', 'MasterRecordId']);

/** Checks lookups that change: the right kind of record, there, not deleted, and seen by the caller. */
export function checkReferences(draft: Draft): void {
  for (const field of draft.view.type.fields) {
    if (field.type !== 'reference' || SYSTEM.has(field.name) || !draft.changed(field.name)) continue;
    const id = draft.get(field.name);
    if (typeof id === 'string') checkReference(draft, field, id);
  }
}

function checkReference(draft: Draft, { name, label, referenceTo }: Field, id: string): void {
  const { org } = draft.caller;
  const object = org.schema.objectOfId(id);
  if (object === undefined || !referenceTo.includes(object)) {
    draft.fail('FIELD_INTEGRITY_EXCEPTION', `${label}: id value of incorrect type: ${id.slice(0, 15)}`, [name]);
    return;
  }
  const row = org.store.byId(object, id);
  if (row === undefined) draft.fail('INVALID_CROSS_REFERENCE_KEY', undefined, [name]);
  else if (row.get('IsDeleted') === true) draft.fail('ENTITY_IS_DELETED', undefined, [name]);
  else if (recordLevel(draft.caller, id) === 'hidden') {
    draft.fail('INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', undefined, [name]);
  }
}
