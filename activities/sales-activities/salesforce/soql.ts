import type { SalesforceClient, SalesforceContext, SalesforceRecord } from '../../../salesforce/types.ts';

/** A query travels in the URL, which may have 16,384 bytes (salesforce-rest 4); a character may take nine. */
const VALUES_LENGTH = 1_000;
/** Of a value, beside it: quotes and comma. */
const AROUND = 3;

/** All records of a query whose `IN ()` holds these values; in several queries where they are many. */
export async function queryIn(
  salesforce: Pick<SalesforceClient, 'query'>,
  soqlFor: (list: string) => string,
  values: readonly string[],
  context: SalesforceContext,
): Promise<SalesforceRecord[]> {
  const records: SalesforceRecord[] = [];
  for (const part of parts(values.map(quoted))) {
    for await (const page of salesforce.query(soqlFor(part.join(', ')), context)) records.push(...page);
  }
  return records;
}

/** The text of a field; null for none. */
export function textIn(record: SalesforceRecord, field: string): string | null {
  const value = record[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function parts(values: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const value of values) {
    const last = all.at(-1);
    room -= value.length + AROUND;
    if (last === undefined || room < 0) {
      all.push([value]);
      room = VALUES_LENGTH - value.length;
    } else last.push(value);
  }
  return all;
}
