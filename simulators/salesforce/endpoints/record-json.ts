import { refusal } from '../http/errors.ts';
import type { Value } from '../records/row.ts';
import type { Field } from '../schema/field.ts';
import type { ObjectView } from '../schema/view.ts';
import type { SoqlRow } from '../soql/index.ts';

/** A date-time as the API writes it: `2026-01-02T03:04:05.000+0000`. */
export const wireMoment = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

function wireValue({ type }: Field, value: Value): Value {
  return type === 'datetime' && typeof value === 'number' ? wireMoment(value) : value;
}

/** A record as JSON: the named fields and its id. */
export function recordJson(view: ObjectView, basePath: string, fields: readonly Field[], row: SoqlRow): object {
  const id = String(row.get('Id'));
  const json: Record<string, unknown> = {
    attributes: { type: view.name, url: `${basePath}/sobjects/${view.name}/${id}` },
  };
  for (const field of fields) json[field.name] = wireValue(field, row.get(field.name));
  return { ...json, Id: id };
}

/** Fields by their names, all visible ones without names. Throws INVALID_FIELD. */
export function fieldsNamed(view: ObjectView, names: readonly string[]): readonly Field[] {
  if (names.length === 0) return view.fields;
  return names.map((name) => {
    const field = view.field(name);
    if (field === undefined) throw refusal('INVALID_FIELD', `No such column '${name}' on sobject of type ${view.name}`);
    return field;
  });
}

/** The parts of a comma-separated parameter. */
export function listOf(given: string | null): string[] {
  return (given ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
