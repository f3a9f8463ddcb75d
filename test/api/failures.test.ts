import { expect, it } from 'vitest';
import { claimed, refused } from '../../model/task/steps.ts';
import type { Store } from '../../store/types.ts';
import { RULES, unsentTask } from '../model/task/tasks.ts';
import { EPOCH, personWrite, qualifiedPart } from '../store/people.ts';
import { event, kindOf } from '../store/sales-activities.ts';
import { afterFile } from '../worker/rig.ts';
import { allOf } from './support/pages.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();
const FAILURES = '/api/v1/failures';
const ROW = 'salesforce.STRING_TOO_LONG';
const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);

/** Two flows, three sales activities, one reminder task and two opt-outs; of the latter three kinds all with ROW. */
async function failing(store: Store): Promise<void> {
  await store.failures.record({ flow: 'people-changes', key: 'marketo.607', details: { calls: 7 } });
  await store.failures.record({ flow: 'tasks', key: 'marketo.606', details: {} });
  await store.salesActivities.intake(['a', 'b', 'c'].map((id) => kindOf('campaignAdded', id)));
  await store.salesActivities.apply(['a', 'b', 'c'].map((id) => event(id, 'marketo', { kind: 'fail', error: ROW })));
  const task = unsentTask();
  await store.tasks.create(task);
  await store.tasks.change(new Map([[task.id, (one) => claimed(one, { batch: 'b', now: at(0), rules: RULES })]]));
  await store.tasks.change(new Map([[task.id, (one) => refused(one, { batch: 'b', error: ROW, at: at(1) })]]));
  await store.people.apply([personWrite(7, qualifiedPart(1, { email: 'Ada@example.com' }))], { evidence: 'resync' });
  const optOut = { at: at(0), source: 'manual', by: null, reason: null } as const;
  const addresses = ['ada@example.com', 'nobody@example.com'];
  await store.unsubscribes.add(addresses.map((address) => ({ address, optOut })));
  const rows = await store.unsubscribes.claim({ batch: 'c', limit: 10, now: at(2) });
  await store.unsubscribes.settle(
    rows.map((row) => ({ row, outcome: { kind: 'parked', until: at(30), error: ROW } as const })),
  );
}

async function opened() {
  const rig = await openApi(defer);
  await failing(rig.store);
  const records = (query: string) =>
    allOf((cursor) =>
      rig.as('viewer')('GET', `${FAILURES}/records?${query}${cursor === null ? '' : `&cursor=${cursor}`}`),
    );
  return { ...rig, records };
}

it('are grouped by error with cause and fix, and told one by one without an address', async () => {
  const { as, records } = await opened();
  const { status, body } = await as('viewer')('GET', FAILURES);
  expect(status).toBe(200);
  const { items } = body as { items: { key: string; found: { of: string; count: number }[] }[] };
  expect(items.map(({ key }) => key).toSorted()).toEqual(['marketo.606', 'marketo.607', ROW]);
  const found = items.find(({ key }) => key === ROW)?.found.map(({ of, count }) => `${of} ${count}`);
  expect(found?.toSorted()).toEqual(['addresses 2', 'salesActivities 3', 'tasks 1']);
  const all = await records('limit=100');
  expect(all.map(({ of }) => of)).toEqual([
    ...['flow', 'flow', 'salesActivities', 'salesActivities', 'salesActivities', 'tasks', 'addresses', 'addresses'],
  ]);
  // Whatever the page's size, each comes once and in the same order.
  for (const limit of [1, 2, 3, 7, 8]) expect(await records(`limit=${limit}`)).toEqual(all);
  expect(JSON.stringify(all)).not.toContain('@');
  expect(all.at(-2)).toMatchObject({ of: 'addresses', personIds: [7], tries: 1 });
});

it('are narrowed by error, vendor and id', async () => {
  const { records } = await opened();
  expect((await records(`key=${ROW}&limit=2`)).map(({ of }) => of)).toHaveLength(6);
  expect((await records('key=marketo.607')).map(({ of }) => of)).toEqual(['flow']);
  expect((await records('vendor=marketo')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(await records('id=b')).toMatchObject([{ of: 'salesActivities', id: 'b' }]);
  expect(await records('key=marketo.9999')).toEqual([]);
});

it('are retried and dismissed, but never all of them by mistake', async () => {
  const { as, records } = await opened();
  for (const name of ['retry', 'dismiss'])
    expect(await as('operator')('POST', `${FAILURES}/${name}`, {})).toMatchObject({
      status: 400,
      body: { key: 'api.invalid', problems: [{ reason: expect.stringContaining('all: true') }] },
    });
  expect(await as('operator')('POST', `${FAILURES}/dismiss`, { ids: ['a'] })).toMatchObject({
    status: 200,
    body: { salesActivities: 1, tasks: 0, addresses: 0, flows: 0 },
  });
  expect(await as('operator')('POST', `${FAILURES}/retry`, { key: ROW })).toMatchObject({
    status: 200,
    body: { salesActivities: 2, tasks: 1, addresses: 2, flows: 0 },
  });
  expect((await records('limit=1')).map(({ of }) => of)).toEqual(['flow', 'flow']);
  expect(await as('operator')('POST', `${FAILURES}/dismiss`, { all: true })).toMatchObject({ body: { flows: 2 } });
  expect(await records('limit=1')).toEqual([]);
});

it('a cursor that was made up is refused', async () => {
  const { as } = await opened();
  for (const place of [{ of: 'flow', after: 'x' }, { of: 'moon', after: '' }, 'x']) {
    const cursor = Buffer.from(JSON.stringify(place)).toString('base64url');
    expect(await as('viewer')('GET', `${FAILURES}/records?cursor=${cursor}`)).toMatchObject({ status: 400 });
  }
});

it('of ids that nothing has nothing is retried', async () => {
  const { as, store } = await opened();
  const before = await store.salesActivities.groups();
  expect(await as('operator')('POST', `${FAILURES}/retry`, { ids: ['unknown'] })).toMatchObject({
    status: 200,
    body: { salesActivities: 0, tasks: 0, addresses: 0, flows: 0 },
  });
  expect(await store.salesActivities.groups()).toEqual(before);
});
