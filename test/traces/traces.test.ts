import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import { errorEntry } from '../../model/errors/registry.ts';
import { activityErrors } from '../../worker/errors.ts';
import { openTraces, type TraceOptions, type Traces } from '../../worker/traces/index.ts';
import { attributesOf, type Receiver, startReceiver } from './receiver.ts';

const RUN = '0198c3a1-5b7e-7d3f-8a2b-123456789abc';
const OTHER_RUN = '0198c3a1-5b7e-7d3f-8a2b-cba987654321';
const PERSONAL = 'Anna Smith <anna.smith@example.com>';

async function open(options: Partial<TraceOptions> = {}) {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const lines: object[] = [];
  const say = (line: unknown, message?: unknown) => lines.push({ line, message });
  const traces = await openTraces({
    ...{ endpoint: receiver.endpoint, instance: 'i', version: '1.2.3' },
    logger: { info: say, warn: say } as TraceOptions['logger'],
    ...options,
  });
  return { receiver, traces, lines };
}

/** One attempt of an activity function, as the worker runs it. */
function attempt({ interceptors }: Traces, body: () => Promise<unknown>, runId = RUN): Promise<unknown> {
  const info = { workflowExecution: { workflowId: 'i/people-changes', runId }, activityId: '7', activityType: 'turn' };
  const options = {
    logger: new DefaultLogger('ERROR'),
    interceptors: [...interceptors, () => ({ inbound: activityErrors })],
  };
  return new MockActivityEnvironment(info, options).run(body);
}

it('each attempt is a span, all those of a run in a trace under the run’s id', async () => {
  const { receiver, traces } = await open();
  await Promise.all([
    attempt(traces, async () => 1),
    attempt(traces, async () => 2),
    attempt(traces, async () => 3, OTHER_RUN),
  ]);
  await traces.close();
  const spans = receiver.spans();
  expect(spans.map(({ name }) => name)).toEqual(Array.from({ length: 3 }, () => 'RunActivity:turn'));
  expect(spans.map(({ traceId }) => traceId).toSorted()).toEqual(
    [RUN, RUN, OTHER_RUN].map((id) => id.replaceAll('-', '')),
  );
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(3);
  expect(attributesOf(spans.find(({ traceId }) => traceId === RUN.replaceAll('-', '')))).toMatchObject({
    temporalActivityId: '7',
    temporalWorkflowId: 'i/people-changes',
    run_id: RUN,
  });
  expect(receiver.resource()).toMatchObject({
    'service.name': 'actions-sync',
    'service.version': '1.2.3',
    'service.namespace': 'i',
  });
});

it('an error is told by the registry’s text, without what it was thrown with', async () => {
  const { receiver, traces } = await open();
  const thrown = [
    new Error(PERSONAL),
    new AppError('store.failed', { details: { operation: 'people.apply' }, cause: new Error(PERSONAL) }),
  ];
  for (const error of thrown) {
    await attempt(traces, () => Promise.reject(error)).catch(() => {});
  }
  await traces.close();
  expect(receiver.spans().map(({ status }) => status)).toEqual([
    { code: 2, message: `${errorEntry('unexpected').meaning} (kind: Error)` },
    { code: 2, message: `${errorEntry('store.failed').meaning} (operation: people.apply)` },
  ]);
  const all = receiver.bodies.join('\n');
  expect(all).toContain('exception');
  expect(all).not.toMatch(/Anna|anna|Smith/);
  // No stack trace either: it tells where files lie on this machine.
  expect(all).not.toContain('test/traces');
});

it('a receiver that is away stops nothing, and is told of once; so is its return', async () => {
  const { receiver, lines } = await openBroken();
  expect(receiver.spans().map(({ name }) => name)).toEqual(['RunActivity:turn']);
  expect(lines).toEqual([
    { line: { error: 'traces.notTaken' }, message: 'traces are not taken' },
    { line: 'traces are taken again', message: undefined },
  ]);
});

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('packages that are not installed are an error of the registry; where they are, nothing else is needed', async () => {
  const imports = ['--import', path('../local/support/ts-hook.mjs')];
  const open = async (...more: string[]) =>
    (await promisify(execFile)(process.execPath, [...imports, ...more, path('./child/open.ts')])).stdout;
  expect(await open('--import', path('./child/missing-packages.mjs'))).toBe('traces.packages');
  expect(await open()).toBe('opened');
});

it('the error names the command that installs them, in the versions that this one was tested with', async () => {
  const { fix } = errorEntry('traces.packages');
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const optional = Object.entries(manifest.peerDependencies).map(([name, version]) => `${name}@${version}`);
  expect(optional.length).toBeGreaterThan(1);
  expect(fix).toContain('npm install ');
  for (const one of optional) expect(fix).toContain(one);
  expect(Object.keys(manifest.peerDependenciesMeta)).toEqual(Object.keys(manifest.peerDependencies));
  expect(Object.keys(manifest.dependencies).filter((name) => name.includes('opentelemetry'))).toEqual([]);
});

async function openBroken(): Promise<{ receiver: Receiver; lines: object[] }> {
  const { receiver, traces, lines } = await open();
  // Not tried again by the exporter: what is no fault of the network.
  receiver.statuses.push(400, 400);
  for (let batch = 0; batch < 3; batch++) {
    await expect(attempt(traces, async () => 'done')).resolves.toBe('done');
    await traces.flush().catch(() => {});
  }
  await traces.close();
  return { receiver, lines };
}
