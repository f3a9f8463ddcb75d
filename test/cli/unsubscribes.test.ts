import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createAs } from '../../simulators/salesforce/actors/edit.ts';
import { startSalesforceSimulator } from '../../simulators/salesforce/index.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

/** Temporal is away: what is stored must not wait for it. */
async function opened(more: Record<string, string> = {}) {
  const { store, db } = await openTestStore();
  await store.migrate();
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName, TEMPORAL_ADDRESS: '127.0.0.1:1', ...more };
  return { store, env, unsubscribes: (args: string[], input = '') => run(['unsubscribes', ...args], env, input) };
}

async function org() {
  const sim = await startSalesforceSimulator({ people: 0 });
  onTestFinished(() => sim.close());
  const env = {
    SALESFORCE_LOGIN_URL: sim.loginUrl,
    SALESFORCE_CLIENT_ID: sim.clientId,
    SALESFORCE_CLIENT_SECRET: sim.clientSecret,
  };
  const contact = (email: string) =>
    createAs(sim.world.first, 'Contact', { LastName: 'Doe', Email: email, HasOptedOutOfEmail: true });
  return { env, contact };
}

const lines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('add takes lines and JSON lines, answers each, and stores what is right while Temporal is away', async () => {
  const { store, unsubscribes } = await opened();
  const input = [
    ' Ann@Example.com ',
    '',
    '{"address":"bob@example.com","source":"link","reason":"footer"}',
    'ann@example.com',
    'nobody',
    '{"address":"eve@example.com","colour":"red"}',
    '{broken',
  ].join('\n');
  const added = await unsubscribes(['add', '--reason', 'list of 2026', '--json'], input);
  expect(added.code).toBe(1);
  expect(lines(added.stdout)).toMatchObject([
    { line: 1, address: 'Ann@Example.com', result: 'unsubscribed' },
    { line: 3, address: 'bob@example.com', result: 'unsubscribed' },
    { line: 4, address: 'ann@example.com', result: 'known' },
    { line: 5, address: 'nobody', result: 'notAnAddress' },
    { line: 6, address: null, result: 'rejected' },
    { line: 7, address: null, result: 'rejected', problem: 'must be an address or JSON' },
  ]);
  expect(added.stderr).toContain('Unsubscribed 2, known 1, rejected 3.');
  const found = await store.unsubscribes.read(['ann@example.com', 'bob@example.com', 'eve@example.com']);
  expect([...found.entries()].map(([address, { source, reason }]) => [address, source, reason])).toEqual([
    ['ann@example.com', 'manual', 'list of 2026'],
    ['bob@example.com', 'link', 'footer'],
  ]);
  expect(JSON.stringify(await store.audit.list(10))).not.toMatch(/example/);
  const again = await unsubscribes(['add'], 'ann@example.com\n');
  expect(again).toMatchObject({ code: 0, stdout: 'line 1: known\n' });
});

test('list and show tell who, since when, by what, and what Salesforce knows', async () => {
  const { unsubscribes } = await opened();
  await unsubscribes(['add', '--source', 'link'], 'b@example.com\na@example.com\n');
  await unsubscribes(['resubscribe', '--reason', 'by phone', '--yes'], 'b@example.com\n');
  const list = await unsubscribes(['list']);
  expect(list.stdout).toMatch(/SINCE.*ADDRESS\n\S+Z +unsubscribed +link +waits +a@example.com\n$/);
  const all = lines((await unsubscribes(['list', '--all', '--json'])).stdout);
  expect(all).toMatchObject([
    { address: 'a@example.com', optedOut: true },
    { address: 'b@example.com', optedOut: false },
  ]);
  const shown = await unsubscribes(['show'], 'B@example.com\nnever@example.com\n');
  expect(shown.stdout).toMatch(/b@example.com: resubscribed since/);
  expect(shown.stdout).toMatch(/unsubscribed +link/);
  expect(shown.stdout).toMatch(/resubscribed.*by phone/);
  expect(shown.stdout).toContain('never@example.com: never unsubscribed');
  expect(lines((await unsubscribes(['show', '--json'], 'b@example.com')).stdout)).toMatchObject([
    { address: 'b@example.com', consent: { history: [{ what: 'unsubscribed' }, { what: 'resubscribed' }] } },
  ]);
});

test('resubscribe needs a reason and a yes, and says which records in Salesforce still say opted out', async () => {
  const { env, contact } = await org();
  const { store, unsubscribes } = await opened(env);
  const id = contact('ANN@example.com');
  await store.settings.setUnsubscribes({ nightly: true }, 'test');
  await unsubscribes(['add'], 'ann@example.com\nbob@example.com\n');
  const input = 'ann@example.com\nbob@example.com\nnever@example.com\n';
  expect(await unsubscribes(['resubscribe', '--yes'], input)).toMatchObject({ code: 2 });
  expect(await unsubscribes(['resubscribe', '--reason', 'asked'], input)).toMatchObject({ code: 2 });
  expect(await store.unsubscribes.count()).toBe(2);
  const done = await unsubscribes(['resubscribe', '--reason', 'asked', '--yes'], input);
  expect(done.code).toBe(0);
  expect(done.stderr).toContain(
    `still opted out in Salesforce: Contact ${id}: the nightly run will unsubscribe it again`,
  );
  expect(done.stderr).toMatch(/bob@example.com: unsubscribed since \S+; no record in Salesforce says opted out/);
  expect(done.stdout).toBe(
    'ann@example.com: resubscribed\nbob@example.com: resubscribed\nnever@example.com: was not unsubscribed\n',
  );
  expect(await store.unsubscribes.count()).toBe(0);
  expect(await store.audit.list(1)).toMatchObject([{ action: 'unsubscribes.resubscribe', details: { addresses: 2 } }]);
});

test('reconcile --dry-run counts what differs and changes nothing; without Salesforce it says so', async () => {
  const { env, contact } = await org();
  const { store, unsubscribes } = await opened(env);
  contact('ann@example.com');
  await unsubscribes(['add'], 'bob@example.com\n');
  const found = await unsubscribes(['reconcile', '--dry-run', '--json']);
  expect(JSON.parse(found.stdout)).toEqual({ field: 'HasOptedOutOfEmail', toOptOut: 1, toTell: 0, records: 0 });
  expect(await store.unsubscribes.count()).toBe(1);
  const without = await opened();
  expect(await without.unsubscribes(['reconcile', '--dry-run'])).toMatchObject({ code: 2, stdout: '' });
});

test('an address as an argument is refused and not repeated; a file is read', async () => {
  const { store, unsubscribes } = await opened();
  for (const args of [['add'], ['show'], ['resubscribe', '--reason', 'x', '--yes']]) {
    const { code, stdout, stderr } = await unsubscribes([...args, 'ann@example.com']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/example/);
  }
  const folder = await mkdtemp(join(tmpdir(), 'unsubscribes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'list.txt'), 'ann@example.com\r\nbob@example.com');
  expect(await unsubscribes(['add', join(folder, 'list.txt')])).toMatchObject({ code: 0 });
  expect(await store.unsubscribes.count()).toBe(2);
});
