import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TaskId } from '../../model/task/id.ts';
import { claimed, pulled, refused, sent } from '../../model/task/steps.ts';
import type { TaskStep } from '../../store/tasks/types.ts';
import { workflowIds } from '../../workflows/messages.ts';
import { RULES, rowOf, TASK_ID, ticket } from '../model/task/tasks.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { temporal, temporalAddress } from '../workflows/temporal.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const SELLER = 'bob@example.com';
const line = (change: Record<string, unknown> = {}) =>
  JSON.stringify({ id: 'call-1', seller: SELLER, name: 'Call Ada', due: '2026-12-01', ...change });
const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((one) => (one === '' ? [] : [JSON.parse(one)]));

const NO_TEMPORAL = '127.0.0.1:1';

/** The sync is on, without a worker. */
async function opened(address = temporalAddress()) {
  const { store, db } = await openTestStore();
  await store.migrate();
  await store.settings.setTasks({ sync: true }, 'test');
  await store.sellers.setTasks(SELLER, true, 'test');
  const instance = db.databaseName.slice(-20).replaceAll('_', '-');
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ACTIONS_SYNC_INSTANCE: instance,
    TEMPORAL_ADDRESS: address,
  };
  const step = (id: string, change: TaskStep) => store.tasks.change(new Map([[id as TaskId, change]]));
  async function link(id: string): Promise<void> {
    await step(id, (task) => claimed(task, { batch: 'b', now: new Date(), rules: RULES }));
    await step(id, (task) => sent(task, { batch: 'b', taskId: TASK_ID, asOf: ticket(1) }));
  }
  async function refuse(id: string, error: string): Promise<void> {
    await step(id, (task) => claimed(task, { batch: 'r', now: new Date(), rules: RULES }));
    await step(id, (task) => refused(task, { batch: 'r', error, at: new Date('2026-11-27T10:00:00Z') }));
  }
  const program = (args: string[], input = '') => run(args, env, input);
  const { client } = await temporal();
  const flow = client.workflow.getHandle(workflowIds(instance).tasks);
  onTestFinished(async () => {
    await flow.terminate().catch(() => {});
  });
  return {
    store,
    flow,
    step,
    link,
    refuse,
    program,
    tasks: (args: string[], input = '') => program(['tasks', ...args], input),
  };
}

test('create answers each line, and one that is wrong does not hold up the others; without Temporal all is stored', async () => {
  const { tasks, store } = await opened(NO_TEMPORAL);
  const input = [
    line(),
    line({ id: 'b', due: 'soon' }),
    '',
    'no JSON',
    line(),
    line({ name: 'Else' }),
    line({ id: 'c' }),
  ];
  const { code, stdout, stderr } = await tasks(['create', '-', '--json'], input.join('\n'));
  expect(code).toBe(1);
  expect(parse(stdout)).toEqual([
    { line: 1, result: 'created', id: 'call-1' },
    { line: 2, result: 'rejected', problem: 'due must be a day such as 2026-12-01, or null' },
    { line: 4, result: 'rejected', problem: 'line must be JSON' },
    { line: 5, result: 'known', id: 'call-1' },
    { line: 6, result: 'rejected', problem: 'Another reminder task was made under this id before' },
    { line: 7, result: 'created', id: 'c' },
  ]);
  expect(stderr).toContain('Created 2, known 1, rejected 3.');
  expect(stderr).toContain('temporal.unreachable');
  expect(stderr).not.toContain('@');
  expect((await store.tasks.list({}, '', 10)).map(({ id }) => id)).toEqual(['c', 'call-1']);
});

test('a change starts the flow, once for all of it', async () => {
  const { tasks, flow: handle } = await opened();
  expect(await tasks(['create', '-'], `${line()}\n${line({ id: 'b' })}`)).toMatchObject({
    code: 0,
    stdout: 'line 1: created call-1\nline 2: created b\n',
  });
  const { status, type } = await handle.describe();
  expect({ status: status.name, type }).toEqual({ status: 'RUNNING', type: 'syncTasks' });
  const { events } = await handle.fetchHistory();
  const signals = events?.filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'wake',
  );
  expect(signals).toHaveLength(1);
});

test('edit takes options, and all fields from a file or standard input', async () => {
  const { tasks, link } = await opened();
  await tasks(['create', '-'], line());
  await link('call-1');
  const edited = await tasks(['edit', 'call-1', '--due', 'none', '--priority', 'high']);
  expect(edited).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining(`Changed. Salesforce: waits to be told of priority, due (Task ${TASK_ID}).`),
  });
  const folder = await mkdtemp(join(tmpdir(), 'actions-sync-tasks-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'change.json');
  await writeFile(file, '{"name":"Call Eve","details":"two\\nlines"}');
  const json = await tasks(['edit', 'call-1', file, '--json']);
  expect(parse(json.stdout)).toEqual([
    expect.objectContaining({ name: 'Call Eve', details: 'two\nlines', due: null, priority: 'high' }),
  ]);
  expect((await tasks(['edit', 'call-1', '-'], '{"name":"Call Eve"}')).stderr).toContain('It was so already.');
});

test('complete, reopen and delete take several, and name those that can’t be', async () => {
  const { tasks } = await opened();
  await tasks(['create', '-'], `${line()}\n${line({ id: 'b' })}`);
  const completed = await tasks(['complete', 'call-1', 'none', 'b', 'b']);
  expect(completed).toMatchObject({ code: 1, stdout: 'completed call-1\ncompleted b\n' });
  expect(completed.stderr).toMatch(/Error: There is no reminder task with this id \(id none\)\nCause: .+\nFix: .+/);
  expect((await tasks(['complete', 'b'])).stdout).toBe('was complete b\n');
  expect((await tasks(['reopen', 'b'])).stdout).toBe('reopened b\n');
  expect(parse((await tasks(['delete', 'b', 'none', '--json'])).stdout)).toEqual([
    { id: 'b', changed: true, error: null },
    { id: 'none', changed: false, error: 'task.unknown' },
  ]);
  expect(await tasks(['complete', 'b'])).toMatchObject({ code: 1, stderr: expect.stringContaining('was deleted') });
});

test('list narrows by seller, day and status, and leaves out what is in nobody’s list', async () => {
  const { tasks } = await opened();
  const made = [line(), line({ id: 'b', due: null, name: 'two\u0007' }), line({ id: 'c', seller: 'eve@example.com' })];
  await tasks(['create', '-'], made.join('\n'));
  await tasks(['complete', 'call-1']);
  await tasks(['delete', 'c']);
  const ids = async (args: string[], input = '') =>
    parse((await tasks(['list', '--json', ...args], input)).stdout).map(({ id }) => id);
  expect(await ids([])).toEqual(['b', 'call-1']);
  expect(await ids(['--all'])).toEqual(['b', 'c', 'call-1']);
  expect(await ids(['--all', '--seller', '-'], ' EVE@example.com\n')).toEqual(['c']);
  expect(await ids(['--status', 'open'])).toEqual(['b']);
  expect(await ids(['--to', '2026-12-01', '--from', '2026-12-01'])).toEqual(['call-1']);
  expect(await ids(['--all', '--since', new Date(Date.now() + 60_000).toISOString()])).toEqual([]);
  const sorted = (await tasks(['list'])).stdout.split('\n').map((one) => one.slice(0, 10).trim());
  expect(sorted).toEqual(['DUE', '2026-12-01', 'no day', '']);
  const shown = await tasks(['list', '--limit', '1']);
  expect(shown.stdout).toMatch(/^DUE .* NAME\nno day {6}normal {4}open {6}waiting {5}b +two\\u0007\n$/);
  expect(shown.stderr).toContain('These are the first 1');
  expect(await tasks(['list', '--person', '7'])).toMatchObject({ code: 0, stdout: '' });
});

test('show tells fields, state, and what conflicts have cost', async () => {
  const { tasks, link, step } = await opened();
  await tasks(['create', '-'], line({ details: 'one\ntwo' }));
  await link('call-1');
  await tasks(['edit', 'call-1', '--due', '2026-12-24']);
  const theirs = { due: '2026-12-31', status: 'Completed', isClosed: true, modifiedAt: new Date(Date.now() + 60_000) };
  const context = { rules: RULES, seller: SELLER, now: new Date() };
  await step('call-1', (task) => pulled(task, rowOf(task, theirs), context));
  const { stdout, code } = await tasks(['show', 'call-1']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^name +Call Ada\nstatus +complete\ncompleted +completed \S+Z in Salesforce\n/);
  expect(stdout).toContain(`\n\none\ntwo\n\nSalesforce: synced (Task ${TASK_ID})\nLost in conflicts:\n`);
  expect(stdout).toMatch(/ {2}\S+Z {2}due: “2026-12-24”, set here, lost against the other side’s change\n$/);
  const [json] = parse((await tasks(['show', 'call-1', '--json'])).stdout);
  expect(json).toMatchObject({ completedIn: 'salesforce', lost: [{ field: 'due' }], salesforce: { state: 'synced' } });
  expect(await tasks(['show', 'none'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no reminder task') });
});

test('a refused task is in failures by its error, and is sent again when the cause is gone', async () => {
  const { tasks, refuse, program } = await opened();
  await tasks(['create', '-'], `${line()}\n${line({ id: 'b' })}`);
  await refuse('call-1', 'salesforce.STRING_TOO_LONG');
  expect((await tasks(['show', 'call-1'])).stdout).toMatch(
    /Salesforce: refused: .+ \(salesforce\.STRING_TOO_LONG\)\n {2}Cause: .+\n {2}Fix: /,
  );
  const list = await program(['failures', 'list']);
  expect(list.stdout).toMatch(
    /^.+ \(salesforce\.STRING_TOO_LONG\)\n {2}tasks {2}1 reminder task to Salesforce {2}.+ ago\n {2}Cause: /,
  );
  expect(parse((await program(['failures', 'list', '--json'])).stdout)).toEqual([
    expect.objectContaining({
      key: 'salesforce.STRING_TOO_LONG',
      found: [expect.objectContaining({ of: 'tasks', flow: 'tasks', vendor: 'salesforce', count: 1 })],
    }),
  ]);
  const shown = await program(['failures', 'show', 'call-1']);
  expect(shown).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/Z {2}Salesforce {2}call-1 {2}reminder task, not there yet\n$/),
  });
  expect((await program(['failures', 'show', 'salesforce.STRING_TOO_LONG', '--vendor', 'marketo'])).code).toBe(1);
  const status = await program(['status', '--json']);
  expect(parse(status.stdout)[0]).toMatchObject({
    tasks: { on: true, sellers: 1, open: 2, unsent: { count: 1 }, refused: [{ count: 1 }] },
  });
  expect((await program(['failures', 'retry'])).code).toBe(2);
  const retry = await program(['failures', 'retry', '--yes', '--key', 'salesforce.STRING_TOO_LONG']);
  expect(retry).toMatchObject({ code: 0, stderr: expect.stringContaining('Retried: 1 reminder task.') });
  expect(parse((await tasks(['show', 'call-1', '--json'])).stdout)[0]).toMatchObject({
    salesforce: { state: 'waiting' },
  });
  const none = await program(['failures', 'retry', '--yes', '--json']);
  expect(parse(none.stdout)).toEqual([{ salesActivities: 0, tasks: 0, addresses: 0, flows: 0, wakeError: null }]);
});

test('wrong usage ends with 2 and repeats no address', async () => {
  const { tasks } = await opened();
  await tasks(['create', '-'], line());
  const all = await Promise.all([
    tasks(['edit', 'call-1']),
    tasks(['edit', 'call-1', '--due', 'soon']),
    tasks(['edit', 'call-1', '-'], 'no JSON'),
    tasks(['edit', 'call-1', '-'], '[]'),
    tasks(['edit', 'call-1', '-'], '{"seller":"eve@example.com"}'),
    tasks(['edit', 'call-1', '-'], '{"name":""}'),
    tasks(['edit', 'call-1', '/nowhere.json']),
    tasks(['show', 'ada@example.com']),
    tasks(['complete', 'ada@example.com']),
    tasks(['list', '--seller', '-'], ''),
    tasks(['list', '--seller', '-'], 'a@example.com\nb@example.com'),
    tasks(['list', '--seller', '-'], 'nobody'),
    tasks(['list', '--status', 'closed']),
    tasks(['list', '--since', 'yesterday']),
    tasks(['create', '/nowhere.ndjson']),
  ]);
  for (const { code, stdout, stderr } of all) {
    expect({ code, stdout, stderr }).toMatchObject({ code: 2, stdout: '' });
    expect(stderr).toMatch(/Cause: .+\nFix: /);
    expect(stderr).not.toContain('example.com');
  }
});
