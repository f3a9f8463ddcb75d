import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { rig } from '../simulators/salesforce/harness.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run, start } from './support/run.ts';

beforeAll(build);

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

async function opened() {
  const r = await rig({ people: 20 });
  const { store, db } = await openTestStore();
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    ACTIONS_SYNC_MASTER_KEYS: key('first'),
    SALESFORCE_LOGIN_URL: r.sim.loginUrl,
    SALESFORCE_CLIENT_ID: r.sim.clientId,
    SALESFORCE_CLIENT_SECRET: r.sim.clientSecret,
  };
  const connections = (args: string[], input = '', more = {}) =>
    run(['connections', ...args], { ...env, ...more }, input);
  return { store, env, connections };
}

/** Where Salesforce sends a browser whose user agrees. */
async function agreed(url: string): Promise<string> {
  return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** `connections connect` up to the address that it prints. */
async function begun(args: string[], env: Record<string, string>) {
  const child = start(['connections', 'connect', ...args], env);
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.stdin.write(' Ada@Example.com \n');
  const { value: url } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return { child, url: String(url), ended: async () => ({ code: await exited, stderr }) };
}

test('a seller is connected by the browser that comes back, checked, listed, rotated and removed', async () => {
  const { store, env, connections } = await opened();
  const port = await freePort();
  const { url, ended } = await begun(['--port', String(port)], env);
  const location = await agreed(url);
  expect(location).toMatch(new RegExp(`^http://localhost:${port}/callback\\?`));
  const forged = new URL(location);
  forged.searchParams.set('state', 'another');
  expect((await fetch(forged)).status).toBe(404);
  const answer = await fetch(location);
  expect([answer.status, await answer.text()]).toEqual([200, 'Connected. You can close this window.']);
  const { code, stderr } = await ended();
  expect(stderr).toMatch(/Connected as Salesforce user 005\w{15}\.\n$/);
  expect(code).toBe(0);
  expect(`${stderr}${url}`).not.toMatch(/ada@|5Aep|00D\w+!/i);

  expect(await connections(['check'], 'ADA@example.com\n')).toMatchObject({
    code: 0,
    stderr: 'It works; the seller may create tasks.\n',
  });
  const listed = JSON.parse((await connections(['list', '--json'])).stdout) as Record<string, unknown>;
  expect(listed).toMatchObject({ email: 'ada@example.com', state: 'connected', reason: null, key: 'first' });
  expect((await connections(['list'])).stdout).toMatch(/^CONNECTION .*\n\w{12} {2}connected .* ada@example\.com\n$/);

  const keys = { ACTIONS_SYNC_MASTER_KEYS: `${key('second')},${env.ACTIONS_SYNC_MASTER_KEYS}` };
  const rotated = await connections(['rotate-keys'], '', keys);
  expect(rotated).toMatchObject({ code: 0, stderr: '1 changed, 0 had the current key already, 0 in use.\n' });
  const unread = await connections(['list']);
  expect(unread.stdout).toContain('unreadable (connections.keyMissing)');

  expect(await connections(['remove'], 'ada@example.com', keys)).toMatchObject({
    code: 0,
    stderr: 'Removed here, and revoked at Salesforce.\n',
  });
  expect((await connections(['remove'], 'ada@example.com', keys)).stderr).toMatch(/no Salesforce connection/);
  expect(JSON.stringify(await store.audit.list(10))).not.toMatch(/ada@/i);
}, 120_000);

test('the address that a browser elsewhere ended at can be pasted', async () => {
  const { env, connections } = await opened();
  const { child, url, ended } = await begun(['--code'], env);
  child.stdin.end(`${await agreed(url)}\n`);
  expect(await ended()).toMatchObject({ code: 0 });
  expect((await connections(['list', '--json'])).stdout).toContain('"email":"ada@example.com"');
}, 60_000);

test('an answer of another try, one that declines and wrong usage are refused, and repeat nothing', async () => {
  const { store, env, connections } = await opened();
  const paste = async (change: (url: URL) => void) => {
    const { child, url, ended } = await begun(['--code'], env);
    const location = new URL(await agreed(url));
    change(location);
    child.stdin.end(`${location.href}\n`);
    return ended();
  };
  const forged = await paste((url) => url.searchParams.set('state', 'another'));
  expect(forged).toMatchObject({ code: 2, stderr: expect.stringContaining('the answer belongs to another try') });
  const declined = await paste((url) => url.searchParams.set('error', 'access_denied'));
  expect(declined).toMatchObject({ code: 2, stderr: expect.stringContaining('access_denied') });
  for (const { code, stderr } of [
    forged,
    declined,
    await connections(['connect', 'ada@example.com']),
    await connections(['connect', '--code'], 'no address\n'),
    await connections(['list'], '', { ACTIONS_SYNC_MASTER_KEYS: '' }),
    await connections(['list'], '', { ACTIONS_SYNC_MASTER_KEYS: 'first:hunter2' }),
  ]) {
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/ada@|hunter2|aPrx/);
  }
  expect(await store.connections.list('', 5)).toEqual([]);
}, 120_000);
