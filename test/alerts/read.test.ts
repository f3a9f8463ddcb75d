import { expect, it } from 'vitest';
import type { AlertId } from '../../model/alerts/catalogue.ts';
import { judge } from '../../model/alerts/rules.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { Store } from '../../store/types.ts';
import { type FactsOptions, readFacts } from '../../worker/alerts/facts.ts';
import { openTestStore } from '../store/open.ts';
import { event, sent } from '../store/sales-activities.ts';

const LIMITS = { windowCalls: 100, atOnce: 10, dayCalls: 100, instanceDayCalls: 200 };
const NOBODY: FactsOptions['missingFlows'] = async () => [];
const HOUR_MS = 3_600_000;

async function open() {
  const { store, db } = await openTestStore();
  await store.migrate();
  const now = await store.serverTime();
  return { store, db, ago: (hours: number) => new Date(now.getTime() - hours * HOUR_MS) };
}

/** What a look would have fire, were it to last. */
async function bad(store: Store, missingFlows = NOBODY): Promise<AlertId[]> {
  const facts = await readFacts({ store, limits: LIMITS, missingFlows });
  const judged = judge(facts, await store.settings.alerts());
  return judged.filter(({ standing }) => standing === 'bad').map(({ alert }) => alert);
}

it('of a new database nothing fires', async () => {
  const { store } = await open();
  expect(await bad(store)).toEqual([]);
});

it('changes that are not read any more are late and have stopped; not while they are paused, off or read hourly', async () => {
  const { store, ago } = await open();
  const turn = { seconds: 1, records: 0, reread: 0, written: 0, calls: 3 };
  const old = { caughtUpAt: ago(0.75), lastTurn: { at: ago(0.75), ...turn } };
  await store.peopleState.patch({ initial: 'complete', changes: 'running', ...old });
  expect(await bad(store)).toEqual(['stopped/people-changes', 'lag/people']);
  await store.settings.setPeople({ sync: false }, 'test');
  expect(await bad(store)).toEqual([]);
  await store.settings.setPeople({ sync: true }, 'test');
  await store.peopleState.patch({ changes: 'paused' });
  expect(await bad(store)).toEqual([]);
  // Everyone is being read: the feeds wait, an hour at most.
  await store.peopleState.patch({ changes: 'running', initial: 'running', strategy: 'ids', startedAt: ago(0.1) });
  expect(await bad(store)).toEqual([]);
});

it('pushed people whom nobody reads are told, unless they are left to polling or the sync is paused', async () => {
  const { store, db, ago } = await open();
  const turn = { at: ago(0), seconds: 1, records: 0, reread: 0, written: 0, calls: 3 };
  await store.peopleState.patch({ initial: 'complete', changes: 'running', caughtUpAt: ago(0), lastTurn: turn });
  await store.pushes.add([7 as MarketoId]);
  expect(await bad(store)).toEqual([]);
  expect(await bad(store, async (names) => names.filter((name) => name === 'people-push'))).toEqual([
    'stopped/people-push',
  ]);
  await db.collection('pushes').updateMany({}, { $set: { at: ago(0.5) } });
  expect(await bad(store)).toEqual(['stopped/people-push']);
  await store.pushes.fold({ reason: 'quota', until: ago(-1) });
  expect(await bad(store)).toEqual([]);
  await store.pushes.fold(null);
  await store.peopleState.patch({ changes: 'paused' });
  expect(await bad(store)).toEqual([]);
});

it('a day’s calls that are used up are told as that, and stop nothing', async () => {
  const { store, ago } = await open();
  const turn = { at: ago(9), seconds: 1, records: 0, reread: 0, written: 0, calls: 3 };
  await store.peopleState.patch({ initial: 'complete', changes: 'running', lastTurn: turn });
  await store.peopleState.setTrouble('changes', { key: 'quota.dayShareUsed', at: ago(8), until: ago(-1) });
  await store.quota.setInstanceTotal((await store.quota.status(LIMITS)).day, 190);
  expect(await bad(store)).toEqual(['quota/marketo-instance']);
});

it('a flow’s failure counts while it is on, and passing trouble not at all', async () => {
  const { store } = await open();
  const record = (flow: string, key: string) => store.failures.record({ flow, key, details: {} });
  await record('tasks', 'salesforce.notConnected');
  await record('unsubscribes-nightly', 'unsubscribes.many');
  expect(await bad(store)).toEqual([]);
  await store.settings.setTasks({ sync: true }, 'test');
  await store.sellers.setTasks('sam@example.com', true, 'test');
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  expect(await bad(store)).toEqual(['stopped/tasks', 'optOuts/salesforce']);
  await store.failures.clear('tasks');
  await record('tasks', 'store.unreachable');
  expect(await bad(store)).toEqual(['optOuts/salesforce']);
});

it('sales activities that a vendor refuses as a whole are its alert; one without its workflow has stopped', async () => {
  const { store } = await open();
  await store.salesActivities.intake([sent('a-1'), sent('a-2')]);
  const until = new Date(Date.now() + HOUR_MS);
  await store.salesActivities.apply([event('a-1', 'marketo', { kind: 'park', until, reason: 'marketo.603' })]);
  expect(await bad(store)).toEqual(['auth/marketo']);
  const gone = await bad(store, async (names) => names.filter((name) => name === 'sender-marketo'));
  expect(gone).toEqual(['stopped/sender-marketo', 'auth/marketo']);
});

it('Temporal that does not answer is known, and what it would say is not', async () => {
  const { store } = await open();
  const away: FactsOptions['missingFlows'] = async () => {
    throw new AppError('temporal.unreachable');
  };
  expect(await bad(store, away)).toEqual(['unreachable/temporal']);
});
