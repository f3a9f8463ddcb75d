import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import type { SalesActivityDeps } from '../../activities/sales-activities/deps.ts';
import { quotaLimits } from '../../model/quota.ts';
import { MINUTE_MS } from '../../model/samples.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { takeSample } from '../../worker/samples/take.ts';
import { Tally, tallied } from '../../worker/samples/tally.ts';
import { mongoUri } from '../store/uri.ts';

const limits = quotaLimits({ rate: 1, day: 0.8, dailyCalls: 50_000 });

async function opened(): Promise<Store> {
  const store = await openStore({ uri: mongoUri(), dbName: `test_samples_${randomUUID().slice(0, 8)}` });
  onTestFinished(() => store.close());
  return store;
}

const now = () => Math.floor(Date.now() / MINUTE_MS);

it('two workers share a minute: what they did is summed, one looks', async () => {
  const store = await opened();
  await store.peopleState.patch({ visible: 12 });
  const first = new Tally();
  const second = new Tally();
  const from = now();
  first.wrote(5);
  second.wrote(7);
  const deps: Pick<SalesActivityDeps, 'tell'> = { tell: () => {} };
  second.ofActivities(deps).tell([
    { id: 'a', vendor: 'marketo', changed: true, status: { state: 'done' } },
    { id: 'b', vendor: 'marketo', changed: false, status: { state: 'done' } },
    { id: 'c', vendor: 'salesforce', changed: true, status: { state: 'pending' } },
  ] as never);
  await Promise.all([first, second].map((tally) => takeSample({ store, limits, tally })));
  await takeSample({ store, limits, tally: first });
  const found = await store.samples.between(from, now());
  expect(found.reduce((total, { peopleWritten }) => total + peopleWritten, 0)).toBe(12);
  expect(found.reduce((total, { activitiesDone }) => total + activitiesDone.marketo, 0)).toBe(1);
  expect(found.every(({ stood }) => stood?.visible === 12 && stood.lagSeconds === null)).toBe(true);
});

it('what MongoDB does not take is told the next time', async () => {
  const store = await opened();
  const tally = new Tally();
  tally.wrote(3);
  const away = { ...store, samples: { ...store.samples, add: () => Promise.reject(new Error('away')) } };
  await expect(takeSample({ store: away, limits, tally })).rejects.toThrow('away');
  expect(tally.take()).toEqual({ peopleWritten: 3, activitiesDone: { marketo: 0, salesforce: 0 } });
});

it('counts who was written, once the write is through', async () => {
  const store = await opened();
  const tally = new Tally();
  const fake: Store = { ...store, people: { ...store.people, apply: async () => {} } };
  const { people } = tallied({ store: fake }, tally).store;
  await people.apply([{}, {}] as never, { evidence: 'initialScan' } as never);
  expect(tally.take().peopleWritten).toBe(2);
});

it('keeps two days', async () => {
  const store = await opened();
  const done = { peopleWritten: 1, activitiesDone: { marketo: 0, salesforce: 0 } };
  const minute = now();
  await store.samples.add(minute - 3_000, done);
  await store.samples.add(minute - 2_000, done);
  await takeSample({ store, limits, tally: new Tally() });
  const kept = (await store.samples.between(minute - 3_100, minute - 1)).map((one) => one.minute);
  expect(kept).toEqual([minute - 2_000]);
});
