import { z } from 'zod';
import { AppError } from '../model/errors/app-error.ts';
import { check } from './answers.ts';
import type { Caller } from './caller.ts';
import { badCall } from './names.ts';
import { encodeSoql } from './soql.ts';
import type { QueryOptions, SalesforceContext, SalesforceRecord } from './types.ts';

const ENDPOINT = 'query';
/** Salesforce takes 16,384 bytes of address and headers together (salesforce-rest 4). */
const MAX_QUERY_BYTES = 15_000;
/** As many as there can be (salesforce-rest 2.5). */
const HEADERS = { 'Sforce-Query-Options': 'batchSize=2000' };

const page = z.object({
  done: z.boolean(),
  // Not walked further: a schema over all fields would cost as much as parsing the JSON.
  records: z.custom<Record<string, unknown>[]>(isListOfObjects),
  nextRecordsUrl: z
    .string()
    .regex(/^\/services\/data\/v\d+\.0\/query(All)?\/[\w-]+$/)
    .nullish(),
});

/** All records of a query, page by page, until Salesforce says that it is done; `attributes` are taken off. */
export async function* queryPages(
  call: Caller,
  soql: string,
  context: SalesforceContext,
  { includeDeleted = false }: QueryOptions = {},
): AsyncGenerator<readonly SalesforceRecord[]> {
  let url = `/${includeDeleted ? 'queryAll' : 'query'}?q=${encodeSoql(soql)}`;
  if (url.length > MAX_QUERY_BYTES) throw badCall(ENDPOINT, 'length');
  while (true) {
    const at = url;
    const answer = await call({
      endpoint: ENDPOINT,
      context,
      run: (connection) => connection.request<unknown>({ method: 'GET', url: at, headers: HEADERS }),
    });
    const { done, records, nextRecordsUrl } = check(page, answer, ENDPOINT);
    yield records.map(withoutAttributes);
    if (done) return;
    if (!nextRecordsUrl || nextRecordsUrl === url)
      throw new AppError('salesforce.badAnswer', { details: { endpoint: ENDPOINT, at: 'nextRecordsUrl' } });
    url = nextRecordsUrl;
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}

/** Of the record and of the parents in it. */
function withoutAttributes(given: Record<string, unknown>): SalesforceRecord {
  const { attributes: _, ...record } = given;
  for (const [name, value] of Object.entries(record)) if (isObject(value)) record[name] = withoutAttributes(value);
  return record;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
