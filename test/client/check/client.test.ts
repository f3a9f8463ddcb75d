import { Client, Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { createActionsSyncClient, summarize } from '../../../client/index.ts';
import { openTestStore } from '../../store/open.ts';
import { openSimulated, populate } from './rig.ts';

it('the typed client checks with our database and the Marketo client that it was given; no workflow runs', async () => {
  const { store } = await openTestStore();
  await store.migrate();
  const { instance, marketo } = await openSimulated();
  // Nothing listens there, and nothing is sent.
  const temporal = new Client({ connection: Connection.lazy({ address: '127.0.0.1:1' }) });
  const common = { temporal, store, instance: 'default', by: 'test' };
  const optOut = { at: new Date('2026-11-20T10:00:00Z'), source: 'manual', by: 'test', reason: null } as const;
  await store.unsubscribes.add([{ address: 'P0@example.com', optOut }]);
  await store.settings.setCheck({ marketo: true }, 'test');
  const addresses = populate(instance, 3);
  instance.create({ email: 'p1@example.com', unsubscribed: true });

  const connected = createActionsSyncClient({ ...common, marketo });
  const answers = await connected.mayEmail(addresses);
  expect(answers.map(({ reason, since }) => [reason, since])).toEqual([
    ['unsubscribed', optOut.at],
    ['unsubscribedInMarketo', null],
    ['ok', null],
  ]);
  expect(summarize(answers)).toMatchObject({ asked: 3, mayEmail: 1 });
  const without = createActionsSyncClient(common);
  expect(await without.mayEmail(['p2@example.com'])).toMatchObject([{ error: 'check.noMarketo', mayEmail: false }]);
  await store.settings.setCheck({ whenUnavailable: 'allow' }, 'test');
  await expect
    .poll(async () => (await without.mayEmail(['p2@example.com']))[0])
    .toMatchObject({ reason: 'unavailable', mayEmail: true, source: 'setting' });
});
