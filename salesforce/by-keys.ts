import type { Caller } from './caller.ts';
import { MAX_URL_BYTES } from './endpoints.ts';
import { checkNames } from './names.ts';
import { queryPages } from './query.ts';
import { encodeSoql, soqlText } from './soql.ts';
import type { SalesforceContext, SalesforceRecord } from './types.ts';

export interface KeyedRead {
  object: string;
  keyField: string;
  keys: readonly string[];
  fields: readonly string[];
}

/**
 * Records by the value of a unique field, in as many queries as their addresses need. Whether case counts is the
 * field's own affair: a record stands under the key that was asked for.
 */
export async function readByKeys(
  call: Caller,
  { object, keyField, keys, fields }: KeyedRead,
  context: SalesforceContext,
): Promise<Map<string, SalesforceRecord>> {
  const selected = withName(fields, keyField);
  checkNames('query', [object, ...selected]);
  const select = `SELECT ${selected.join(', ')} FROM ${object} WHERE ${keyField} IN `;
  const found = new Map<string, SalesforceRecord>();
  const distinct = [...new Set(keys)];
  for (const some of parts(distinct, MAX_URL_BYTES - encodeSoql(`${select}()`).length)) {
    const exact = new Set(some);
    const asked = new Map(some.map((key) => [key.toLowerCase(), key]));
    for await (const page of queryPages(call, `${select}(${some.map(soqlText).join(',')})`, context)) {
      for (const record of page) {
        const value = keyValueOf(record, keyField);
        const key = exact.has(value) ? value : asked.get(value.toLowerCase());
        if (key !== undefined) found.set(key, record);
      }
    }
  }
  return found;
}

/** Salesforce spells a field as it is defined, however it was asked for. */
function keyValueOf(record: SalesforceRecord, keyField: string): string {
  const wanted = keyField.toLowerCase();
  const entry = Object.entries(record).find(([name]) => name.toLowerCase() === wanted);
  return String(entry?.[1]);
}

function withName(fields: readonly string[], name: string): string[] {
  const isThere = fields.some((field) => field.toLowerCase() === name.toLowerCase());
  return isThere ? [...fields] : [name, ...fields];
}

/** Keys whose literals fit into an address. */
function parts(keys: readonly string[], room: number): string[][] {
  const all: string[][] = [];
  let left = 0;
  for (const key of keys) {
    const length = encodeSoql(`${soqlText(key)},`).length;
    const last = all.at(-1);
    if (last === undefined || length > left) {
      all.push([key]);
      left = room - length;
    } else {
      last.push(key);
      left -= length;
    }
  }
  return all;
}
