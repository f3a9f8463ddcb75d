import { type Collection, type Document, MongoNetworkError } from 'mongodb';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type WatchAlertsOptions, watchAlerts } from '../../worker/alerts/watch.ts';
import { openTestStore } from '../store/open.ts';

const WITHIN = { timeout: 30_000, interval: 20 };

it('while MongoDB is away the log says so once, and once that it is there again', async () => {
  let isAway = false;
  const wrap = <T extends Document>(collection: Collection<T>): Collection<T> =>
    new Proxy(collection, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        if (isAway && name === 'findOneAndUpdate') return () => Promise.reject(new MongoNetworkError('away'));
        return member.bind(target) as unknown;
      },
    });
  const { store } = await openTestStore(wrap);
  const said: string[] = [];
  let looks = 0;
  const logger = {
    warn: (line: { error: string }, text: string) => said.push(`${text} (${line.error})`),
    info: (line: { error: string }, text: string) => said.push(`${text} (${line.error})`),
  } as unknown as WatchAlertsOptions['logger'];
  const limits = { windowCalls: 100, atOnce: 10, dayCalls: 100, instanceDayCalls: 200 };
  const missingFlows = async () => {
    looks += 1;
    return [];
  };
  const ended = new AbortController();
  const options = { store, limits, missingFlows, instance: 'i', webhook: null, logger, everyMs: 20 };
  const running = watchAlerts(options, ended.signal);
  onTestFinished(async () => {
    ended.abort();
    await running;
  });
  await vi.waitFor(() => expect(looks).toBeGreaterThan(1), WITHIN);
  isAway = true;
  await vi.waitFor(() => expect(said).toEqual(['alerts can not be looked at (store.unreachable)']), WITHIN);
  isAway = false;
  const before = looks;
  await vi.waitFor(() => expect(looks).toBeGreaterThan(before + 1), WITHIN);
  expect(said).toEqual([
    'alerts can not be looked at (store.unreachable)',
    'alerts are looked at again (store.unreachable)',
  ]);
});
