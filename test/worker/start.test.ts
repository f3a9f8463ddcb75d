import { randomUUID } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { runWorker } from '../../worker/index.ts';
import { temporalAddress } from '../workflows/temporal.ts';
import { openWorkerRig } from './rig.ts';

it('a worker whose namespace is missing says so and ends by itself', async () => {
  const rig = await openWorkerRig({ people: 1 }, (cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  vi.stubEnv('TEMPORAL_ADDRESS', temporalAddress());
  vi.stubEnv('TEMPORAL_NAMESPACE', `missing-${randomUUID().slice(0, 8)}`);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await expect(runWorker({ env: rig.env })).rejects.toMatchObject({ key: 'temporal.namespaceMissing' });
}, 30_000);
