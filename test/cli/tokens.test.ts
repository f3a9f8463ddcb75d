import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { readSecret } from '../../model/access/secret.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run, start } from './support/run.ts';

beforeAll(build);

async function opened() {
  const { store, db } = await openTestStore();
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  return { store, env, tokens: (args: string[]) => run(['tokens', ...args], env) };
}

test('create prints the token and nothing else on standard output; list and revoke know it by its id', async () => {
  const { store, tokens } = await opened();
  const made = await tokens(['create', 'crm-app', '--scope', 'operator', '--expires', '90']);
  const secret = readSecret('token', made.stdout.trim());
  expect(made.code).toBe(0);
  if (secret === null) throw new Error(`no token: ${made.stdout}`);
  expect(made.stderr).toMatch(/^operator, until 20\d\d-/);
  expect(await store.access.token(secret.id)).toMatchObject({ name: 'crm-app', scope: 'operator', hash: secret.hash });
  expect((await tokens(['list'])).stdout).toMatch(
    new RegExp(`^${secret.id}  crm-app  operator  holds until .* never used`),
  );
  expect(await tokens(['revoke', secret.id])).toMatchObject({ code: 0, stderr: 'crm-app opens nothing any more.\n' });
  const listed = JSON.parse((await tokens(['list', '--json'])).stdout);
  expect(listed).toMatchObject({ id: secret.id, active: false });
  expect(listed).not.toHaveProperty('hash');
  const audit = (await store.audit.list(10)).map(({ action }) => action);
  expect(audit).toEqual(['tokens.revoke', 'tokens.create']);
});

test('wrong usage ends with 2 or 1 and makes nothing', async () => {
  const { store, tokens } = await opened();
  expect((await tokens(['create', 'x'])).code).toBe(2);
  expect((await tokens(['create', 'x', '--scope', 'root'])).code).toBe(2);
  expect((await tokens(['create', 'x', '--scope', 'viewer', '--expires', '0'])).code).toBe(2);
  expect(await tokens(['create', 'ann@example.com', '--scope', 'viewer'])).toMatchObject({ code: 1, stdout: '' });
  expect(await tokens(['revoke', 'nobody'])).toMatchObject({ code: 1 });
  expect(await store.access.tokens()).toEqual([]);
});

test('link prints a link whose code stays in the browser', async () => {
  const { store, env } = await opened();
  const made = await run(['tokens', 'link', '--scope', 'viewer'], {
    ...env,
    API_PUBLIC_URL: 'https://sync.example.com',
  });
  const code = /^https:\/\/sync\.example\.com\/sign-in#code=(\S+)\n$/.exec(made.stdout)?.[1] ?? '';
  expect(await store.access.session(readSecret('link', code)?.id ?? '')).toMatchObject({
    kind: 'link',
    scope: 'viewer',
  });
});

test('revoke ends a link that was not used, or a session, by the id in the audit', async () => {
  const { store, env, tokens } = await opened();
  await run(['tokens', 'link'], env);
  const [row] = await store.audit.list(1);
  const id = String(row?.details.link);
  expect(await tokens(['revoke', id])).toMatchObject({ code: 0, stderr: 'The session is over.\n' });
  expect(await store.access.session(id)).toBeNull();
  expect((await store.audit.list(1))[0]).toMatchObject({ action: 'session.revoke', details: { session: id } });
});

test('beyond this machine the API is not served before there is an admin’s token', async () => {
  const { env, tokens } = await opened();
  const address = { ...env, API_ADDRESS: '0.0.0.0:0' };
  const refused = await run(['api'], address);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain('tokens create NAME --scope admin');
  await tokens(['create', 'boss', '--scope', 'admin']);
  const child = start(['api'], address);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const line = await new Promise<string>((resolve) => child.stdout.once('data', (bytes) => resolve(String(bytes))));
  const url = /http:\S+/.exec(line)?.[0] ?? '';
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ alive: true });
});
