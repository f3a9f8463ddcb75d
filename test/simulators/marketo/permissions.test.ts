import { describe, expect, it, onTestFinished } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';

/** Permissions by marketo-rest 1.5, and the endpoints that any one of them lets a user call. */
const GOVERNED: [permissions: string[], calls: [method: string, path: string][]][] = [
  [
    ['Read-Only Lead', 'Read-Write Lead'],
    [
      ['GET', '/rest/v1/leads.json?filterType=id&filterValues=1001'],
      ['GET', '/rest/v1/lead/1001.json'],
      ['GET', '/rest/v1/leads/describe.json'],
      ['GET', '/rest/v1/leads/describe2.json'],
      ['POST', '/bulk/v1/leads/export/create.json'],
      ['GET', '/bulk/v1/leads/export.json'],
    ],
  ],
  [
    ['Read-Only Activity', 'Read-Write Activity'],
    [
      ['GET', '/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-01-01T00:00:00Z'],
      ['GET', '/rest/v1/activities/types.json'],
      ['GET', '/rest/v1/activities.json'],
      ['GET', '/rest/v1/activities/leadchanges.json'],
      ['GET', '/rest/v1/activities/deletedleads.json'],
      ['GET', '/bulk/v1/activities/export.json'],
    ],
  ],
  [['Read-Write Activity'], [['POST', '/rest/v1/activities/external.json']]],
  [
    ['Read-Only Activity Metadata', 'Read-Write Activity Metadata'],
    [
      ['GET', '/rest/v1/activities/external/types.json'],
      ['GET', '/rest/v1/activities/external/type/none/describe.json'],
    ],
  ],
  [
    ['Read-Write Activity Metadata'],
    [
      ['POST', '/rest/v1/activities/external/type.json'],
      ['POST', '/rest/v1/activities/external/type/none/attributes/create.json'],
      ['POST', '/rest/v1/activities/external/type/none/approve.json'],
    ],
  ],
];
const ALL = [...new Set(GOVERNED.flatMap(([permissions]) => permissions))];

async function rig() {
  const clients = [{ clientId: 'c', clientSecret: 's', permissions: [] }];
  const simulator = await startMarketoSimulator({ people: 2, limits: 'off', clients });
  onTestFinished(() => simulator.close());
  const { baseUrl, instance } = simulator;
  const identity = `${baseUrl}/identity/oauth/token?grant_type=client_credentials&client_id=c&client_secret=s`;
  const { access_token: token } = (await (await fetch(identity)).json()) as { access_token: string };
  const isDenied = async (method: string, path: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${baseUrl}${path}`, { method, headers, ...(method === 'POST' && { body: '{}' }) });
    const { errors } = (await answer.json()) as { errors?: { code: string }[] };
    return errors?.[0]?.code === '603';
  };
  return { isDenied, grant: (permissions: string[]) => instance.setPermissions('c', permissions) };
}

describe('a role of one permission', () => {
  it.each(ALL)('%s lets its user call exactly what it governs', async (permission) => {
    const { isDenied, grant } = await rig();
    grant([permission]);
    for (const [permissions, calls] of GOVERNED) {
      for (const [method, path] of calls) {
        expect(await isDenied(method, path), `${method} ${path}`).toBe(!permissions.includes(permission));
      }
    }
    expect(await isDenied('GET', '/rest/v1/stats/usage.json')).toBe(false);
  });
});
