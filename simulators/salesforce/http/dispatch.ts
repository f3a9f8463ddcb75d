import { SoqlError } from '../soql/index.ts';
import { SeveralMatches } from '../writes/records.ts';
import type { ApiRequest, ApiSession, Call, Reply } from './call.ts';
import { ApiError } from './errors.ts';
import { type Found, findRoute } from './router.ts';

/** Answers one call that was let in; refusals become answers. Throws only defects. */
export function dispatch(session: ApiSession, request: ApiRequest, found?: Found): Reply {
  const basePath = `/services/data/v${request.version}.0`;
  try {
    const { route, args } = found ?? findRoute(request.method, request.path);
    return route.handle(callOf(session, request, basePath, args));
  } catch (error) {
    if (error instanceof ApiError) return { status: error.status, body: error.errors };
    if (error instanceof SoqlError) {
      return { status: 400, body: [{ message: error.message, errorCode: error.errorCode }] };
    }
    if (error instanceof SeveralMatches) {
      const object = session.org.schema.objectOfId(error.ids[0] ?? '') ?? '';
      return { status: 300, body: error.ids.map((id) => `${basePath}/sobjects/${object}/${id}`) };
    }
    throw error;
  }
}

function callOf(session: ApiSession, request: ApiRequest, basePath: string, args: readonly string[]): Call {
  const { org, userId, seesCommit, held, faults } = session;
  const caller = {
    org,
    userId,
    version: request.version,
    schema: org.viewFor(userId),
    admin: false,
    seesCommit,
    allowDuplicates: /allowSave\s*=\s*true/i.test(request.header('sforce-duplicate-rule-header') ?? ''),
    held,
  };
  return {
    ...request,
    org,
    caller,
    session,
    faults,
    basePath,
    args,
    params: new URLSearchParams(request.search),
    // Faults of items belong to the outer call alone.
    inner: (sub) => dispatch({ ...session, faults: {} }, sub),
  };
}
