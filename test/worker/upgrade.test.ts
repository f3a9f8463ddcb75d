import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { temporalConfig } from '../../client/temporal-config.ts';
import { replayInstance } from '../../worker/replay.ts';
import { build, run } from '../cli/support/run.ts';
import { bundleWorkflows } from '../workflows/temporal.ts';
import { openWorkerRig } from './rig.ts';
import { QUICK_WORKER, startWorker } from './workers.ts';

const WITHIN = { timeout: 60_000, interval: 100 };
const BUNDLE = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));
const defer = (cleanUp: () => Promise<unknown>) =>
  onTestFinished(async () => {
    await cleanUp();
  });

async function followed(variables: Record<string, string> = {}) {
  const rig = await openWorkerRig({ people: 30, limits: 'off', seed: 6 }, defer);
  await rig.store.migrate();
  await rig.store.settings.setPeople({ intervalMs: 1_000 }, 'test');
  const all = { ...rig.variables, ...variables };
  const worker = startWorker(all, defer, QUICK_WORKER);
  return { ...rig, all, worker };
}

it('histories are replayed by this version, and a version that does something else is told by name', async () => {
  const { actions, store, client, env, all } = await followed();
  await actions.people.start();
  await vi.waitFor(async () => expect((await store.peopleState.get()).lastTurn).not.toBeNull(), WITHIN);
  await vi.waitFor(async () => expect((await store.peopleState.get()).initial).toBe('complete'), WITHIN);
  vi.stubEnv('TEMPORAL_ADDRESS', all.TEMPORAL_ADDRESS);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const options = { temporal: client, config: temporalConfig(), instance: env.ACTIONS_SYNC_INSTANCE, perType: 5 };
  const outcomes = async (more = {}) => {
    const found = new Map<string, string>();
    for await (const { workflowType, outcome } of replayInstance({ ...options, ...more }))
      found.set(workflowType, outcome);
    return Object.fromEntries(found);
  };
  await vi.waitFor(
    async () => expect(await outcomes()).toMatchObject({ syncPeopleChanges: 'ok', syncPeopleInitial: 'ok' }),
    WITHIN,
  );
  const bundle = await bundleWorkflows(new URL('../workflows/broken/index.ts', import.meta.url));
  expect(await outcomes({ bundle })).toMatchObject({
    syncPeopleChanges: 'nonDeterminism',
    syncPeopleInitial: 'nonDeterminism',
  });
}, 120_000);

it.skipIf(!existsSync(BUNDLE))(
  'the command says what it replayed, and does not take nothing for an answer',
  async () => {
    const { actions, store, all } = await followed();
    build();
    const nothing = await run(['upgrade', 'check'], { ...all, ACTIONS_SYNC_INSTANCE: 'nobody' });
    expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing is proved') });
    await actions.people.start();
    await vi.waitFor(async () => expect((await store.peopleState.get()).lastTurn).not.toBeNull(), WITHIN);
    await vi.waitFor(
      async () => expect((await run(['upgrade', 'check'], all)).stdout).toMatch(/^syncPeopleChanges +1 +ok$/m),
      WITHIN,
    );
    const told = await run(['upgrade', 'check'], all);
    expect(told).toMatchObject({ code: 0, stderr: 'Every history is replayed by this version.\n' });
    expect(told.stdout).toMatch(/^MongoDB: schema \d+, as this version has it\. Going back needs nothing\.$/m);
    const json = await run(['upgrade', 'check', '--json'], all);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, replayed: expect.any(Array) });
  },
  120_000,
);

it('with versioning on, flows move to the version that is made current', async () => {
  const deployment = `actions-sync-${Math.random().toString(36).slice(2, 10)}`;
  const versioned = (buildId: string) => ({ TEMPORAL_DEPLOYMENT_NAME: deployment, TEMPORAL_WORKER_BUILD_ID: buildId });
  const { actions, store, client, ids, all, worker } = await followed(versioned('v1'));
  const makeCurrent = (buildId: string) =>
    vi.waitFor(
      () =>
        client.workflowService.setWorkerDeploymentCurrentVersion({
          namespace: 'default',
          deploymentName: deployment,
          buildId,
          identity: 'test',
        }),
      WITHIN,
    );
  const runsOn = async () => {
    const { raw } = await client.workflow.getHandle(ids.peopleChanges).describe();
    return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  };
  await worker.ready;
  await makeCurrent('v1');
  await actions.people.start();
  await vi.waitFor(async () => expect((await store.peopleState.get()).lastTurn).not.toBeNull(), WITHIN);
  expect(await runsOn()).toBe('v1');

  const next = startWorker({ ...all, ...versioned('v2') }, defer, QUICK_WORKER);
  await next.ready;
  await makeCurrent('v2');
  await worker.kill();
  const seen = (await store.peopleState.get()).lastTurn?.at.getTime() ?? 0;
  await vi.waitFor(
    async () => expect((await store.peopleState.get()).lastTurn?.at.getTime()).toBeGreaterThan(seen),
    WITHIN,
  );
  await vi.waitFor(async () => expect(await runsOn()).toBe('v2'), WITHIN);
}, 120_000);
