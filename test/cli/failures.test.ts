import { beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../store/open.ts';
import { activityId, event, kindOf, sent, stateOf } from '../store/sales-activities.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const UNKNOWN = 'activity.personUnknown';
const OTHER = 'marketo.1003';

/** Failed in Marketo: a and b with OTHER, c with UNKNOWN; in Salesforce: b. No Temporal. */
async function opened() {
  const { store, db } = await openTestStore();
  await store.migrate();
  await store.settings.setSalesforce({ logEmails: true }, 'test');
  await store.salesActivities.intake([kindOf('campaignAdded', 'a'), sent('b'), kindOf('campaignAdded', 'c')]);
  const fail = (id: string, vendor: 'marketo' | 'salesforce', error: string) =>
    event(id, vendor, { kind: 'fail', error });
  await store.salesActivities.apply([fail('a', 'marketo', OTHER), fail('b', 'marketo', OTHER)]);
  await store.salesActivities.apply([fail('c', 'marketo', UNKNOWN), fail('b', 'salesforce', OTHER)]);
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const show = (id: string) => run(['activities', 'show', id], env);
  return { store, show, failures: (...args: string[]) => run(['failures', ...args], env) };
}
const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

test('list shows each error once: where, how often, since when, cause, fix and what to do next', async () => {
  const { store, failures } = await opened();
  await store.failures.record({ flow: 'people-changes', key: 'marketo.607', details: {} });
  await store.failures.record({ flow: 'sender-marketo', key: OTHER, details: {} });
  const [list, json] = await Promise.all([failures('list'), failures('list', '--json')]);
  expect(list.stdout).toMatch(
    /^.* \(marketo\.607\)\n {2}people-changes {2}once {2}\d.* ago\n {2}Cause: .*\n {2}Fix: .*\n {2}Next: nothing, it/m,
  );
  expect(list.stdout.match(/\(marketo\.1003\)/g)).toHaveLength(1);
  expect(list.stdout).toMatch(/^ {2}sales-activities {2}2 sales activities to Marketo +first .* ago, last .* ago$/m);
  expect(list.stdout).toMatch(/^ {2}sales-activities {2}1 sales activity to Salesforce +\d.* ago$/m);
  expect(list.stdout).toMatch(/^ {2}sender-marketo +once +.* ago$/m);
  expect(list.stdout).toContain(
    `  Next: once mended, actions-sync failures retry --key ${OTHER}; the records: actions-sync failures show ${OTHER}\n`,
  );
  const rows = parse(json.stdout);
  expect(new Set(rows.map(({ key }) => key))).toEqual(new Set([UNKNOWN, OTHER, 'marketo.607']));
  const one = rows.find(({ key }) => key === 'marketo.607');
  expect(one).toMatchObject({
    class: 'quota',
    found: [{ of: 'flow', flow: 'people-changes', count: 1, nextAt: null }],
  });
  expect(rows.find(({ key }) => key === OTHER)?.found).toContainEqual(
    expect.objectContaining({ of: 'salesActivities', flow: 'sales-activities', vendor: 'marketo', count: 2 }),
  );
  expect(json.stderr).toBe('');
});

test('show tells the records of an error or one activity, ids alone', async () => {
  const { failures } = await opened();
  const [key, few, id, other, none] = await Promise.all([
    failures('show', OTHER, '--json'),
    failures('show', OTHER, '--limit', '1'),
    failures('show', 'b'),
    failures('show', 'b', '--vendor', 'salesforce', '--json'),
    failures('show', 'zzz'),
  ]);
  expect(parse(key.stdout).map(({ id: of, vendor }) => `${String(of)}/${String(vendor)}`)).toEqual([
    'a/marketo',
    'b/marketo',
    'b/salesforce',
  ]);
  expect(key.stdout).not.toMatch(/@/);
  expect(few.stdout).toMatch(
    /\(marketo\.1003\)\n {2}Cause: .*\n {2}Fix: .*\n\S+Z {2}Marketo {5}a {2}person \d+, never sent\n$/,
  );
  expect(few.stderr).toContain('These are 1 of 3: give --limit for more.');
  expect(id.stdout.match(/ {2}b {2}person/g)).toHaveLength(2);
  expect(parse(other.stdout)).toMatchObject([{ id: 'b', vendor: 'salesforce', inDoubt: false }]);
  expect(none).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('failures list') });
});

test('an activity that has failed is shown with the command that retries it', async () => {
  const { show } = await opened();
  const { stdout, stderr } = await show('c');
  expect(stdout).toMatch(/^Marketo: failed \(activity\.personUnknown\)\n {2}Cause: .*\n {2}Fix: /m);
  expect(stderr).toContain('Once the cause is gone: actions-sync failures retry c\n');
});

test('retry and dismiss ask first, take what is selected, and do without Temporal', async () => {
  const { store, failures } = await opened();
  const asked = await failures('retry', '--key', OTHER);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(await store.audit.list(10, { actions: ['failures.retry'] })).toEqual([]);
  const retried = await failures('retry', '--key', OTHER, '--vendor', 'marketo', '--yes');
  expect(retried).toMatchObject({ code: 0, stdout: '' });
  expect(retried.stderr).toContain('Retried: 2 sales activities.\n');
  expect(retried.stderr).toContain('(temporal.unreachable): a worker goes on with them within minutes.');
  expect(await stateOf(store, 'a', 'marketo')).toBe('pending');
  expect((await store.salesActivities.unstarted(new Date(), 10)).map(({ id }) => id)).toContain(activityId('a'));
  const dismissed = await failures('dismiss', 'b', 'c', '--yes', '--json');
  expect(JSON.parse(dismissed.stdout)).toEqual({
    ...{ salesActivities: 2, tasks: 0, addresses: 0, flows: 0 },
    wakeError: 'temporal.unreachable',
  });
  expect([await stateOf(store, 'b', 'salesforce'), await stateOf(store, 'c', 'marketo')]).toEqual([
    'skipped',
    'skipped',
  ]);
  expect((await failures('list')).stderr).toBe('Nothing has failed.\n');
  expect((await failures('retry', '--yes')).stderr).toContain('Nothing to retry');
  const [last] = await store.audit.list(1);
  expect(last).toMatchObject({
    action: 'failures.dismiss.done',
    details: { key: null, vendor: null, ids: 2, changed: 2 },
  });
});

test('wrong usage ends with 2 and repeats no address', async () => {
  const { failures } = await opened();
  const all = await Promise.all([
    failures('retry', 'ada@example.com', '--yes'),
    failures('retry', '--vendor', 'hubspot', '--yes'),
    failures('show', 'ada@example.com'),
    failures('show'),
  ]);
  for (const { code, stdout, stderr } of all) {
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toContain('ada@');
  }
  expect(all[1]?.stderr).toContain('marketo or salesforce');
});
