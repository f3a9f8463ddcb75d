import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const AT = new Date('2026-11-20T10:00:00Z');

/** A database and a Marketo; `check` without Marketo's variables where `connected` is false. */
async function opened({ connected = true } = {}) {
  const { store, db } = await openTestStore();
  await store.migrate();
  const simulator = await startMarketoSimulator({ people: 0 });
  onTestFinished(() => simulator.close());
  const { baseUrl, clientId, clientSecret } = simulator;
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ...(connected && {
      MARKETO_BASE_URL: baseUrl,
      MARKETO_CLIENT_ID: clientId,
      MARKETO_CLIENT_SECRET: clientSecret,
    }),
  };
  const check = (args: string[], input = '') => run(['unsubscribes', 'check', ...args], env, input);
  const optOut = { at: AT, source: 'manual', by: 'test', reason: null } as const;
  await store.unsubscribes.add([{ address: 'ours@example.com', optOut }]);
  simulator.instance.create({ email: 'theirs@example.com', unsubscribed: true });
  return { store, simulator, check };
}

const INPUT = ' Ours@Example.com \n\ntheirs@example.com\nfree@example.com\nnonsense\n';

test('one line for each address, in order, with reason and age; exit 0 where all are answered', async () => {
  const { store, check } = await opened();
  await store.settings.setCheck({ marketo: true }, 'test');
  const { code, stdout, stderr } = await check([], INPUT);
  const [head, ...lines] = stdout.trimEnd().split('\n');
  expect(head).toMatch(/^MAY MAIL {2}REASON +SAID BY +SINCE +AGE +ADDRESS$/);
  expect(lines.map((line) => line.split(/\s{2,}/))).toEqual([
    ['no', 'unsubscribed', 'actions', '2026-11-20T10:00:00Z', expect.stringMatching(/^\d+ s$/), 'Ours@Example.com'],
    ['no', 'unsubscribedInMarketo', 'marketo', '-', expect.stringMatching(/^\d+ s$/), 'theirs@example.com'],
    ['yes', 'ok', 'marketo', '-', expect.stringMatching(/^\d+ s$/), 'free@example.com'],
    ['no', 'invalidAddress', 'actions', '-', expect.stringMatching(/^\d+ s$/), 'nonsense'],
  ]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: 'Checked 4: 1 may be mailed, 3 not (unsubscribed 1, unsubscribedInMarketo 1, invalidAddress 1).\n',
  });
});

test('--json and --non-commercial, from a file', async () => {
  const { store, check } = await opened();
  await store.settings.setCheck({ marketo: true, blockedDomains: 'example.org' }, 'test');
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'addresses.txt');
  writeFileSync(file, `\uFEFF${INPUT}a@sub.example.org\r\n`);
  const answers = async (...args: string[]) => {
    const { code, stdout } = await check([file, '--json', ...args]);
    expect(code).toBe(0);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
  };
  const commercial = await answers();
  expect(commercial[0]).toEqual({
    address: 'Ours@Example.com',
    mayEmail: false,
    reason: 'unsubscribed',
    source: 'actions',
    since: AT.toISOString(),
    askedAt: expect.stringMatching(/Z$/),
    ageMs: expect.any(Number),
    error: null,
    retryAt: null,
  });
  const reasons = (all: unknown[]) => all.map((one) => (one as { reason: string }).reason);
  expect(reasons(commercial)).toEqual([
    'unsubscribed',
    'unsubscribedInMarketo',
    'ok',
    'invalidAddress',
    'blockedDomain',
  ]);
  expect(reasons(await answers('--non-commercial'))).toEqual(['ok', 'ok', 'ok', 'invalidAddress', 'blockedDomain']);
});

test('what could not be answered ends with 3, and says cause and fix once', async () => {
  const { store, simulator, check } = await opened();
  await store.settings.setCheck({ marketo: true }, 'test');
  simulator.instance.setPermissions(simulator.clientId, ['Read-Only Activity']);
  const { code, stdout, stderr } = await check(['-'], INPUT);
  expect(code).toBe(3);
  expect(stdout).toMatch(/no +unavailable +setting +marketo\.603 .*free@example\.com/);
  expect(stderr.match(/Fix:/g)).toHaveLength(1);
  expect(stderr).toContain('marketo.603: Marketo denied access\nCause: ');
});

test('without Marketo our own part answers while check.marketo is off, and not alone while it is on', async () => {
  const { store, check } = await opened({ connected: false });
  expect(await check([], 'free@example.com')).toMatchObject({ code: 0, stdout: expect.stringContaining('yes') });
  await store.settings.setCheck({ marketo: true }, 'test');
  const { code, stderr } = await check([], 'free@example.com\nours@example.com');
  expect(code).toBe(3);
  expect(stderr).toContain('Checked 2: 0 may be mailed, 2 not (unavailable 1, unsubscribed 1).');
  expect(stderr).toContain('Fix: Give `marketo` to createActionsSyncClient; for the command line set the MARKETO_');
});

test('wrong usage ends with 2 and repeats no address', async () => {
  const { check } = await opened();
  const all = await Promise.all([
    check(['ada@example.com']),
    check(['-', 'ada@example.com']),
    check([], '\n \n'),
    check(['/nowhere/at/all.txt']),
  ]);
  for (const { code, stdout, stderr } of all) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/ada@/);
    expect(stderr).toContain('Fix:');
  }
});
