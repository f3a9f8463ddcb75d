import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

async function opened() {
  const { store, db } = await openTestStore();
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName };
  return { store, settings: (...args: string[]) => run(['settings', ...args], env) };
}
const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

test('a setting is shown, set, taken back, and its history tells who, when, from what to what', async () => {
  const { store, settings } = await opened();
  const set = await settings('set', 'people.interval', '5', 'min');
  expect(set).toEqual({
    code: 0,
    stdout: '',
    stderr: 'people.interval: 30 s → 5 min. Workers act on it within seconds.\n',
  });
  expect(await store.settings.people()).toMatchObject({ intervalMs: 300_000 });
  const [all, one, changed, json] = await Promise.all([
    settings('show'),
    settings('show', 'people.interval'),
    settings('show', '--changed'),
    settings('show', 'people.interval', 'people.smartList', '--json'),
  ]);
  expect(all.stdout).toMatch(/^KEY +VALUE +DEFAULT\n/);
  expect(all.stdout).toMatch(/^people\.interval +5 min +30 s$/m);
  expect(all.stdout).toMatch(/^marketo\.logActivities +on$/m);
  expect(one.stdout).toMatch(
    /^people\.interval: 5 min, by default 30 s\n {2}Pause .*\n {2}Allowed: a time from .*\.\n {2}In Sales Insight Actions: .*\n$/,
  );
  expect(changed.stdout.trimEnd().split('\n')).toHaveLength(2);
  expect(parse(json.stdout)).toMatchObject([
    { key: 'people.interval', value: 300_000, unit: 'ms', text: '5 min', default: '30 s', changed: true },
    { key: 'people.smartList', value: 'All People', changed: false },
  ]);
  expect((await settings('unset', 'people.interval')).stderr).toContain('5 min → 30 s');
  expect((await settings('unset', 'people.interval')).stderr).toBe('people.interval is so already.\n');
  await settings('set', 'people.cap', '7');
  const [history, told] = await Promise.all([settings('history', 'people.interval', '--json'), settings('history')]);
  const by = userInfo().username;
  expect(parse(history.stdout)).toMatchObject([
    { key: 'people.interval', old: '5 min', new: '30 s', by, unset: true },
    { key: 'people.interval', old: '30 s', new: '5 min', by, unset: false },
  ]);
  expect(told.stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(told.stdout).toMatch(/people\.cap +1,500,000 → 7$/m);
  expect(told.stdout).toContain('people.interval  5 min → 30 s (the default)');
});

test('a wrong value says what is allowed, an unknown key suggests the nearest; both end with 2 and change nothing', async () => {
  const { store, settings } = await opened();
  const [value, key, shown] = await Promise.all([
    settings('set', 'people.sync', 'perhaps'),
    settings('unset', 'people.synch'),
    settings('show', 'people.synch', '--json'),
  ]);
  expect(value).toMatchObject({ code: 2, stderr: expect.stringContaining('Fix: For people.sync give on or off.') });
  expect(key).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean people.sync?') });
  expect(JSON.parse(shown.stderr)).toMatchObject({ error: { key: 'config.settingUnknown' } });
  expect([shown.code, shown.stdout]).toEqual([2, '']);
  expect(await store.audit.list(10)).toEqual([]);
});

test('a value of several words is one value, and control characters of a stored one are not printed', async () => {
  const { store, settings } = await opened();
  await settings('set', 'salesforce.subjectTemplate', '[SIA]', '{{activity_type}}');
  expect(await store.settings.salesforce()).toMatchObject({ subjectTemplate: '[SIA] {{activity_type}}' });
  await store.settings.setSalesforce({ subjectTemplate: '\u001b[31m' }, 'test');
  expect((await settings('show', 'salesforce.subjectTemplate')).stdout).toContain('\\u001b[31m');
  await settings('set', 'salesforce.subjectTemplate', '');
  expect((await settings('show', 'salesforce.subjectTemplate')).stdout).toContain(': (empty), by default');
});

test('what differs from the defaults is exported, and imported elsewhere after a look at what would change', async () => {
  const [here, there] = [await opened(), await opened()];
  await here.settings('set', 'people.interval', '5 min');
  await here.settings('set', 'blockedDomains', 'example.org, example.com');
  const folder = await mkdtemp(join(tmpdir(), 'settings-'));
  const file = join(folder, 'settings.json');
  expect((await here.settings('export', file)).stderr).toBe(`2 settings written to ${file}.\n`);
  expect(JSON.parse((await here.settings('export')).stdout)).toEqual(JSON.parse(await readFile(file, 'utf8')));
  await there.settings('set', 'people.cap', '7');

  const dry = await there.settings('import', file, '--dry-run', '--reset');
  expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('3 would change.') });
  expect(dry.stdout.trimEnd().split('\n').sort()).toEqual([
    'blockedDomains: none → example.com, example.org',
    'people.cap: 7 → 1,500,000',
    'people.interval: 30 s → 5 min',
  ]);
  expect(await there.store.settings.people()).toMatchObject({ cap: 7, intervalMs: 30_000 });
  expect(await there.settings('import', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect((await there.settings('import', file, '--yes')).stderr).toContain('2 changed.');
  expect(await there.store.settings.people()).toMatchObject({ cap: 7, intervalMs: 300_000 });
  expect((await there.settings('import', file, '--yes')).stderr).toContain('Nothing to change.');
  expect(await there.store.audit.list(10, { actions: ['settings.set'] })).toHaveLength(3);
});

test('a file with anything wrong in it changes nothing, and everything that is wrong is named', async () => {
  const { store, settings } = await opened();
  const folder = await mkdtemp(join(tmpdir(), 'settings-'));
  const file = join(folder, 'settings.json');
  const wrong = { 'people.interval': '5 min', 'people.cap': 'much', 'people.synch': 'on' };
  await writeFile(file, JSON.stringify({ format: 'actions-sync settings 1', settings: wrong }));
  const { code, stderr } = await settings('import', file, '--yes');
  expect(code).toBe(2);
  expect(stderr).toMatch(/people\.cap +must be a whole number from/);
  expect(stderr).toMatch(/people\.synch +is no setting; did you mean people\.sync\?/);
  expect(await store.settings.people()).toMatchObject({ intervalMs: 30_000 });
  await writeFile(file, '{"format": "another"}');
  expect((await settings('import', file, '--yes')).stderr).toContain('it is no "actions-sync settings 1"');
  await writeFile(file, 'settings');
  expect((await settings('import', file, '--yes')).stderr).toContain('it is no JSON');
});
