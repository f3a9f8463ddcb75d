import { beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

async function opened() {
  const { store, db } = await openTestStore();
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  return { store, sellers: (args: string[], input = '') => run(['sellers', ...args], env, input) };
}
const USER = '005000000000001AAA';

test('set takes the address from standard input, and neither says it nor audits it', async () => {
  const { store, sellers } = await opened();
  const args = ['set', '--salesforce-user', '005000000000001', '--time-zone', 'Europe/Berlin'];
  const set = await sellers(args, ' Ada@Example.com \n');
  expect(set).toEqual({
    code: 0,
    stdout: '',
    stderr: `In Salesforce the seller is ${USER}; time zone Europe/Berlin.\n`,
  });
  const found = await store.sellers.read(['ada@example.com']);
  expect(found.get('ada@example.com')).toMatchObject({
    salesforceUserId: USER,
    timeZone: 'Europe/Berlin',
    setBy: 'admin',
  });
  expect(JSON.stringify(await store.audit.list(10))).not.toMatch(/ada@/i);
  await sellers(['set', '--salesforce-user', 'none'], 'ada@example.com');
  expect((await store.sellers.read(['ada@example.com'])).get('ada@example.com')).toMatchObject({
    salesforceUserId: null,
    timeZone: 'Europe/Berlin',
  });
});

test('wrong usage ends with 2, stores nothing and repeats no address', async () => {
  const { store, sellers } = await opened();
  const user = ['set', '--salesforce-user', USER];
  const all = await Promise.all([
    sellers([...user, 'ada@example.com']),
    sellers(['set', '--salesforce-user', 'ada@example.com']),
    sellers(['set', '--time-zone', 'Europe/Berlim'], 'ada@example.com'),
    sellers(['set'], 'ada@example.com'),
    sellers(user, ''),
    sellers(user, 'ada@example.com\nbob@example.com'),
    sellers(user, 'ada at example.com'),
  ]);
  for (const { code, stdout, stderr } of all) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/example/);
  }
  expect(await store.sellers.list('', 10)).toEqual([]);
});

test('list shows every seller by address, page after page', async () => {
  const { store, sellers } = await opened();
  const emails = Array.from({ length: 501 }, (_, index) => `s${String(index).padStart(3, '0')}@example.com`);
  const at = new Date('2026-11-27T10:00:00Z');
  await store.sellers.learn(
    emails.map((email) => ({ email, salesforceUserId: USER, timeZone: null })),
    at,
  );
  const [json, shown] = await Promise.all([sellers(['list', '--json']), sellers(['list'])]);
  const lines = json.stdout.trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line).email)).toEqual(emails);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    email: emails[0],
    salesforceUserId: USER,
    timeZone: null,
    setBy: 'salesforce',
    asOf: at.toISOString(),
    tasks: { isOn: false, since: null, generation: 0 },
  });
  expect(shown.stdout).toMatch(/^SALESFORCE USER .* ADDRESS\n005000000000001AAA {2}salesforce {2}2026-11-27T10:00:00Z/);
  expect(shown.stdout.trimEnd().split('\n')).toHaveLength(502);
});

test('with nobody known list says so on stderr alone', async () => {
  const { sellers } = await opened();
  const [json, shown] = await Promise.all([sellers(['list', '--json']), sellers(['list'])]);
  expect(json).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(shown).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('No seller is known yet') });
});

test('set --tasks switches the sync of a seller’s reminder tasks, and says what is still off', async () => {
  const { store, sellers } = await opened();
  const on = await sellers(['set', '--tasks', 'on'], ' Ada@Example.com \n');
  expect(on).toMatchObject({ code: 0, stderr: expect.stringContaining('actions-sync settings set tasks.sync on') });
  expect(on.stderr).not.toMatch(/ada@/i);
  expect((await store.sellers.withTasks()).map(({ email }) => email)).toEqual(['ada@example.com']);
  expect((await sellers(['list'])).stdout).toMatch(/\nunknown .* synced .* ada@example\.com\n$/);
  await store.settings.setTasks({ sync: true }, 'test');
  const off = await sellers(['set', '--tasks', 'off', '--time-zone', 'Europe/Paris'], 'ada@example.com');
  expect(off).toMatchObject({ code: 0, stderr: expect.stringContaining('links to Salesforce are kept') });
  // No Temporal here: it is stored all the same.
  expect(off.stderr).toContain('temporal.unreachable');
  expect(await store.sellers.withTasks()).toEqual([]);
  expect((await sellers(['set', '--tasks', 'maybe'], 'ada@example.com')).code).toBe(2);
  expect(JSON.stringify(await store.audit.list(10))).not.toMatch(/ada@/i);
});
