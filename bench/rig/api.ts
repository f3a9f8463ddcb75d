import { z } from 'zod';
import { createAccess } from '../../client/access/index.ts';
import type { Scope } from '../../model/access/scope.ts';
import type { Store } from '../../store/types.ts';
import { startChild } from './child.ts';
import type { Rig } from './rig.ts';

const listening = z.object({ url: z.string() });
/** More than the bench asks for in a minute. */
const REQUESTS_PER_MINUTE = 10_000_000;
const GRACE_MS = 10_000;

/** The product's API in a process of its own, and what opens it. */
export interface ServedApi {
  url: string;
  pid: number;
  headers: { authorization: string };
  stop: () => Promise<void>;
}

/** Of the database and the servers that `env` names; `store` is of the same database. */
export async function startApi(
  { cleanup }: Rig,
  { store, env: given, scope }: { store: Store; env: Record<string, string | undefined>; scope: Scope },
): Promise<ServedApi> {
  const env = { ...given, API_ADDRESS: '127.0.0.1:0', API_RATE_LIMIT: String(REQUESTS_PER_MINUTE) };
  const { token } = await createAccess({ store, by: 'bench' }).create({ name: 'bench', scope });
  const { child, ready, stop } = await startChild('api', { argument: null, env, graceMs: GRACE_MS }, cleanup);
  return { url: listening.parse(ready).url, pid: child.pid, headers: { authorization: `Bearer ${token}` }, stop };
}
