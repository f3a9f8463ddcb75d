import { randomBytes, randomUUID } from 'node:crypto';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { expect, it, onTestFinished, vi } from 'vitest';
import { encryptionCodec } from '../../client/encryption/codec.ts';
import { encryptedData } from '../../client/encryption/index.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { type KeyRing, parseKeyRing } from '../../model/key-ring.ts';
import { activityErrors } from '../../worker/errors.ts';
import { allText } from '../worker/histories.ts';
import { temporal } from '../workflows/temporal.ts';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [key('old'), key('new')];
const ringOf = (...keys: string[]) => parseKeyRing(keys.join(',')) as KeyRing;
const SOON = { timeout: 20_000, interval: 50 };
const workflowsPath = new URL('./workflows.ts', import.meta.url).pathname;

async function start(ring: KeyRing | null, taskQueue: string) {
  const { client, native } = await temporal();
  const dataConverter = ring === null ? {} : encryptedData(ring);
  const worker = await Worker.create({
    ...{ connection: native, taskQueue, workflowsPath, dataConverter },
    activities: {
      keep: async (text: string) => `kept ${text}`,
      refuse: async (problem: string) => {
        throw new AppError('marketo.baseUrl', { details: { problem } });
      },
    },
    interceptors: { activity: [() => ({ inbound: activityErrors })] },
    shutdownForceTime: '2 seconds',
  });
  const running = worker.run();
  let stopped = false;
  const stop = async () => {
    if (!stopped) worker.shutdown();
    stopped = true;
    await running;
  };
  onTestFinished(stop);
  return { client: new Client({ connection: client.connection, dataConverter }), stop };
}

/** Temporal as its own UI sees it, base64 undone. */
async function seen(handle: WorkflowHandle): Promise<string> {
  const [{ events }, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  return allText(JSON.parse(JSON.stringify([events, raw], bytesAsText)));
}

const bytesAsText = (_: string, value: unknown) =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value
    ? Buffer.from(value.data as number[]).toString('latin1')
    : value instanceof Uint8Array
      ? Buffer.from(value).toString('latin1')
      : value;

it('nothing that a workflow holds can be read in Temporal, and it works: arguments, signals, memo, results, failures', async () => {
  const taskQueue = `encryption-${randomUUID()}`;
  const { client } = await start(ringOf(NEW), taskQueue);
  const marker = `MARKER${randomUUID()}`;
  const options = { taskQueue, args: [marker], memo: { note: marker } };
  const handle = await client.workflow.start('keepTold', { ...options, workflowId: randomUUID() });
  await handle.signal('told', marker);
  expect(await handle.result()).toBe(`kept ${marker}, told ${marker}`);
  expect((await handle.describe()).memo).toEqual({ note: marker });
  expect(await handle.query('last')).toBe(marker);
  const failing = await client.workflow.start('failWith', { ...options, workflowId: randomUUID() });
  await expect(failing.result()).rejects.toMatchObject({
    cause: { message: `outside: ${marker}`, cause: { cause: { type: 'marketo.baseUrl' } } },
  });
  const text = `${await seen(handle)} ${await seen(failing)}`;
  expect(text).toContain('encryption-key-id');
  expect(text).toContain('marketo.baseUrl');
  expect(text).not.toContain(marker);
}, 60_000);

it('keys are changed while workflows run; what began without encryption goes on', async () => {
  const taskQueue = `encryption-${randomUUID()}`;
  const plain = await start(null, taskQueue);
  const begin = ({ client }: Awaited<ReturnType<typeof start>>, text: string) =>
    client.workflow.start('keepTold', { taskQueue, args: [text], workflowId: randomUUID() });
  const running = async (handle: WorkflowHandle) =>
    vi.waitFor(async () => expect(await handle.query('last')).toBe(''), SOON);
  const first = await begin(plain, 'one');
  await running(first);
  await plain.stop();

  const old = await start(ringOf(OLD), taskQueue);
  const second = await begin(old, 'two');
  await running(old.client.workflow.getHandle(second.workflowId));
  await old.stop();

  const { client } = await start(ringOf(NEW, OLD), taskQueue);
  for (const [handle, text] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    const here = client.workflow.getHandle(handle.workflowId);
    await here.signal('told', 'now');
    expect(await here.result()).toBe(`kept ${text}, told now`);
  }
  expect(await seen(first)).toContain('new');
}, 60_000);

it('a worker without the key says which one is missing, and leaves the workflow as it is', async () => {
  const taskQueue = `encryption-${randomUUID()}`;
  await start(ringOf(OLD), taskQueue);
  const { client } = await temporal();
  const encrypted = new Client({ connection: client.connection, dataConverter: encryptedData(ringOf(NEW)) });
  const handle = await encrypted.workflow.start('keepTold', { taskQueue, args: ['x'], workflowId: randomUUID() });
  const told = await vi.waitFor(async () => {
    const { events } = await handle.fetchHistory();
    const failed = events?.find(({ workflowTaskFailedEventAttributes: it }) => it)?.workflowTaskFailedEventAttributes;
    expect(failed).toBeTruthy();
    return encryptionCodec(ringOf(OLD)).decode([failed?.failure?.encodedAttributes ?? {}]);
  }, SOON);
  expect(allText(JSON.parse(JSON.stringify(told, bytesAsText)))).toContain('a key that is not here (key: new)');
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
}, 60_000);
