import {
  type QueryOptions,
  type SalesforceClient,
  type SalesforceContext,
  type SalesforceRecord,
  soqlText,
} from '../../../salesforce/index.ts';

/**
 * Bytes of a query's values as they stand in its URL: 16,384 are taken (salesforce-rest 4), by a proxy between often
 * half of that. 200 addresses are two queries.
 */
const VALUES_BYTES = 6_500;

/** All records of a query whose `IN ()` holds these values; in several queries at once where they are many. */
export async function queryIn(
  salesforce: Pick<SalesforceClient, 'query'>,
  soqlFor: (list: string) => string,
  values: readonly string[],
  context: SalesforceContext,
  options: QueryOptions = {},
): Promise<SalesforceRecord[]> {
  const found = parts(values.map(soqlText)).map(async (part) => {
    const records: SalesforceRecord[] = [];
    for await (const page of salesforce.query(soqlFor(part.join(',')), context, options)) records.push(...page);
    return records;
  });
  return (await Promise.all(found)).flat();
}

/** The text of a field; null for none. */
export function textIn(record: SalesforceRecord, field: string): string | null {
  const value = record[field];
  return typeof value === 'string' && value !== '' ? value : null;
}

function parts(values: readonly string[]): string[][] {
  const all: string[][] = [];
  let left = 0;
  for (const value of values) {
    const bytes = encodeURIComponent(`${value},`).length;
    const last = all.at(-1);
    if (last === undefined || bytes > left) {
      all.push([value]);
      left = VALUES_BYTES - bytes;
    } else {
      last.push(value);
      left -= bytes;
    }
  }
  return all;
}
