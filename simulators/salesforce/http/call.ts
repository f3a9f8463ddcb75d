import type { Faults } from '../faults/engine.ts';
import type { EndpointClass } from '../faults/schema.ts';
import type { Org } from '../org/org.ts';
import type { Caller, Held } from '../writes/caller.ts';

/** What a call is answered with. Without a body the answer is empty. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call under a version of the API, from outside or inside a composite one. */
export interface ApiRequest {
  readonly method: string;
  /** Behind the version, such as `/sobjects/Task`. */
  readonly path: string;
  readonly search: string;
  readonly version: number;
  /** By lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Throws JSON_PARSER_ERROR. */
  readonly json: () => unknown;
}

/** Who calls. */
export interface ApiSession {
  readonly org: Org;
  readonly userId: string;
  readonly faults: Faults;
  /** Commits so far when the request arrived. */
  readonly seesCommit: number;
  readonly held: Held;
}

/** A call as an endpoint sees it. */
export interface Call extends ApiRequest {
  readonly org: Org;
  readonly caller: Caller;
  readonly session: ApiSession;
  readonly faults: Faults;
  /** Such as `/services/data/v66.0`. */
  readonly basePath: string;
  /** Parts of the path matched by `{}`, decoded. */
  readonly args: readonly string[];
  readonly params: URLSearchParams;
  /** Answers a call inside this one. */
  readonly inner: (request: ApiRequest) => Reply;
}

/** One endpoint. */
export interface Route {
  readonly method: string;
  /** Path with `{}` for a segment. */
  readonly path: string;
  readonly class: EndpointClass;
  readonly handle: (call: Call) => Reply;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const NO_CONTENT: Reply = { status: 204 };
