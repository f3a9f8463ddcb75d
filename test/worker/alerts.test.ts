import { expect, it, onTestFinished, vi } from 'vitest';
import { SECRET, startReceiver } from '../alerts/receiver.ts';
import { openWorkerRig } from './rig.ts';
import { QUICK_WORKER, startWorker } from './workers.ts';

const WITHIN = { timeout: 90_000, interval: 50 };
const AUTH = 'auth/marketo';

it('Marketo denies access: it fires once over two workers, one of them killed, and clears once when it is mended', async () => {
  const defer = (cleanUp: () => Promise<unknown>) =>
    onTestFinished(async () => {
      await cleanUp();
    });
  const rig = await openWorkerRig({ people: 20, limits: 'off', seed: 5 }, defer);
  const receiver = await startReceiver(defer);
  const { store, actions, simulator } = rig;
  await store.migrate();
  await store.settings.setPeople({ intervalMs: 1_000 }, 'test');
  const variables = {
    ...rig.variables,
    ALERT_WEBHOOK_URL: receiver.url,
    ALERT_WEBHOOK_SECRET: SECRET,
    LOG_LEVEL: 'info',
  };
  const workers = [startWorker(variables, defer, QUICK_WORKER), startWorker(variables, defer, QUICK_WORKER)];
  await actions.people.start({ strategy: 'ids' });
  await vi.waitFor(async () => expect((await store.peopleState.get()).initial).toBe('complete'), WITHIN);
  const told = (alert: string) => receiver.events.filter((one) => one.alert === alert).map(({ event }) => event);

  simulator.instance.setFaults([{ match: { class: 'activities' }, do: { code: '603' } }]);
  await vi.waitFor(() => expect(told(AUTH)).toEqual(['fired']), WITHIN);
  expect(await actions.alerts.list()).toMatchObject([{ alert: AUTH, key: 'marketo.603', value: null }]);
  // Who dies before it has noted that the receiver took it leaves the event to be sent once more, a minute later.
  await vi.waitFor(async () => expect((await actions.alerts.list())[0]?.undelivered).toBe(0), WITHIN);
  // Both saw it; whoever is left goes on knowing that it is told.
  await workers[0]?.kill();
  workers.push(startWorker(variables, defer, QUICK_WORKER));
  await workers[2]?.ready;
  const failing = async () => (await store.failures.list(10)).find(({ key }) => key === 'marketo.603')?.count ?? 0;
  const before = await failing();
  await actions.ensureFlows();
  await vi.waitFor(async () => expect(await failing()).toBeGreaterThan(before), WITHIN);
  expect(told(AUTH)).toEqual(['fired']);

  simulator.instance.setFaults([]);
  await actions.ensureFlows();
  await vi.waitFor(() => expect(told(AUTH)).toEqual(['fired', 'cleared']), WITHIN);
  expect(await actions.alerts.list()).toEqual([]);
  expect(receiver.events).toHaveLength(2);
  expect(receiver.forged).toBe(0);
  const logged = (event: string) =>
    workers.flatMap((worker) => worker.lines).filter((line) => line.alert === AUTH && line.event === event);
  // The webhook may know before the line has come through the pipe.
  await vi.waitFor(() => expect([logged('fired').length, logged('cleared').length]).toEqual([1, 1]), WITHIN);
  expect(logged('fired')[0]).toMatchObject({ level: 40, error: 'marketo.603' });
}, 300_000);
