import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { workflowIds } from '../../workflows/messages.ts';
import { ATTRIBUTES, COMMON } from '../model/sales-activity/lines.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { endFlows } from '../workflows/flows.ts';
import { temporal, temporalAddress } from '../workflows/temporal.ts';
import { build, run } from './support/run.ts';

beforeAll(build);

const line = (id: string, change: Record<string, unknown> = {}) =>
  JSON.stringify({ ...COMMON, ...ATTRIBUTES.emailSent, type: 'emailSent', id, ...change });

async function opened(address = temporalAddress()) {
  const { store, db } = await openTestStore();
  await store.migrate();
  const instance = db.databaseName.slice(-20).replaceAll('_', '-');
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ACTIONS_SYNC_INSTANCE: instance,
    TEMPORAL_ADDRESS: address,
  };
  onTestFinished(async () => {
    const { client } = await temporal();
    const query = `WorkflowId STARTS_WITH '${instance}/sales-activity/'`;
    for await (const { workflowId } of client.workflow.list({ query })) {
      await client.workflow
        .getHandle(workflowId)
        .terminate()
        .catch(() => {});
    }
    await endFlows(instance);
  });
  return { store, instance, program: (args: string[], input = '') => run(['activities', ...args], env, input) };
}

const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((one) => (one === '' ? [] : [JSON.parse(one)]));

test('log answers each line, starts a workflow for each accepted one, and the sender', async () => {
  const { program, instance } = await opened();
  const input = [line('a'), line('b', { emailSubject: 7 }), '', 'not JSON', line('a'), line('a', { link: 'x' })].join(
    '\n',
  );
  const { code, stdout, stderr } = await program(['log', '-', '--json'], input);
  expect(code).toBe(1);
  expect(parse(stdout)).toEqual([
    { line: 1, id: 'a', result: 'accepted' },
    { line: 2, id: 'b', result: 'rejected', problems: [{ field: 'emailSubject', reason: 'must be text' }] },
    { line: 4, id: null, result: 'rejected', problems: [{ field: 'line', reason: 'must be JSON' }] },
    { line: 5, id: 'a', result: 'known' },
    expect.objectContaining({ line: 6, id: 'a', result: 'rejected' }),
  ]);
  expect(stderr).toContain('Accepted 1, known 1, rejected 3.\nStarted 1 workflow.');
  const { client } = await temporal();
  const ids = workflowIds(instance);
  for (const id of [ids.salesActivity('a'), ids.sender('marketo')]) {
    expect((await client.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
  }
});

test('without Temporal everything is stored, and it is said who starts the workflows', async () => {
  const { program, store } = await opened('127.0.0.1:1');
  const { code, stdout, stderr } = await program(['log', '-'], `${line('a')}\n${line('b')}\n`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'line 1: accepted a\nline 2: accepted b\n' });
  expect(stderr).toContain('temporal.unreachable');
  expect(stderr).toContain('a worker starts them');
  expect(await store.salesActivities.unstarted(new Date(Date.now() + 60_000), 9)).toHaveLength(2);
});

test('--wait tells what is left; a file, a folder and no file', async () => {
  const { program, store } = await opened();
  const folder = await mkdtemp(join(tmpdir(), 'actions-sync-log-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'today.ndjson');
  await writeFile(file, `${line('a')}\n`);
  // Nobody sends here: it is failed by hand, as a sender does it.
  const done = program(['log', file, '--wait']);
  for (;;) {
    const [row] = await store.salesActivities.list({}, '', 1);
    if (row !== undefined) {
      const event = { kind: 'fail', error: 'marketo.1004' } as const;
      await store.salesActivities.apply([{ id: row.id, vendor: 'marketo', event }]);
      break;
    }
  }
  expect((await done).stderr).toContain('Waiting: 0, failed: 1. See: actions-sync failures list');
  expect(await program(['log', folder])).toMatchObject({ code: 2, stderr: expect.stringContaining('is a folder') });
  const missing = await program(['log', join(folder, 'none')]);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('can’t be read (ENOENT)') });
});

test('show and export tell what was given and how far it is', async () => {
  const { program, store } = await opened('127.0.0.1:1');
  await program(['log', '-'], `${line('a')}\n${line('b')}\n`);
  const event = { kind: 'fail', error: 'marketo.1004' } as const;
  const [row] = await store.salesActivities.list({}, '', 1);
  if (row === undefined) throw new Error('no row');
  await store.salesActivities.apply([{ id: row.id, vendor: 'marketo', event }]);
  const shown = await program(['show', 'a']);
  expect(shown.stdout).toMatch(/Marketo: failed \(marketo\.1004\)\n {2}Cause: .+\n {2}Fix: .+\nSalesforce: not told/);
  const [document] = parse((await program(['show', 'a', '--json'])).stdout);
  expect(document).toMatchObject({
    id: 'a',
    type: 'emailSent',
    logged: { marketo: { state: 'failed', detail: 'marketo.1004', until: null, tries: 0 }, salesforce: null },
  });
  expect(await program(['show', 'none'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No sales activity was logged under this id'),
  });
  const file = join(tmpdir(), `${Date.now()}.ndjson`);
  onTestFinished(() => rm(file));
  expect((await program(['export', '--file', file])).stderr).toContain('Exported 2 activities to');
  expect(parse(await readFile(file, 'utf8')).map(({ id }) => id)).toEqual(['a', 'b']);
});
