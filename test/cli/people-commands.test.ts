import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import type { PersonWrite } from '../../store/types.ts';
import { openTestStore } from '../store/open.ts';
import { change, personId, personWrite, qualifiedPart, ticket } from '../store/people.ts';
import { mongoUri } from '../store/uri.ts';
import { gonePart } from './support/evidence.ts';
import { build, run, start } from './support/run.ts';

beforeAll(build);

async function stored(...writes: PersonWrite[]) {
  const { store, db } = await openTestStore();
  await store.people.apply(writes, { evidence: 'leadChange' });
  const env = { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName };
  return { store, env, cli: (args: string[], input = '') => run(args, env, input) };
}
const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

test('show tells the record and each change with its reason; explain tells why', async () => {
  const moved = { changes: [change('company', 'Old Ltd', 'Engines\u001b[31m'), change('title', 'Count', null)] };
  const { cli } = await stored(personWrite(7, qualifiedPart(5, { company: 'Engines\u001b[31m' }), moved));
  const [shown, json, explained] = await Promise.all([
    cli(['people', 'show', '7']),
    cli(['people', 'show', '7', '--json']),
    cli(['people', 'explain', '7', '--json']),
  ]);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain('company: Old Ltd → Engines\\u001b[31m');
  expect(shown.stdout).toContain('title: Count → (none)');
  expect(shown.stdout).toContain('Marketo’s change feed named a changed field');
  expect(JSON.parse(json.stdout)).toMatchObject({
    marketoId: 7,
    state: 'qualified',
    title: null,
    history: [{ asOf: 5, evidence: 'leadChange', changes: moved.changes }],
  });
  expect(JSON.parse(explained.stdout)).toMatchObject({ marketoId: 7, here: true, because: 'qualified' });
  expect([json.stderr, explained.stderr]).toEqual(['', '']);
});

test('explain follows merges, finds the held, and knows which ids were asked for', async () => {
  const alias = { asOf: ticket(9), winner: personId(8) };
  const { store, cli } = await stored(
    personWrite(7, gonePart('merged'), { alias }),
    personWrite(8, qualifiedPart(9)),
    personWrite(9, qualifiedPart(9)),
  );
  const since = new Date('2026-11-24T07:00:00Z');
  await store.suspects.put([{ id: personId(9), kind: 'held', hint: 'none', since, until: since, nextAt: since }]);
  await store.peopleState.patch({ initial: 'running', scanId: 'scan-1', highestId: 600 });
  await store.ranges.finish('scan-1', { from: 1, to: 300, asked: 300, read: 3, qualified: 2 });
  const because = async (id: number) => JSON.parse((await cli(['people', 'explain', String(id), '--json'])).stdout);
  const [merged, held, asked, notYet, beyond] = await Promise.all([7, 9, 200, 400, 700].map(because));
  expect(merged).toMatchObject({
    here: false,
    because: 'merged',
    sentences: [expect.stringContaining('into 8. 8 is here'), expect.anything(), expect.anything()],
  });
  expect(held).toMatchObject({ here: true, because: 'held', next: 'actions-sync people approve' });
  expect([asked.because, notYet.because, beyond.because]).toEqual(['noSuchPerson', 'notReadYet', 'beyondHighestId']);
});

test('a person who was never read ends show with 1', async () => {
  const { cli } = await stored();
  expect(await cli(['people', 'show', '7'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('resync'),
  });
});

test('find takes addresses on standard input, without regard to case', async () => {
  const { cli } = await stored(
    personWrite(7, qualifiedPart(5)),
    personWrite(8, qualifiedPart(5, { email: 'b@example.com' })),
  );
  const [both, nobody, empty] = await Promise.all([
    cli(['people', 'find', '--json'], 'ADA@example.COM\n\n b@example.com \r\n'),
    cli(['people', 'find', '--json'], 'c@example.com'),
    cli(['people', 'find'], ''),
  ]);
  expect(parse(both.stdout).map(({ marketoId }) => marketoId)).toEqual([7, 8]);
  expect(nobody).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(empty.code).toBe(2);
});

test('export writes the visible people ascending, with --all everyone, and nothing else on stdout', async () => {
  const { cli } = await stored(
    personWrite(30, qualifiedPart(1)),
    personWrite(4, qualifiedPart(2)),
    personWrite(9, gonePart('deleted')),
  );
  const [visible, all] = await Promise.all([cli(['people', 'export']), cli(['people', 'export', '--all'])]);
  expect(parse(visible.stdout).map(({ marketoId }) => marketoId)).toEqual([4, 30]);
  expect(parse(all.stdout).map(({ marketoId, state }) => [marketoId, state])).toEqual([
    [4, 'qualified'],
    [9, 'deleted'],
    [30, 'qualified'],
  ]);
  expect(visible.stderr).toBe('Exported 2 people.\n');
});

test('an export to a file appears whole, readable by its owner alone; a bad path leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cli-export-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { cli } = await stored(personWrite(4, qualifiedPart(2)));
  const file = join(folder, 'people.ndjson');
  const [good, bad] = await Promise.all([
    cli(['people', 'export', '--file', file]),
    cli(['people', 'export', '--file', join(folder, 'none', 'x')]),
  ]);
  expect(good).toMatchObject({ code: 0, stdout: '' });
  expect(parse(await readFile(file, 'utf8'))).toMatchObject([{ marketoId: 4 }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(bad.code).toBe(2);
  expect(await readdir(folder)).toEqual(['people.ndjson']);
});

test('a reader that goes away ends an export quietly', async () => {
  const many = Array.from({ length: 3_000 }, (_, id) =>
    personWrite(id + 1, qualifiedPart(2, { title: 'x'.repeat(500) })),
  );
  const { env } = await stored(...many);
  const child = start(['people', 'export'], env);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await exited).toEqual([0, null]);
  expect(stderr).toBe('');
});

test('start asks before it reads everyone', async () => {
  const { env } = await stored();
  const asked = await run(['people', 'start'], env);
  expect(asked).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--yes') });
});

test('with Temporal away start stores nothing, status shows what MongoDB knows; both end with 3', async () => {
  const { store, env } = await stored();
  await store.failures.record({ flow: 'people-changes', key: 'marketo.607', details: {} });
  const away = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' };
  const [started, status] = await Promise.all([
    run(['people', 'start', '--yes'], away),
    run(['status', '--json'], away),
  ]);
  expect(started).toMatchObject({ code: 3, stderr: expect.stringContaining('Temporal does not answer') });
  expect(await store.peopleState.get()).toMatchObject({ initial: 'none', scanId: null });
  expect(await store.audit.list(10)).toEqual([]);
  expect(status.code).toBe(3);
  expect(JSON.parse(status.stdout)).toMatchObject({
    people: { initial: { state: 'none' } },
    workers: { error: { key: 'temporal.unreachable' } },
    salesActivities: [
      { vendor: 'marketo', on: true, pending: 0, failed: [] },
      { vendor: 'salesforce', on: false },
    ],
    failures: [{ key: 'marketo.607' }],
  });
});

test('what needs a worker says so instead of waiting for one', async () => {
  const { store, env } = await stored();
  await store.peopleState.patch({ initial: 'complete', changes: 'running', scanId: 'scan-1' });
  const temporal = process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress');
  const alone = { ...env, TEMPORAL_ADDRESS: temporal, ACTIONS_SYNC_INSTANCE: env.MONGODB_DB.slice(-20) };
  const { code, stderr } = await run(['people', 'resync', '7'], alone);
  expect(code).toBe(2);
  expect(stderr).toContain('Fix: Run `actions-sync worker`');
});
