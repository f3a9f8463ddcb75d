import { type ControlRoute, did } from '../../lib/control/route.ts';
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

/** An operation on one org. */
export type OrgRoute = ControlRoute<ControlCall>;

/** A route that answers with what its work returns, `{ok: true}` for nothing. */
export function route(method: string, path: RegExp, work: (call: ControlCall) => unknown): OrgRoute {
  return { method, path, handle: (call) => did(work(call) ?? { ok: true }) };
}
