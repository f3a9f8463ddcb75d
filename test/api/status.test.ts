import { beforeAll, expect, it } from 'vitest';
import { MINUTE_MS } from '../../model/samples.ts';
import { afterFile } from '../worker/rig.ts';
import { type ApiRig, openApi } from './support/rig.ts';

const defer = afterFile();
let rig: ApiRig;
let url: string;
let isAllowed = true;

beforeAll(async () => {
  rig = await openApi(defer, {
    temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' },
    authenticate: async () => (isAllowed ? { name: 'ann', scope: 'viewer' as const } : null),
  });
  url = await rig.api.listen({ port: 0, host: '127.0.0.1' });
});

/** Events as they arrive, until `enough`. */
async function events(enough: (found: Record<string, string>[]) => boolean): Promise<Record<string, string>[]> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/v1/status/events`, { signal: stop.signal });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const found: Record<string, string>[] = [];
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += Buffer.from(bytes).toString('utf8');
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      found.push(Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))));
    }
    if (enough(found)) break;
  }
  stop.abort();
  return found;
}

const statuses = (found: Record<string, string>[]) => found.filter(({ event }) => event === 'status');

it('tells the status at once and again when it has changed', async () => {
  const found = statuses(
    await events((told) => {
      if (statuses(told).length === 1) void rig.store.peopleState.patch({ visible: 77 });
      return statuses(told).length === 2;
    }),
  ).map(({ data }) => JSON.parse(data ?? ''));
  expect(found.map(({ people }) => people.visible)).toEqual([0, 77]);
});

it('ends with the server, though somebody listens', async () => {
  const other = await openApi(defer, { authenticate: async () => ({ name: 'ann', scope: 'viewer' as const }) });
  const at = await other.api.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(`${at}/api/v1/status/events`);
  const rest = answer.text();
  await other.api.close();
  expect(await rest).toContain('retry: ');
});

it('asks who looks', async () => {
  isAllowed = false;
  expect((await fetch(`${url}/api/v1/status/events`)).status).toBe(401);
  isAllowed = true;
});

it('says what it is, and who asks', async () => {
  expect(await rig.as(null)('GET', '/api/v1/instance')).toMatchObject({
    status: 200,
    body: {
      ...{ instance: rig.instance, version: '0.0.0', simulated: false },
      actor: { name: 'ann', scope: 'viewer' },
      temporalUi: { url: 'http://127.0.0.1:8233', namespace: 'default' },
    },
  });
});

it('has the last hour and day of plots, and the quota of today', async () => {
  const { store, as } = rig;
  const minute = Math.floor(Date.now() / MINUTE_MS) - 10;
  const { day } = await store.quota.status({ ...rig.limits });
  await store.samples.add(minute, { peopleWritten: 7, activitiesDone: { marketo: 2, salesforce: 1 } });
  await store.samples.look(minute, {
    ...{ visible: 70, lagSeconds: 3, activitiesWaiting: 4, activitiesFailed: 0 },
    ...{ callsToday: 0, day },
  });
  const hour = (await as(null)('GET', '/api/v1/samples')).body as {
    stepSeconds: number;
    items: { peopleWritten: number }[];
  };
  expect(hour.stepSeconds).toBe(60);
  expect(hour.items).toHaveLength(60);
  expect(hour.items.filter(({ peopleWritten }) => peopleWritten > 0)).toMatchObject([
    { peopleWritten: 7, activitiesDone: { marketo: 2, salesforce: 1 }, stood: { visible: 70, lagSeconds: 3 } },
  ]);
  expect(await as(null)('GET', '/api/v1/samples?window=day')).toMatchObject({
    status: 200,
    body: { stepSeconds: 600 },
  });
  expect(await as(null)('GET', '/api/v1/samples?window=year')).toMatchObject({
    status: 400,
    body: { key: 'api.invalid', problems: [{ at: 'querystring.window' }] },
  });
  expect(await as(null)('GET', '/api/v1/quota')).toMatchObject({
    status: 200,
    body: { now: { day }, samples: [{ callsToday: 0 }], forecast: { perHour: 0, exhaustedAt: null } },
  });
});
