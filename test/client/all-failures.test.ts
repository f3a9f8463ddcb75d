import { describe, expect, it } from 'vitest';
import { createFailures, type FailureRecord } from '../../client/failures/index.ts';
import { createFollower } from '../../client/sales-activities/follow.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { claimed, refused } from '../../model/task/steps.ts';
import { RULES, unsentTask } from '../model/task/tasks.ts';
import { openTestStore } from '../store/open.ts';
import { EPOCH, personWrite, qualifiedPart } from '../store/people.ts';
import { event, kindOf, stateOf } from '../store/sales-activities.ts';

const ROW = 'salesforce.STRING_TOO_LONG';
const HIDDEN = 'unsubscribes.fieldHidden';
const QUOTA = 'marketo.607';
const at = (minutes: number) => new Date(EPOCH + minutes * 60_000);

/** A store, and a Temporal that remembers whom it was to wake; it fails with `away`. */
async function open({ away = false } = {}) {
  const { store } = await openTestStore();
  await store.migrate();
  const woken: string[] = [];
  const workflows = { start: async () => {}, tell: async () => {} };
  const following = { store, workflows, ensureSenders: async () => {} };
  const failures = createFailures({
    ...{ store, by: 'ada' },
    follower: () => createFollower(async () => following),
    wake: async (flow) => {
      if (away) throw new AppError('temporal.unreachable');
      woken.push(flow);
    },
  });
  return { store, failures, woken };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** One of each: a flow of people, a sales activity in Marketo, a reminder task, two opt-outs; all but the first with ROW. */
async function failing({ store }: Opened): Promise<void> {
  await store.failures.record({ flow: 'people-changes', key: QUOTA, details: { calls: 7 } });
  await store.peopleState.setTrouble('changes', { key: QUOTA, at: at(0), until: at(90) });
  await store.salesActivities.intake([kindOf('campaignAdded', 'a')]);
  await store.salesActivities.apply([event('a', 'marketo', { kind: 'fail', error: ROW })]);
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
  await store.failures.keepOnly('unsubscribes', [{ key: ROW, details: { addresses: 2 } }]);
}

async function all(rows: AsyncIterable<FailureRecord>): Promise<FailureRecord[]> {
  const found: FailureRecord[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('failures over all flows', () => {
  it('are one entry per error, with every place where it was met', async () => {
    const opened = await open();
    expect(await opened.failures.list()).toEqual([]);
    await failing(opened);
    const list = await opened.failures.list();
    expect(list.map(({ key }) => key).sort()).toEqual([QUOTA, ROW]);
    const quota = list.find(({ key }) => key === QUOTA);
    expect(quota).toMatchObject({
      class: 'quota',
      found: [{ of: 'flow', flow: 'people-changes', vendor: null, count: 1, nextAt: at(90), details: { calls: 7 } }],
    });
    const row = list.find(({ key }) => key === ROW);
    // The flow that tells of opt-outs is told by its records.
    expect(row?.found.map(({ of, flow, vendor, count }) => `${of} ${flow} ${vendor ?? ''} ${count}`).sort()).toEqual([
      'addresses unsubscribes salesforce 2',
      'salesActivities sales-activities marketo 1',
      'tasks tasks salesforce 1',
    ]);
    expect(row?.found.find(({ of }) => of === 'addresses')).toMatchObject({ nextAt: at(30) });
    expect(row?.firstAt).toEqual(at(1));
    expect(row?.lastAt.getTime()).toBeGreaterThan(at(1).getTime());
    expect(JSON.stringify(list)).not.toContain('@');
  });

  it('are shown record by record; an address by the people who have it', async () => {
    const opened = await open();
    await failing(opened);
    const { failures } = opened;
    const rows = await all(failures.show({ key: ROW }));
    expect(rows.filter(({ of }) => of !== 'flow')).toMatchObject([
      { of: 'salesActivities', id: 'a', vendor: 'marketo' },
      { of: 'tasks', id: 'task-1', vendor: 'salesforce' },
      { of: 'addresses', personIds: [7], tries: 1, nextAt: at(30) },
      { of: 'addresses', personIds: [], tries: 1 },
    ]);
    expect(JSON.stringify(rows)).not.toContain('@');
    expect(await failures.count({})).toEqual({ salesActivities: 1, tasks: 1, addresses: 2, flows: 2 });
    expect(await failures.count({ vendor: 'salesforce' })).toEqual({
      ...{ salesActivities: 0, tasks: 1, addresses: 2, flows: 0 },
    });
    expect(await failures.count({ ids: ['a'] })).toEqual({ salesActivities: 1, tasks: 0, addresses: 0, flows: 0 });
    expect(await failures.count({ key: HIDDEN })).toEqual({ salesActivities: 0, tasks: 0, addresses: 0, flows: 0 });
  });

  it('are tried again by their flows, each woken once', async () => {
    const opened = await open();
    await failing(opened);
    const { store, failures, woken } = opened;
    expect(await failures.retry({ key: HIDDEN })).toMatchObject({
      salesActivities: 0,
      tasks: 0,
      addresses: 0,
      flows: 0,
    });
    expect(woken).toEqual([]);
    expect(await failures.retry({})).toEqual({
      ...{ salesActivities: 1, tasks: 1, addresses: 2, flows: 2 },
      wakeError: null,
    });
    expect(woken.sort()).toEqual(['people-changes', 'tasks', 'unsubscribes']);
    expect(await stateOf(store, 'a', 'marketo')).toBe('pending');
    expect(await store.unsubscribes.pushes()).toMatchObject({ waiting: 2, parked: 0 });
    // Flows go from the list by themselves, once they work.
    expect(await failures.count({})).toEqual({ salesActivities: 0, tasks: 0, addresses: 0, flows: 2 });
  });

  it('are changed with Temporal away all the same, and it is said', async () => {
    const opened = await open({ away: true });
    await failing(opened);
    const { failures } = opened;
    expect(await failures.retry({})).toMatchObject({ addresses: 2, wakeError: 'temporal.unreachable' });
    expect(await failures.count({})).toMatchObject({ addresses: 0 });
  });

  it('are given up where that can be: sales activities, and what flows have told', async () => {
    const opened = await open();
    await failing(opened);
    const { store, failures } = opened;
    expect(await failures.dismiss({})).toMatchObject({ salesActivities: 1, tasks: 0, addresses: 0, flows: 2 });
    expect(await stateOf(store, 'a', 'marketo')).toBe('skipped');
    // Nobody gives up an opt-out: it is still told, by its records.
    expect(await failures.count({})).toEqual({ salesActivities: 0, tasks: 1, addresses: 2, flows: 0 });
    expect((await failures.list())[0]?.found).toContainEqual(
      expect.objectContaining({ of: 'addresses', count: 2, nextAt: at(30) }),
    );
  });
});
