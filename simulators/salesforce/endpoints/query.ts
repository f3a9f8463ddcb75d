import { type Call, ok, type Reply, type Route } from '../http/call.ts';
import { refusal } from '../http/errors.ts';
import { describeColumns, parseSoql, type QueryResult, runQuery } from '../soql/index.ts';

const MIN_BATCH = 200;
const MAX_BATCH = 2000;

/** Rows of a page: what the header asks for within Salesforce's bounds, and no more than switch and fault allow. */
function pageSize({ header, org, faults }: Call): number {
  const [, asked] = /batchSize\s*=\s*(\d+)/i.exec(header('sforce-query-options') ?? '') ?? [];
  const wanted = asked === undefined ? MAX_BATCH : Math.min(MAX_BATCH, Math.max(MIN_BATCH, Number(asked)));
  return Math.min(wanted, org.switches.pageSize, faults.pageSize ?? MAX_BATCH);
}

function page(call: Call, result: QueryResult, from: number, key: string | undefined): Reply {
  const to = Math.min(result.size, from + pageSize(call));
  const records = result.slice(from, to);
  const { totalSize } = result;
  if (to >= result.size) return ok({ totalSize, done: true, records });
  const locator = key ?? call.org.cursors.keep(result, call.caller.userId);
  return ok({ totalSize, done: false, nextRecordsUrl: `${call.basePath}/query/${locator}-${to}`, records });
}

function ask(call: Call, queryAll: boolean): Reply {
  const { org, caller, params, basePath } = call;
  const soql = params.get('q');
  if (soql === null) throw refusal('MALFORMED_QUERY', 'SOQL statements cannot be empty or null');
  const query = parseSoql(soql);
  if (params.get('columns') === 'true') return ok(describeColumns(query, caller.schema));
  const zone = org.user(caller.userId)?.get('TimeZoneSidKey');
  const { polymorphicType, descendingNulls } = org.switches;
  const result = runQuery(query, caller.schema, org.rowsFor(caller.userId), {
    queryAll,
    now: new Date(org.now()),
    timeZone: typeof zone === 'string' ? zone : 'UTC',
    basePath,
    polymorphicType,
    descendingNulls,
  });
  return page(call, result, 0, undefined);
}

function more(call: Call): Reply {
  const found = call.org.cursors.find(call.args[0] ?? '', call.caller.userId);
  if (found === undefined) throw refusal('INVALID_QUERY_LOCATOR', 'invalid query locator');
  return page(call, found.result, found.from, found.key);
}

/** Queries and their further pages; a locator is good on both paths. */
export const queryRoutes: readonly Route[] = [
  { method: 'GET', path: '/query', class: 'query', handle: (call) => ask(call, false) },
  { method: 'GET', path: '/queryAll', class: 'query', handle: (call) => ask(call, true) },
  { method: 'GET', path: '/query/{}', class: 'query', handle: more },
  { method: 'GET', path: '/queryAll/{}', class: 'query', handle: more },
];
