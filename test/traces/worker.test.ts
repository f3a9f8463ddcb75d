import { beforeAll, expect, it, vi } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { runWorker } from '../../worker/index.ts';
import { personalTexts } from '../worker/people.ts';
import { afterFile, openWorkerRig, type WorkerRig } from '../worker/rig.ts';
import { attributesOf, type Receiver, startReceiver } from './receiver.ts';

const WITHIN = { timeout: 40_000, interval: 200 };
const defer = afterFile();
let rig: WorkerRig;
let receiver: Receiver;
const personal = new Set<string>();

// One run for all tests of this file, as the Temporal SDK takes one logger per process.
beforeAll(async () => {
  receiver = await startReceiver();
  defer(() => receiver.close());
  rig = await openWorkerRig({ people: 80, limits: 'off', seed: 5 }, defer);
  for (const text of personalTexts(rig.simulator.instance)) personal.add(text);
  await rig.store.migrate();
  await rig.store.settings.setPeople({ intervalMs: 200 }, 'test');
  vi.stubEnv('TEMPORAL_ADDRESS', rig.variables.TEMPORAL_ADDRESS);
  const stop = new AbortController();
  const env = readEnvironment({ ...rig.variables, OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.endpoint}/` });
  const worker = runWorker({ env, signal: stop.signal });
  await rig.actions.people.start();
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).initial).toBe('complete'), WITHIN);
  await vi.waitFor(async () => expect((await rig.store.peopleState.get()).lastTurn).not.toBeNull(), WITHIN);
  stop.abort();
  // What waits is sent at the end.
  await worker;
});

it('each attempt of an activity function arrives as a span, in the trace of its workflow’s run', async () => {
  const spans = receiver.spans();
  const names = new Set(spans.map(({ name }) => name));
  expect(names).toContain('RunActivity:prepareInitial');
  expect(names).toContain('RunActivity:changesTurn');
  const initial = await rig.client.workflow.getHandle(rig.ids.peopleInitial).describe();
  const ofInitial = spans.filter(({ traceId }) => traceId === initial.runId.replaceAll('-', ''));
  expect(ofInitial.length).toBeGreaterThan(1);
  for (const span of ofInitial) {
    expect(attributesOf(span)).toMatchObject({ temporalWorkflowId: rig.ids.peopleInitial, run_id: initial.runId });
  }
});

it('nothing of anyone is in what was sent', () => {
  const all = receiver.bodies.join('\n');
  expect(personal.size).toBeGreaterThan(100);
  expect([...personal].filter((text) => all.includes(text))).toEqual([]);
});
