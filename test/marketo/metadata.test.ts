import { describe, expect, it } from 'vitest';
import { CONTEXT, failureOf, startRig, success } from './rig.ts';

describe('metadata', () => {
  it('describes fields that REST can use', async () => {
    const { server, client } = await startRig();
    const result = [
      { id: 2, displayName: 'Company Name', rest: { name: 'company', readOnly: false }, soap: { name: 'Company' } },
      { id: 3, displayName: 'Hidden', soap: { name: 'Hidden' } },
      { id: 4, rest: { name: 'unnamed' } },
    ];
    server.rest.push(success({ result }));
    await expect(client.describeLeads(CONTEXT)).resolves.toEqual([
      { restName: 'company', displayName: 'Company Name' },
      { restName: 'unnamed', displayName: '' },
    ]);
    expect(server.restCalls[0]?.path).toBe('/rest/v1/leads/describe.json');
  });

  it('lists fields that a filter can take: sets of one', async () => {
    const { server, client } = await startRig();
    const result = [{ name: 'API Lead', searchableFields: [['email'], ['id'], ['a', 'b'], ['id']] }];
    server.rest.push(success({ result }), success({ result: [{ name: 'API Lead' }] }));
    await expect(client.searchableFields(CONTEXT)).resolves.toEqual(['email', 'id']);
    await expect(client.searchableFields(CONTEXT)).resolves.toEqual([]);
    expect(server.restCalls[0]?.path).toBe('/rest/v1/leads/describe2.json');
  });

  it('lists activity types', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ id: 12, name: 'New Lead', attributes: [] }] }));
    await expect(client.activityTypes(CONTEXT)).resolves.toEqual([{ id: 12, name: 'New Lead' }]);
    expect(server.restCalls[0]?.path).toBe('/rest/v1/activities/types.json');
  });

  it('takes the last day of the usage as today', async () => {
    const { server, client } = await startRig();
    const result = [
      { date: '2026-11-23', total: 9, users: [] },
      { date: '2026-11-24', total: 5, users: [{ userId: 'ada@example.com', count: 5 }] },
    ];
    server.rest.push(success({ result }), success({ result: [] }));
    await expect(client.usageToday(CONTEXT)).resolves.toEqual({ day: '2026-11-24', total: 5 });
    await expect(client.usageToday(CONTEXT)).resolves.toBeNull();
    expect(server.restCalls[0]?.path).toBe('/rest/v1/stats/usage.json');
  });

  it('asks for a paging token in whole seconds, rounded down', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ nextPageToken: 'ABC====' }), success({}));
    const since = new Date('2026-11-24T18:00:00.999Z');
    await expect(client.pagingToken(since, CONTEXT)).resolves.toBe('ABC====');
    expect(Object.fromEntries(server.restCalls[0]?.query ?? [])).toEqual({ sinceDatetime: '2026-11-24T18:00:00Z' });
    const error = await failureOf(client.pagingToken(since, CONTEXT));
    expect(error).toMatchObject({
      key: 'marketo.badAnswer',
      details: { endpoint: 'pagingToken', at: 'nextPageToken' },
    });
  });

  it('of the wrong shape fails with the place named, never the value', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ id: 1, name: 'a' }, { id: 'ada@example.com' }] }));
    const error = await failureOf(client.activityTypes(CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badAnswer', details: { endpoint: 'activityTypes', at: '1.id' } });
    expect(error.message).not.toContain('ada@');
  });
});
