import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { createClients } from '../../../api/clients.ts';
import type { Actor, Api } from '../../../api/context.ts';
import { createApiServer, type ServerOptions } from '../../../api/server.ts';
import type { ActionsSyncClientOptions } from '../../../client/index.ts';
import type { Scope } from '../../../model/access/scope.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { type QuotaLimits, quotaLimits } from '../../../model/quota.ts';
import { openStore } from '../../../store/index.ts';
import type { Store } from '../../../store/types.ts';
import { mongoUri } from '../../store/uri.ts';
import { temporalAddress } from '../../workflows/temporal.ts';

export interface ApiRig {
  api: Api;
  store: Store;
  instance: string;
  limits: QuotaLimits;
  dbName: string;
  /** A request by somebody with this scope; null: by nobody. */
  as: (
    scope: Scope | null,
  ) => (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  /** Parsed; null where there is none. */
  body: unknown;
}

type Defer = (cleanUp: () => Promise<unknown>) => void;

/** A server on a database of its own; callers are whoever the header `x-test-scope` says. */
export async function openApi(
  defer: Defer,
  options: Partial<ServerOptions> = {},
  client: Partial<ActionsSyncClientOptions> = {},
): Promise<ApiRig> {
  const dbName = `test_api_${randomUUID().slice(0, 8)}`;
  const store = await openStore({ uri: mongoUri(), dbName });
  defer(() => store.close());
  await store.migrate();
  const connection = Connection.lazy({ address: temporalAddress() });
  defer(() => connection.close());
  const instance = `test-${randomUUID().slice(0, 8)}`;
  const limits = quotaLimits({ rate: 1, day: 0.8, dailyCalls: 50_000 });
  const api = await createApiServer({
    ...{ store, instance, limits, version: '0.0.0', temporalUi: null },
    ...{ connected: { marketo: false, salesforce: false }, isSimulated: false },
    clientFor: createClients({ temporal: new Client({ connection }), store, instance, limits, ...client }),
    plan: async () => Promise.reject(new AppError('config.environment')),
    examine: async () => [],
    askTemporal: () => connection.workflowService.getSystemInfo({}),
    authenticate: async ({ headers }) => actorOf(headers['x-test-scope']),
    ...options,
  });
  defer(() => api.close());
  const as: ApiRig['as'] =
    (scope) =>
    async (method, url, body, headers = {}) => {
      const answer = await api.inject({
        ...{ method, url },
        headers: { ...headers, ...(scope !== null && { 'x-test-scope': scope }) },
        ...(body !== undefined && { payload: body }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body === '' ? null : JSON.parse(answer.body),
      };
    };
  return { api, store, instance, limits, dbName, as };
}

function actorOf(scope: unknown): Actor | null {
  return scope === 'viewer' || scope === 'operator' || scope === 'admin' ? { name: `test-${scope}`, scope } : null;
}
