import { randomBytes } from 'node:crypto';
import { Worker } from '@temporalio/worker';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connectTemporal } from '../../client/cli/lib/temporal.ts';
import { encryptedData } from '../../client/encryption/index.ts';
import { createActionsSyncClient } from '../../client/index.ts';
import { type KeyRing, parseKeyRing } from '../../model/key-ring.ts';
import { runWorker } from '../../worker/index.ts';
import { openWorkerRig } from '../worker/rig.ts';
import { temporalAddress } from '../workflows/temporal.ts';

const KEYS = `2026-01:${randomBytes(32).toString('base64')}`;

it('the worker and the commands encrypt with TEMPORAL_PAYLOAD_KEYS, and such a history can be replayed', async () => {
  const rig = await openWorkerRig({ people: 30 }, (cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  vi.stubEnv('TEMPORAL_ADDRESS', temporalAddress());
  vi.stubEnv('TEMPORAL_PAYLOAD_KEYS', KEYS);
  const stopping = new AbortController();
  const worker = runWorker({ env: rig.env, signal: stopping.signal });
  const link = await connectTemporal();
  onTestFinished(async () => {
    stopping.abort();
    await worker;
    await link.close();
    vi.unstubAllEnvs();
  });
  const { store, env } = rig;
  const instance = env.ACTIONS_SYNC_INSTANCE;
  const actions = createActionsSyncClient({ temporal: link.client, store, instance, by: 'test' });
  expect(await actions.people.start()).toBe('started');
  await vi.waitFor(async () => expect((await store.peopleState.get()).initial).toBe('complete'), {
    timeout: 30_000,
    interval: 100,
  });
  const handle = link.client.workflow.getHandle(rig.ids.peopleInitial);
  const history = await handle.fetchHistory();
  const encodings = new Set(encodingsIn(history));
  expect([...encodings]).toEqual(['binary/encrypted']);
  const replay = { workflowsPath: new URL('../../workflows/index.ts', import.meta.url).pathname };
  await Worker.runReplayHistory(
    { ...replay, dataConverter: encryptedData(parseKeyRing(KEYS) as KeyRing) },
    history,
    handle.workflowId,
  );
}, 90_000);

/** Of every payload in a history but search attributes, which Temporal has to read. */
function encodingsIn(at: unknown): string[] {
  if (typeof at !== 'object' || at === null) return [];
  if ('metadata' in at && 'data' in at) {
    const { encoding } = at.metadata as Record<string, Uint8Array>;
    return [Buffer.from(encoding ?? []).toString()];
  }
  return Object.entries(at).flatMap(([name, value]) => (name === 'searchAttributes' ? [] : encodingsIn(value)));
}
