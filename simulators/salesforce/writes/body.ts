import type { ErrorEntry } from '../http/errors.ts';
import type { Value } from '../records/row.ts';
import type { Field } from '../schema/field.ts';
import type { ObjectView } from '../schema/view.ts';
import type { Caller } from './caller.ts';
import { readValue } from './read-value.ts';

export type Mode = 'create' | 'update';

/** Fields that a caller gave, read; and everything that is wrong with them. */
export interface Body {
  readonly given: Map<string, Value>;
  readonly errors: ErrorEntry[];
}

function noColumn(name: string, { name: object }: ObjectView): ErrorEntry {
  return { errorCode: 'INVALID_FIELD', message: `No such column '${name}' on sobject of type ${object}` };
}

/** A field hidden from the caller, or none of the object's. */
function unknownField(name: string, { org }: Caller, view: ObjectView): ErrorEntry {
  const hidden = view.type.fields.some((field) => field.name.toLowerCase() === name.toLowerCase());
  return hidden && org.switches.hiddenFieldCode !== 'INVALID_FIELD' ? notWritable([name]) : noColumn(name, view);
}

function notWritable(fields: readonly string[]): ErrorEntry {
  return {
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    message: `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    fields,
  };
}

/** A task's long text has a code of its own, by switch. */
function coded(error: ErrorEntry, { org }: Caller, { name }: ObjectView): ErrorEntry {
  const own = name === 'Task' && error.errorCode === 'STRING_TOO_LONG' && error.fields?.[0] === 'Description';
  return own ? { ...error, errorCode: org.switches.longDescriptionCode } : error;
}

const mayWrite = (field: Field, mode: Mode): boolean => (mode === 'create' ? field.createable : field.updateable);

/** Reads the fields of a record's JSON. `attributes` and the parents of lookups aside, each must be a field. */
export function readBody(caller: Caller, view: ObjectView, json: Readonly<Record<string, unknown>>, mode: Mode): Body {
  const given = new Map<string, Value>();
  const errors: ErrorEntry[] = [];
  const locked: string[] = [];
  for (const [name, raw] of Object.entries(json)) {
    if (name === 'attributes') continue;
    const field = view.field(name);
    if (field === undefined) {
      errors.push(unknownField(name, caller, view));
      continue;
    }
    if (!caller.admin && !mayWrite(field, mode)) {
      locked.push(field.name);
      continue;
    }
    const read = readValue(raw, field, caller.org.switches);
    if ('error' in read) errors.push(coded(read.error, caller, view));
    else given.set(field.name, read.value);
  }
  if (locked.length > 0) errors.push(notWritable(locked));
  return { given, errors };
}
