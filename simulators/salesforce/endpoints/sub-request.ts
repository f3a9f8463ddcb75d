import type { ApiRequest, Call, Reply } from '../http/call.ts';
import { refusal } from '../http/errors.ts';
import { versionOf } from '../http/versions.ts';
import { isObject, type Json } from './json-body.ts';

/** A call inside another, from its parts. Throws 400 for an address that is none of the API. */
export function subRequest(method: string, url: string, body: unknown, headers: unknown): ApiRequest {
  const [path = '', search = ''] = url.replace(/^\/?(?=v\d)/, '/services/data/').split('?', 2);
  const found = versionOf(path.replace(/\/$/, ''));
  if (found === undefined || found === 'gone') throw refusal('INVALID_INPUT', `no address of the API: ${url}`);
  const given: Json = isObject(headers) ? headers : {};
  const byName = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    method: method.toUpperCase(),
    path: found.rest,
    search,
    version: found.version,
    header: (name) => byName.get(name),
    json: () => body,
  };
}

/** Calls that composite ones can't hold: others of their kind. */
export function isNested({ path }: ApiRequest): boolean {
  return /^\/composite(\/(batch|tree\/.*))?$/i.test(path);
}

/** Answers a call inside another; one that fails leaves nothing behind. */
export function runInner(call: Call, request: ApiRequest): Reply {
  return call.org.store.attempt(() => {
    const value = call.inner(request);
    return { keep: value.status < 300, value };
  });
}
