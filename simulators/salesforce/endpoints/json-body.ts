import { refusal } from '../http/errors.ts';

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A body that is a JSON object. Throws JSON_PARSER_ERROR. */
export function objectBody(json: unknown): Json {
  if (isObject(json)) return json;
  throw refusal('JSON_PARSER_ERROR', 'The HTTP entity body is required, and must be a JSON object');
}

/** A member that is an array of objects. Throws JSON_PARSER_ERROR. */
export function objectList(body: Json, name: string): readonly Json[] {
  const list = body[name];
  if (Array.isArray(list) && list.every(isObject)) return list;
  throw refusal('JSON_PARSER_ERROR', `The member '${name}' must be an array of objects`);
}

/** A member by its name without regard to case. */
export function member(json: Json, name: string): unknown {
  const key = Object.keys(json).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : json[key];
}

/** Everything but a member. */
export function without(json: Json, name: string): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => key.toLowerCase() !== name.toLowerCase()));
}

/** A scalar as text; empty for anything else. */
export function textOf(value: unknown): string {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return scalar ? String(value) : '';
}
