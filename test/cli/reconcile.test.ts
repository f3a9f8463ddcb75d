import { once } from 'node:events';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { openCaughtUpRig } from '../activities/comparing.ts';
import { drifted } from '../activities/drift.ts';
import { openRig, type Rig } from '../activities/rig.ts';
import { expectTruth, truthOf } from '../activities/truth.ts';
import { mongoUri } from '../store/uri.ts';
import { endFlows } from '../workflows/flows.ts';
import { build, run, start } from './support/run.ts';

beforeAll(build);

/** The program over a rig's database, an instance name of its own, and the Temporal of these tests. */
function program(rig: Rig, variables: Partial<Rig['variables']> = {}) {
  const env = { ...variablesOf(rig), ...variables };
  onTestFinished(() => endFlows(env.ACTIONS_SYNC_INSTANCE));
  return (...args: string[]) => run(args, env);
}

function variablesOf({ db, variables }: Rig) {
  return {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    ACTIONS_SYNC_INSTANCE: db.databaseName.slice(-20).replaceAll('_', '-'),
    TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS ?? inject('temporalAddress'),
    ...variables,
  };
}
const parse = (text: string): Record<string, unknown>[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));

test('--dry-run prints one line per difference, no value of anyone, and a summary on stderr', async () => {
  const { rig, ids } = await drifted();
  await rig.store.peopleState.patch({ changes: 'paused' });
  const { code, stdout, stderr } = await program(rig)('people', 'reconcile', '--dry-run');
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /Compared [\d,]+ ids: 1 missing, 3 extra, 2 stale, 1 wrongly qualified\. Nothing was changed/,
    ),
  });
  const lines = parse(stdout);
  expect(lines).toHaveLength(7);
  const stale = lines.find(({ id }) => id === ids.stale);
  expect(stale).toEqual({
    id: ids.stale,
    difference: 'stale',
    fields: ['title', 'phone'],
    evidence: {
      marketo: 'qualified',
      readAt: expect.stringMatching(/^\d{4}-.*Z$/),
      stored: 'qualified',
      storedAsOf: expect.any(Number),
      storedAt: expect.stringMatching(/Z$/),
      storedEvidence: 'initialScan',
    },
  });
  for (const { email } of truthOf(rig.instance)) if (email !== null) expect(stdout).not.toContain(email);
  // The calls are counted with all others, behind all others.
  const calls = (await rig.store.quota.status(rig.deps.limits)).byPriority;
  expect(calls.reconcile).toBeGreaterThan(10);
  expect(await rig.store.reconcile.get()).toBeNull();
});

test('Ctrl-C ends a dry run at once and says how far it was', async () => {
  const rig = await openCaughtUpRig({ latencyMs: 200 });
  const child = start(['people', 'reconcile', '--dry-run'], variablesOf(rig));
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  // The first line of progress.
  await once(child.stderr, 'data');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(stderr).toMatch(/Stopped after [\d,]+ of [\d,]+ ids: 0 missing.*Nothing was changed\./);
});

test('nothing is compared before everyone has been read; without --yes nobody is asked', async () => {
  const rig = await openRig();
  await rig.store.peopleState.patch({ initial: 'running', scanId: 'scan-1' });
  const cli = program(rig);
  const [asked, tooEarly, dry] = await Promise.all([
    cli('people', 'reconcile'),
    cli('people', 'reconcile', '--yes'),
    cli('people', 'reconcile', '--dry-run'),
  ]);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(tooEarly).toMatchObject({ code: 2, stderr: expect.stringContaining('not complete') });
  expect(dry).toMatchObject({ code: 2, stdout: '' });
});

test('a comparison is asked for, shown by status, paused and resumed', async () => {
  const rig = await openCaughtUpRig();
  const cli = program(rig);
  const started = await cli('people', 'reconcile', '--yes', '--json');
  expect(started.code).toBe(0);
  expect(JSON.parse(started.stdout)).toMatchObject({ outcome: 'started', run: { reason: 'asked', state: 'running' } });
  expect((await cli('people', 'status')).stdout).toMatch(/^Reconcile +asked for$/m);
  const paused = await cli('people', 'pause', '--reconcile');
  expect(paused.stderr).toContain('Changes: running. Comparison: paused.');
  const status = JSON.parse((await cli('people', 'status', '--json')).stdout);
  expect(status).toMatchObject({ reconcile: { state: 'paused', last: null } });
  expect((await cli('people', 'reconcile', '--yes')).code).toBe(1);
  expect((await cli('people', 'resume', '--reconcile')).stderr).toContain('Comparison: running.');
});

test('--wait stays until a worker has repaired everything, then prints the result', async () => {
  const { rig } = await drifted();
  await rig.store.peopleState.patch({ changes: 'paused' });
  const cli = program(rig);
  const worker = start(['worker'], variablesOf(rig));
  const ended = once(worker, 'exit');
  const { code, stdout, stderr } = await cli('people', 'reconcile', '--wait', '--yes', '--json');
  worker.kill('SIGTERM');
  await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('7 repaired, 0 held') });
  expect(JSON.parse(stdout)).toMatchObject({
    found: { missing: 1, extra: 3, stale: 2, wronglyQualified: 1 },
    repaired: 7,
    complete: true,
  });
  await expectTruth(rig);
});

test('repair instance accepts the same instance at another address, by what it returns', async () => {
  const rig = await openCaughtUpRig();
  // Someone changed and someone went since they were read.
  const [changed, gone] = truthOf(rig.instance).map(({ id }) => id);
  rig.instance.update(changed ?? 0, { title: 'Another' });
  rig.instance.delete(gone ?? 0);
  const moved = rig.variables.MARKETO_BASE_URL.replace('127.0.0.1', 'localhost');
  expect(moved).not.toBe(rig.variables.MARKETO_BASE_URL);
  const cli = program(rig, { MARKETO_BASE_URL: moved });
  const dry = await cli('people', 'reconcile', '--dry-run');
  expect(dry).toMatchObject({ code: 2, stderr: expect.stringContaining('actions-sync repair instance') });

  const asked = await cli('repair', 'instance');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect((await rig.store.peopleState.get()).marketoInstance).toBe(rig.variables.MARKETO_BASE_URL);
  const accepted = await cli('repair', 'instance', '--yes');
  expect(accepted.code).toBe(0);
  expect(accepted.stderr).toMatch(/Of \d+ people asked for there, \d+ came back, \d+ as they are stored/);
  expect((await rig.store.peopleState.get()).marketoInstance).toBe(moved);
  expect(await rig.store.reconcile.get()).toMatchObject({ reason: 'moved' });
  expect(await program(rig)('repair', 'instance', '--yes')).toMatchObject({ code: 0 });
});

test('and refuses another instance, whose ids are the same but whose people are not', async () => {
  const rig = await openCaughtUpRig({ seed: 1 });
  const other = await openRig({ seed: 2 });
  const cli = program(rig, other.variables);
  const refused = await cli('repair', 'instance', '--yes');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('use another MONGODB_DB') });
  expect(await rig.store.peopleState.get()).toMatchObject({ marketoInstance: rig.variables.MARKETO_BASE_URL });
  expect(await rig.store.reconcile.get()).toBeNull();
});

test('the same address needs no repair', async () => {
  const rig = await openCaughtUpRig();
  const { code, stderr } = await program(rig)('repair', 'instance', '--yes');
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to repair') });
});
