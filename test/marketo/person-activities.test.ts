import { expect, it } from 'vitest';
import type { MarketoClient } from '../../marketo/index.ts';
import { CONTEXT, failureOf, id, startRig, success } from './rig.ts';

const QUERY = { token: 'THIS====', typeIds: [6, 10], leadIds: [id(7), id(8)] };
const row = (guid: string) => ({
  ...{ marketoGUID: guid, leadId: 7, activityDate: '2026-11-24T18:00:00Z', activityTypeId: 10 },
  ...{ primaryAttributeValue: 'Hello', attributes: [{ name: 'Is Bot Activity', value: true }] },
});
const page = (nextPageToken: string, moreResult: boolean, ...guids: string[]) =>
  success({ result: guids.map(row), nextPageToken, moreResult });

async function allOf(pages: ReturnType<MarketoClient['personActivities']>) {
  const found: (string | null)[] = [];
  for await (const { activities } of pages) found.push(...activities.map(({ guid }) => guid));
  return found;
}

it('the activities of some people are read to the last page, through empty ones', async () => {
  const { server, client } = await startRig();
  server.rest.push(page('A', true, '1'), page('B', true), page('C', false, '2'));
  expect(await allOf(client.personActivities(QUERY, CONTEXT))).toEqual(['1', '2']);
  expect(server.restCalls.map(({ query }) => query.get('nextPageToken'))).toEqual(['THIS====', 'A', 'B']);
  expect(server.restCalls[0]?.query.get('leadIds')).toBe('7,8');
});

it('an activity has its primary value and attributes', async () => {
  const { server, client } = await startRig();
  server.rest.push(page('A', false, '1'));
  for await (const { activities, nextPageToken } of client.personActivities(QUERY, CONTEXT)) {
    expect(nextPageToken).toBe('A');
    expect(activities).toEqual([
      {
        ...{ guid: '1', leadId: 7, typeId: 10, at: new Date('2026-11-24T18:00:00Z'), primary: 'Hello' },
        attributes: [{ apiName: null, name: 'Is Bot Activity', value: true }],
      },
    ]);
  }
});

it('more than ten types, more than 30 people or none are not asked for; a token that leads to itself ends it', async () => {
  const { server, client } = await startRig();
  const failing = (change: Partial<typeof QUERY>) =>
    failureOf(allOf(client.personActivities({ ...QUERY, ...change }, CONTEXT)));
  const many = Array.from({ length: 31 }, (_, index) => index + 1);
  expect((await failing({ typeIds: many.slice(0, 11) })).key).toBe('marketo.badCall');
  expect((await failing({ leadIds: many.map(id) })).key).toBe('marketo.badCall');
  expect((await failing({ leadIds: [] })).key).toBe('marketo.badCall');
  expect(server.restCalls).toEqual([]);
  server.rest.push(page('THIS====', true, '1'));
  expect((await failing({})).key).toBe('marketo.tokenStuck');
});
