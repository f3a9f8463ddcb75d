import { beforeAll, expect, test } from 'vitest';
import { createAccess } from '../../client/access/index.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, start } from './support/run.ts';

beforeAll(build);

test('told to end while Temporal is away and still asked, it ends quietly', async () => {
  const { store, db } = await openTestStore();
  await store.migrate();
  const { token } = await createAccess({ store, by: 'ada' }).create({ name: 'app', scope: 'operator' });
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const child = start(['api'], { ...env, API_ADDRESS: '127.0.0.1:0' });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let told = '';
  child.stderr.on('data', (bytes) => {
    told += String(bytes);
  });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes))));
  const url = /http:\S+/.exec(line)?.[0] ?? '';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const activity = { id: 'a-1', type: 'callReceived', personId: 1, occurredAt: '2026-11-27T10:00:00Z' };
  const logged = await fetch(`${url}/api/v1/activities`, {
    ...{ method: 'POST', headers },
    body: JSON.stringify({ ...activity, seller: 'sam@seller.example', callSubject: 'First call' }),
  });
  expect(await logged.json()).toEqual({ results: [{ id: 'a-1', result: 'accepted' }] });
  // Asks Temporal, and is still asking when the process is told to end.
  const asked = fetch(`${url}/api/v1/syncs/people/start`, { method: 'POST', headers, body: '{}' }).catch(() => null);
  await expect.poll(async () => (await store.peopleState.get()).initial, { timeout: 20_000 }).toBe('running');
  child.kill('SIGTERM');
  expect(await ended, told).toBe(0);
  await asked;
  expect(told).not.toMatch(/Error:|unexpected/);
});
