import { isObject } from './json-body.ts';

/** A reference that leads nowhere. */
export class BrokenReference extends Error {}

/** The value at a path such as `records[0].Id` of an answer's body. */
function valueAt(body: unknown, path: string): unknown {
  let at = body;
  for (const part of path.split(/[.[\]]/).filter((one) => one !== '')) {
    if (Array.isArray(at)) at = at[Number(part)];
    else if (isObject(at)) at = at[part];
    else return undefined;
  }
  return at;
}

/** Puts the values of earlier answers in the place of `@{ref.path}`, in text and inside objects. Throws BrokenReference. */
export function resolved(given: unknown, answers: ReadonlyMap<string, unknown>): unknown {
  if (typeof given === 'string') {
    return given.replace(/@\{(\w+)\.?([^}]*)\}/g, (_, ref: string, path: string) => {
      const value = valueAt(answers.get(ref), path);
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw new BrokenReference(`Invalid reference specified. No value for ${path} found in ${ref}`);
    });
  }
  if (Array.isArray(given)) return given.map((one) => resolved(one, answers));
  if (!isObject(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, resolved(value, answers)]));
}
