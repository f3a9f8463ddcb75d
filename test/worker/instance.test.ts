import { expect, it, onTestFinished, vi } from 'vitest';
import { runWorker } from '../../worker/index.ts';
import { temporalAddress } from '../workflows/temporal.ts';
import { openWorkerRig } from './rig.ts';

it('a worker for another instance than the one that was read from says so and ends by itself', async () => {
  const rig = await openWorkerRig({ people: 1 }, (cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  vi.stubEnv('TEMPORAL_ADDRESS', temporalAddress());
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await rig.store.peopleState.patch({ marketoInstance: 'https://999-zzz-999.mktorest.com' });
  await expect(runWorker({ env: rig.env })).rejects.toMatchObject({ key: 'people.instanceChanged' });
  expect(rig.simulator.instance.stats().calls).toBe(0);
  expect(await rig.store.failures.list(5)).toMatchObject([{ flow: 'worker', key: 'people.instanceChanged' }]);
}, 30_000);
