import { collectionRoutes } from '../endpoints/collections.ts';
import { compositeRoutes } from '../endpoints/composite.ts';
import { describeRoutes } from '../endpoints/describe.ts';
import { queryRoutes } from '../endpoints/query.ts';
import { recordRoutes } from '../endpoints/records.ts';
import { replicationRoutes } from '../endpoints/replication.ts';
import { resourceRoutes } from '../endpoints/resources.ts';
import { treeRoutes } from '../endpoints/tree.ts';
import { upsertRoutes } from '../endpoints/upsert.ts';
import type { Route } from './call.ts';
import { ApiError, refusal } from './errors.ts';

// Fixed words come before the places of ids and fields: the first match is taken.
const ROUTES: readonly Route[] = [
  ...resourceRoutes,
  ...describeRoutes,
  ...replicationRoutes,
  ...queryRoutes,
  ...collectionRoutes,
  ...treeRoutes,
  ...compositeRoutes,
  ...recordRoutes,
  ...upsertRoutes,
];

const COMPILED = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll('{}', '([^/]+)')}$`, 'i'),
}));

export interface Found {
  readonly route: Route;
  /** Variable parts of the path, decoded. */
  readonly args: readonly string[];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refusal('NOT_FOUND');
  }
}

/** The route of a path. Throws 404 for an unknown path, 405 for a method that it doesn't have. */
export function findRoute(method: string, path: string): Found {
  const allowed: string[] = [];
  for (const { route, pattern } of COMPILED) {
    const match = pattern.exec(path);
    if (match === null) continue;
    if (route.method === method) return { route, args: match.slice(1).map(decoded) };
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw refusal('NOT_FOUND');
  const names = [...new Set(allowed)].join(',');
  const message = `HTTP Method '${method}' not allowed. Allowed are ${names}`;
  throw new ApiError(405, [{ errorCode: 'METHOD_NOT_ALLOWED', message }]);
}
