import type { Scope } from '../../../model/access/scope.ts';
import { line } from './lines.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An address with what it needs, and a request that it takes. */
export interface OurRoute {
  method: Method;
  /** As OpenAPI writes it. */
  path: string;
  needs: Scope;
  url: string;
  body?: object;
  takesQuery: boolean;
}

/** Addresses that take a query. */
const QUERIES = /(?:activities|tasks|records|settings|history|sellers|audit)$|panels/;

const route = (
  needs: Scope,
  method: Method,
  path: string,
  body?: object,
  ids: Record<string, string> = {},
): OurRoute => ({
  ...{ method, path, needs, takesQuery: method === 'GET' && QUERIES.test(path) },
  url: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'one'),
  ...(body !== undefined && { body }),
});

const ADDRESSES = { addresses: ['ann.private@example.com'] };
const SETTING = { key: 'people.interval' };

/** Every address for everything but people, syncs and who may call. */
export const OUR_ROUTES: readonly OurRoute[] = [
  route('operator', 'POST', '/api/v1/activities', line('one')),
  route('viewer', 'GET', '/api/v1/activities'),
  route('viewer', 'GET', '/api/v1/activities/{id}'),
  route('viewer', 'GET', '/api/v1/tasks'),
  route('viewer', 'POST', '/api/v1/tasks/search', { seller: 'bob.private@example.com' }),
  route('operator', 'POST', '/api/v1/tasks', {
    id: 'one',
    seller: 'bob.private@example.com',
    name: 'Call private Ann',
  }),
  route('viewer', 'GET', '/api/v1/tasks/{id}'),
  route('operator', 'PATCH', '/api/v1/tasks/{id}', { name: 'Call private Ann again' }),
  route('operator', 'POST', '/api/v1/tasks/{id}/complete'),
  route('operator', 'POST', '/api/v1/tasks/{id}/reopen'),
  route('operator', 'DELETE', '/api/v1/tasks/{id}'),
  route('viewer', 'GET', '/api/v1/unsubscribes/status'),
  route('viewer', 'POST', '/api/v1/unsubscribes/search', { address: 'ann.private@example.com' }),
  route('operator', 'POST', '/api/v1/unsubscribes', {
    addresses: [{ address: 'ann.private@example.com', reason: 'private' }],
  }),
  route('operator', 'POST', '/api/v1/unsubscribes/preview', ADDRESSES),
  route('admin', 'POST', '/api/v1/unsubscribes/resubscribe', { ...ADDRESSES, reason: 'private' }),
  route('operator', 'POST', '/api/v1/unsubscribes/reconcile', { dryRun: true }),
  route('operator', 'POST', '/api/v1/may-email', ADDRESSES),
  route('viewer', 'GET', '/api/v1/panels/people/{id}', undefined, { id: '7' }),
  route('viewer', 'GET', '/api/v1/panels/accounts/{id}', undefined, { id: '001000000000001' }),
  route('viewer', 'GET', '/api/v1/panels/opportunities/{id}', undefined, { id: '006000000000001' }),
  route('viewer', 'GET', '/api/v1/failures'),
  route('viewer', 'GET', '/api/v1/failures/records'),
  route('operator', 'POST', '/api/v1/failures/retry', { key: 'marketo.1003' }),
  route('operator', 'POST', '/api/v1/failures/dismiss', { key: 'marketo.1003' }),
  route('viewer', 'GET', '/api/v1/settings'),
  route('viewer', 'GET', '/api/v1/settings/history'),
  route('viewer', 'GET', '/api/v1/settings/export'),
  route('admin', 'POST', '/api/v1/settings/import', {
    file: { format: 'actions-sync settings 1', settings: {} },
    dryRun: true,
  }),
  route('viewer', 'GET', '/api/v1/settings/{key}', undefined, SETTING),
  route('admin', 'PUT', '/api/v1/settings/{key}', { value: '5 min' }, SETTING),
  route('admin', 'DELETE', '/api/v1/settings/{key}', undefined, SETTING),
  route('viewer', 'GET', '/api/v1/settings/{key}/history', undefined, SETTING),
  route('viewer', 'GET', '/api/v1/sellers'),
  route('viewer', 'POST', '/api/v1/sellers/search', { email: 'bob.private@example.com' }),
  route('admin', 'POST', '/api/v1/sellers', { email: 'bob.private@example.com', timeZone: 'Europe/Berlin' }),
  route('viewer', 'GET', '/api/v1/audit'),
  route('viewer', 'GET', '/api/v1/alerts'),
];

const GROUPS = [
  ...[
    'activities',
    'tasks',
    'unsubscribes',
    'may-email',
    'panels',
    'failures',
    'settings',
    'sellers',
    'audit',
    'alerts',
  ],
];

/** Whether an address of the OpenAPI document is to be among them. */
export function isOurs(path: string): boolean {
  return GROUPS.includes(path.split('/')[3] ?? '');
}
