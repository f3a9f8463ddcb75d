import { describe, expect, it } from 'vitest';
import { rig } from './harness.ts';
import { installSimpleSalesforce, runSimpleSalesforce } from './python.ts';

const missing = installSimpleSalesforce();

describe.skipIf(missing !== undefined)(`simple-salesforce, unmodified (${missing ?? 'from PyPI'})`, () => {
  it('S11 its trailing slashes, Basic credentials, upserts by key, pages and 300s are understood', async () => {
    const r = await rig({ switches: { pageSize: 100 } });
    await r.change({ kind: 'field', object: 'Task', field: { name: 'Loose__c', externalId: true } });
    const { host } = new URL(r.sim.instanceUrl);
    expect(await runSimpleSalesforce(host, r.sim.clientId, r.sim.clientSecret)).toEqual({
      created: true,
      updated: 204,
      read: 'changed',
      upserts: [201, 200],
      by_key: 'x',
      users: 301,
      described: 'Task',
      limit: 100_000,
      several: true,
      deleted: 204,
    });
  });
});
