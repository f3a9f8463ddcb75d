import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { expect, it, onTestFinished } from 'vitest';
import { createFlowsOverview, FLOWS } from '../../client/flows-overview.ts';
import { openTestStore } from '../store/open.ts';

it('where Temporal is away it tells what MongoDB says', async () => {
  const { store } = await openTestStore();
  const interceptors = [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 1 }))];
  const connection = Connection.lazy({ address: '127.0.0.1:1', interceptors });
  onTestFinished(() => connection.close());
  await store.peopleState.patch({ initial: 'paused', changes: 'running' });
  const { temporal, flows } = await createFlowsOverview({
    ...{ temporal: new Client({ connection }), store, instance: 'i' },
    activities: { vendorsWaited: async () => ['marketo'] },
    unsubscribes: { isWaited: async () => true },
  })();
  expect(temporal).toBe(false);
  expect(flows.map(({ flow }) => flow)).toEqual(FLOWS);
  expect(flows.every(({ running, nextAt }) => running === null && nextAt === null)).toBe(true);
  expect(flows.filter(({ on }) => on).map(({ flow, state }) => [flow, state])).toEqual([
    ['people-changes', 'running'],
    ['sender-marketo', 'waiting'],
    ['unsubscribes', 'waiting'],
    ['housekeeping', 'on'],
  ]);
  expect(flows[0]).toMatchObject({ workflowId: 'i/people-initial', state: 'paused', on: false });
});
