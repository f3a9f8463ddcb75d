import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { CHECK_IDS } from '../../model/doctor/checks.ts';
import type { Finding } from '../../model/doctor/finding.ts';
import { startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';
import { build, run, start } from './support/run.ts';

beforeAll(build);

const temporalAddress = () => process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress');

test('setup temporal creates what is missing; --dry-run and a second run change nothing', async () => {
  const env = { TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: `cli-${randomUUID().slice(0, 8)}` };
  const dry = await run(['setup', 'temporal', '--dry-run'], env);
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`Would create namespace ${env.TEMPORAL_NAMESPACE}`),
  });
  const first = await run(['setup', 'temporal'], env);
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toMatch(/Created namespace .*30 days\.\nAdded search attributes .*SyncFlow/);
  const second = await run(['setup', 'temporal'], env);
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to do') });
});

test('from nothing to everyone read: worker, start --wait, doctor, export; SIGTERM ends the worker with 0', async () => {
  const { store, db } = await openTestStore();
  const simulator = await startMarketoSimulator({ people: 200, limits: 'off' });
  onTestFinished(() => simulator.close());
  const env = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    TEMPORAL_ADDRESS: temporalAddress(),
    ACTIONS_SYNC_INSTANCE: db.databaseName.slice(-20),
    MARKETO_BASE_URL: simulator.baseUrl,
    MARKETO_CLIENT_ID: simulator.clientId,
    MARKETO_CLIENT_SECRET: simulator.clientSecret,
    MARKETO_RATE_SHARE: '1',
  };
  const worker = start(['worker'], env);
  onTestFinished(() => void worker.kill('SIGKILL'));
  const exited = once(worker, 'exit');
  // Read, so that a full pipe can't stop it.
  worker.stderr.resume();

  const started = await run(['people', 'start', '--wait', '--yes'], env);
  expect(started).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('Everyone has been read: 200 people'),
  });
  expect(await run(['people', 'start', '--yes'], env)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('read already'),
  });

  const exported = await run(['people', 'export'], env);
  expect(exported.stdout.trimEnd().split('\n')).toHaveLength((await store.people.countByState()).qualified ?? 0);

  const resync = await run(['people', 'resync', '1001', '1002', '--json'], env);
  expect(JSON.parse(resync.stdout)).toMatchObject({ asked: 2 });

  await run(['people', 'pause', '--changes'], env);
  expect((await store.peopleState.get()).changes).toBe('paused');
  await run(['people', 'resume'], env);
  expect((await store.peopleState.get()).changes).toBe('running');

  expect((await run(['setup', 'marketo', '--dry-run'], env)).stdout).toContain(
    'Would create and approve SIA Send Sales',
  );
  const types = await run(['setup', 'marketo', '--json'], env);
  expect(types.code, types.stderr).toBe(0);
  expect(JSON.parse(types.stdout)).toMatchObject({ layout: 'eight', changed: true, types: { length: 8 } });
  expect(await run(['setup', 'marketo'], env)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('eight custom activity types'),
    stderr: expect.stringContaining('nothing to do'),
  });

  const doctor = await run(['doctor', '--json'], env);
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(doctor.stdout);
  // The namespace of the tests keeps a day.
  const odd = findings.filter(({ status }) => status !== 'ok' && status !== 'skipped');
  expect(odd.map(({ id, status }) => `${id} ${status}`)).toEqual(['temporal.retention warn']);
  expect(new Set(findings.map(({ id }) => id))).toEqual(new Set(CHECK_IDS));
  expect([ok, doctor.code]).toEqual([true, 0]);

  const actions = (await store.audit.list(20)).map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(['people.start', 'people.pause', 'people.resume']));
  worker.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
