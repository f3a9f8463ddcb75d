import { createAccess } from '../../../client/access/index.ts';
import type { Scope } from '../../../model/access/scope.ts';
import type { Store } from '../../../store/types.ts';
import type { ApiRig } from './rig.ts';

/** A token made by `tester`. */
export async function tokenOf(store: Store, scope: Scope, name = `${scope}-app`) {
  return createAccess({ store, by: 'tester' }).create({ name, scope });
}

export const HOST = '127.0.0.1:8080';

interface Given {
  method?: 'GET' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: object;
  from?: string;
}

export interface Reply {
  status: number;
  headers: Record<string, unknown>;
  body: { key?: string; [name: string]: unknown };
  cookie: string | undefined;
}

/** A request as a program or a browser sends it. */
export async function ask(
  { api }: ApiRig,
  url: string,
  { method = 'GET', headers = {}, body, from }: Given = {},
): Promise<Reply> {
  const answer = await api.inject({
    ...{ method, url, headers: { host: HOST, ...headers } },
    ...(body !== undefined && { payload: body }),
    ...(from !== undefined && { remoteAddress: from }),
  });
  const [cookie] = answer.cookies;
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: answer.body.startsWith('{') ? answer.json() : {},
    cookie: cookie === undefined ? undefined : `${cookie.name}=${cookie.value}`,
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Signs in. */
export async function signedIn(rig: ApiRig, body: { token: string } | { code: string }) {
  const answer = await ask(rig, '/api/v1/session', { method: 'POST', body });
  return { answer, cookie: answer.cookie ?? '', csrf: String(answer.body.csrf) };
}
