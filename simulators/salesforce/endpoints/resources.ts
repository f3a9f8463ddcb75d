import { type Call, ok, type Reply, type Route } from '../http/call.ts';

const RESOURCES = ['sobjects', 'query', 'queryAll', 'limits', 'composite'];

function resources({ basePath }: Call): Reply {
  return ok(Object.fromEntries(RESOURCES.map((name) => [name, `${basePath}/${name}`])));
}

/** Limits that nothing here uses up. */
const UNUSED = {
  DailyBulkV2QueryJobs: 10_000,
  DataStorageMB: 1024,
  FileStorageMB: 1024,
  HourlyPublishedPlatformEvents: 50_000,
};

function limits({ org: { limit } }: Call): Reply {
  const unused = Object.entries(UNUSED).map(([name, Max]) => [name, { Max, Remaining: Max }]);
  const DailyApiRequests = { Max: limit.max, Remaining: Math.max(0, limit.max - limit.used) };
  return ok({ DailyApiRequests, ...Object.fromEntries(unused) });
}

/** What a version offers, and the org's limits. */
export const resourceRoutes: readonly Route[] = [
  { method: 'GET', path: '', class: 'versions', handle: resources },
  { method: 'GET', path: '/limits', class: 'limits', handle: limits },
];
