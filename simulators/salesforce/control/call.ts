import type { Org } from '../org/org.ts';
import type { World } from '../world.ts';

/** A control request, its JSON body not yet checked. */
export interface ControlCall {
  readonly world: World;
  /** The org named by `?org=`, else the first. */
  readonly org: Org;
  readonly args: readonly string[];
  readonly body: unknown;
  readonly query: URLSearchParams;
}

/** An answer is one JSON value, or a sequence written as NDJSON. */
export type ControlAnswer = { readonly json: unknown } | { readonly lines: Iterable<unknown> };

export interface ControlRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly handle: (call: ControlCall) => ControlAnswer;
}

export const did = (json: unknown = { ok: true }): ControlAnswer => ({ json });

/** A route that answers with what its work returns, `{ok: true}` for nothing. */
export function route(method: string, path: RegExp, work: (call: ControlCall) => unknown): ControlRoute {
  return { method, path, handle: (call) => did(work(call) ?? { ok: true }) };
}
