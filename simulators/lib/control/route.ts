import type { IncomingMessage } from 'node:http';
import { ControlError } from './refusal.ts';

/** Path that every control operation stands under. */
export const CONTROL = '/control';

/** An answer is one JSON value, or a sequence written as NDJSON. */
export type ControlAnswer = { readonly json: unknown } | { readonly lines: Iterable<unknown> };

/** One control operation; `Call` is what the simulator gives it. */
export interface ControlRoute<Call> {
  readonly method: string;
  /** Of the path behind /control; its groups become the call's arguments. */
  readonly path: RegExp;
  readonly handle: (call: Call) => ControlAnswer;
}

/** Where a request goes. */
interface Found<Call> {
  readonly route: ControlRoute<Call>;
  readonly args: readonly string[];
  /** Behind the question mark. */
  readonly search: string;
}

export const did = (json: unknown = { ok: true }): ControlAnswer => ({ json });

/** The operation that a request under /control asks for. Throws a ControlError with 404 or 405 where there is none. */
export function findControlRoute<Call>(routes: readonly ControlRoute<Call>[], request: IncomingMessage): Found<Call> {
  const [path = '', search = ''] = (request.url ?? '').slice(CONTROL.length).split('?', 2);
  const matching = routes.flatMap((route) => {
    const match = route.path.exec(path);
    return match === null ? [] : [{ route, args: match.slice(1), search }];
  });
  const found = matching.find(({ route }) => route.method === request.method);
  if (found !== undefined) return found;
  const methods = matching.map(({ route }) => route.method).join(', ');
  const known = [...new Set(routes.map(({ path: p }) => p.source.replace(/[\\^$]/g, '')))].join(' ');
  throw new ControlError({
    status: methods === '' ? 404 : 405,
    error: `no control operation ${request.method} ${CONTROL}${path}`,
    fix: methods === '' ? `use one of ${known} under ${CONTROL}` : `use ${methods}`,
  });
}

/** The JSON of a body, undefined for an empty one. Throws a ControlError with 400. */
export function controlBody(bytes: Buffer): unknown {
  try {
    return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ControlError({ status: 400, error: `body is not JSON: ${String(error)}`, fix: 'send a JSON body' });
  }
}
