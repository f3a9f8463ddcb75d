import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { createActionsSyncClient } from '../../../client/index.ts';
import type { MarketoId } from '../../../model/ids.ts';
import { daysAgo, openPanel, titlesOf } from './rig.ts';

test('the typed client loads a panel without Temporal, with the vendors that it was given', async () => {
  const { store, client: marketo, living, did } = await openPanel();
  const [one = 0 as MarketoId] = living;
  const title = did(one, daysAgo(1));
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  onTestFinished(() => connection.close());
  const common = { temporal: new Client({ connection }), store, instance: 'prod', by: 'test' };
  const panel = await createActionsSyncClient({ ...common, marketo }).getPanel({ person: one });
  expect([titlesOf(panel), panel.missing]).toEqual([[title], []]);
  const stored = await createActionsSyncClient(common).getPanel({ person: one });
  expect(stored.missing.map(({ why }) => why)).toEqual(['panel.noMarketo', 'panel.noMarketo']);
});
