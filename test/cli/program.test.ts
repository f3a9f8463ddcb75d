import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { build, run, start } from './support/run.ts';

/** A port where nothing listens: 1 is privileged and unassigned on any test machine. */
const NOWHERE = '127.0.0.1:1';
const MONGO_NOWHERE = { MONGODB_URI: `mongodb://${NOWHERE}` };
const STACK = /^\s+at /m;

beforeAll(build);

describe.concurrent('the program', () => {
  test('--help goes to stdout and ends with 0', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const word of ['dev', 'worker', 'people', 'doctor', 'Exit codes']) expect(stdout).toContain(word);
  });

  test('--version is the package’s', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });

  test('an unknown command or option ends with 2 and a suggestion', async () => {
    const [command, option] = await Promise.all([run(['peple']), run(['people', 'status', '--jsn'])]);
    expect(command).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean people?') });
    expect(option).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean --json?') });
  });

  test('a group alone shows its commands and ends with 2', async () => {
    const { code, stderr } = await run(['people']);
    expect(code).toBe(2);
    expect(stderr).toContain('explain [options] <id>');
  });

  test('a bad environment names every variable at once and no value', async () => {
    const env = { MARKETO_BASE_URL: 'nonsense', MARKETO_RATE_SHARE: '7', LOG_LEVEL: 'loud' };
    const { code, stderr } = await run(['worker'], env);
    expect(code).toBe(2);
    for (const name of [...Object.keys(env), 'MONGODB_URI', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET']) {
      expect(stderr).toContain(name);
    }
    expect(stderr).not.toMatch(/nonsense|loud/);
  });

  test('with --json an error is one document on stderr, and stdout stays empty', async () => {
    const { code, stdout, stderr } = await run(['people', 'status', '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: { key: 'config.environment', details: { MONGODB_URI: 'is not set' } },
    });
  });

  test('.env of the working folder is read, and the environment wins', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cli-env-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, '.env'), 'MARKETO_RATE_SHARE=7\nMARKETO_DAILY_SHARE=0\n');
    const { stderr } = await run(['people', 'status'], { MARKETO_RATE_SHARE: '1' }, '', folder);
    expect(stderr).toContain('MARKETO_DAILY_SHARE');
    expect(stderr).not.toContain('MARKETO_RATE_SHARE');
  });

  test('MongoDB that does not answer ends with 3 within seconds, without a stack trace', async () => {
    const began = performance.now();
    const { code, stderr } = await run(['people', 'status'], MONGO_NOWHERE);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^Error: MongoDB does not answer.*\nCause: .*\nFix: .*MONGODB_URI/);
    expect(stderr).not.toMatch(STACK);
    // The driver's own default is 30 s.
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test('doctor works with everything missing', async () => {
    const { code, stdout, stderr } = await run(['doctor'], { ...MONGO_NOWHERE, TEMPORAL_ADDRESS: NOWHERE });
    expect(code).toBe(3);
    for (const part of ['MARKETO_BASE_URL is not set', 'MongoDB does not answer', 'Temporal does not answer']) {
      expect(stdout).toContain(part);
    }
    expect(stdout + stderr).not.toMatch(STACK);
  });

  test('an address as an argument is refused and not repeated', async () => {
    const wrong = [['people', 'find', 'ada@example.com'], ['people', 'show', 'ada@example.com'], ['ada@example.com']];
    for (const { code, stdout, stderr } of await Promise.all(wrong.map((args) => run(args, MONGO_NOWHERE)))) {
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain('example.com');
    }
  });

  test('LOG_LEVEL=debug says where on one line; a value out of range says its bounds', async () => {
    const { code, stderr } = await run(['simulate', 'marketo', '--people', '-5'], { LOG_LEVEL: 'debug' });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^debug: CommanderError at /);
    expect(stderr).toContain('from 0 to 20000000');
    expect(stderr).not.toMatch(STACK);
  });

  test('the simulator prints one JSON line, answers, and ends with 0 at SIGTERM', async () => {
    const child = start(['simulate', 'marketo', '--people', '5']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    // An ended standard input alone must not end it: a service has none.
    child.stdin.end();
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const announced: Record<string, string> = JSON.parse(first.toString());
    expect(Object.keys(announced)).toEqual(['baseUrl', 'clientId', 'clientSecret', 'controlUrl']);
    expect((await fetch(`${announced.baseUrl}/identity/oauth/token`)).status).toBe(400);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test('the Salesforce simulator prints one JSON line and logs its client in', async () => {
    const child = start(['simulate', 'salesforce', '--people', '5']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const announced: Record<string, string> = JSON.parse(first.toString());
    const names = [
      'loginUrl',
      'instanceUrl',
      'clientId',
      'clientSecret',
      'username',
      'password',
      'orgId',
      'controlUrl',
    ];
    expect(Object.keys(announced)).toEqual(names);
    const { loginUrl, clientId = '', clientSecret = '' } = announced;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const body = new URLSearchParams(form);
    expect((await fetch(`${loginUrl}/services/oauth2/token`, { method: 'POST', body })).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  test('an error that escapes every await ends with 1, its text and stack unseen', async () => {
    // Thrown from a timer once the program has its handler: nothing awaits it.
    const code = `const t = setInterval(() => {
      if (process.listenerCount('uncaughtException') > 0) { clearInterval(t); throw new Error('ada@example.com'); }
    }, 10)`;
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
    const ended = await run(['simulate', 'marketo', '--people', '5'], env);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('Something unexpected happened') });
    expect(ended.stderr).not.toMatch(/ada@|^\s+at /m);
  });

  test('a MongoDB address that can’t be read is named, not repeated', async () => {
    const { code, stderr } = await run(['people', 'status'], { MONGODB_URI: 'mongodb://user:pa ss@/x?y' });
    expect(code).toBe(2);
    expect(stderr).toContain('  MONGODB_URI  can’t be read');
    expect(stderr).not.toContain('pa ss');
  });

  test('a simulator that can’t start says why and ends with 2', async () => {
    for (const vendor of ['marketo', 'salesforce']) {
      const { code, stderr } = await run(['simulate', vendor, '--faults', '/nowhere.json']);
      expect(code).toBe(2);
      expect(stderr).toContain('/nowhere.json');
    }
  });
});
