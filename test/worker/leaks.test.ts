import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ENVIRONMENT_VARIABLES } from '../../model/env.ts';
import { type Receiver, SECRET, startReceiver } from '../alerts/receiver.ts';
import { activitiesDay, askingDay, peopleCompared, peopleDay, tasksDay, unsubscribesDay } from './leaks/day.ts';
import { leaksIn, mark, markedAddress, markedPhone } from './leaks/markers.ts';
import { type Passing, watchPassing } from './leaks/passing.ts';
import { argumentPlaces, collectionPlaces, temporalPlaces } from './leaks/places.ts';
import { openWorld, type World } from './leaks/world.ts';
import { afterFile } from './rig.ts';
import { QUICK_WORKER, startWorker, type WorkerProcess } from './workers.ts';

/** Where nobody can read a process's arguments there is nothing to search. */
const hasProc = existsSync('/proc/self/cmdline');
const WITHIN = { timeout: 90_000, interval: 100 };
const METRICS = 'METRICS_ADDRESS';
const hasMetrics = (ENVIRONMENT_VARIABLES as readonly string[]).includes(METRICS);

const defer = afterFile();
let world: World;
let receiver: Receiver;
let workers: Record<'info' | 'debug', WorkerProcess>;
let metrics: string;
let passing: Passing;

beforeAll(async () => {
  world = await openWorld(defer);
  receiver = await startReceiver(defer);
  const { store } = world.rig;
  await store.settings.setPeople({ intervalMs: 1_000, deletionsIntervalMs: 2_000 }, 'test');
  await store.settings.setMarketo({ readBackDelayMs: 500 }, 'test');
  metrics = `127.0.0.1:${await freePort()}`;
  const common = { ...world.variables, ALERT_WEBHOOK_URL: receiver.url, ALERT_WEBHOOK_SECRET: SECRET };
  const worker = (level: string, more = {}) =>
    startWorker({ ...common, ...more, LOG_LEVEL: level }, defer, QUICK_WORKER);
  workers = { info: worker('info', hasMetrics ? { [METRICS]: metrics } : {}), debug: worker('debug') };
  await Promise.all(Object.values(workers).map(({ ready }) => ready));
  passing = watchPassing(world.rig);
  await peopleDay(world);
  await activitiesDay(world);
  await tasksDay(world);
  await unsubscribesDay(world);
  await askingDay(world);
  await peopleCompared(world);
  await vi.waitFor(() => expect(receiver.events.length).toBeGreaterThan(0), WITHIN);
  await passing.end();
}, 300_000);

const inTemporal = async () => {
  const { client, env } = world.rig;
  return temporalPlaces(client, env.ACTIONS_SYNC_INSTANCE);
};
const leaking = (places: readonly { place: string; text: string }[]) =>
  places.flatMap(({ place, text }) => leaksIn(text).map((found) => `${place}: ${found}`));

describe('nothing personal of a whole day is', () => {
  it('in what a worker writes, at info or at debug', () => {
    for (const [level, worker] of Object.entries(workers)) {
      expect(worker.lines.length, level).toBeGreaterThan(3);
      expect(leaksIn(worker.output()), level).toEqual([]);
    }
  });

  it('in Temporal: no history, id, memo, search attribute, summary, failure or Schedule', async () => {
    const places = await inTemporal();
    const flows = new Set(
      places.map(({ place }) =>
        place
          .split('/')
          .at(1)
          ?.replace(/-\d{4}-\d\d-.*/, ''),
      ),
    );
    for (const flow of [
      'people-initial',
      'people-changes',
      'people-reconcile',
      'sales-activity',
      'tasks',
      'unsubscribes',
    ])
      expect(flows).toContain(flow);
    expect(leaking(places)).toEqual([]);
  });

  it('in any collection but those that are made for it', async () => {
    const places = await collectionPlaces(world.rig.db);
    const names = new Set(places.map(({ place }) => place));
    for (const name of ['audit', 'quota', 'cursors', 'meta', 'alerts']) expect(names).toContain(name);
    expect(leaking(places)).toEqual([]);
  });

  it('in what is gone when it works again: failures, alerts, attempts of activities', () => {
    for (const [place, texts] of Object.entries(passing.seen)) {
      expect(texts.size, place).toBeGreaterThan(0);
      expect(leaking([...texts].map((text) => ({ place, text })))).toEqual([]);
    }
    // What quoted somebody is told by its key alone.
    const failures = [...passing.seen.failures].join('');
    expect(failures).toContain('marketo.unreadable');
  });

  it.runIf(hasProc)('in the arguments of a process', () => {
    const places = Object.values(workers).flatMap(({ pid }) => argumentPlaces(pid));
    expect(places.length).toBeGreaterThanOrEqual(2);
    expect(leaking(places)).toEqual([]);
  });

  it('in what the webhook is told', () => {
    expect(receiver.bodies.length).toBeGreaterThan(0);
    expect(leaksIn(receiver.bodies.join('\n'))).toEqual([]);
  });

  it.runIf(hasMetrics)('in the metrics', async () => {
    const text = await (await fetch(`http://${metrics}/metrics`)).text();
    expect(text.length).toBeGreaterThan(100);
    expect(leaksIn(text)).toEqual([]);
  });
});

describe('the search finds what is planted', () => {
  const planted = `ids of ${markedAddress('planted')}`;

  it('in a text, in any case, in base64 and hex, and as a phone number', () => {
    const forms = [planted, planted.toUpperCase(), JSON.stringify({ planted }), markedPhone()];
    const hidden = ['', 'a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${planted}`).toString('base64'));
    for (const text of [...forms, ...hidden, Buffer.from(planted).toString('hex')])
      expect(leaksIn(text), text).not.toEqual([]);
    expect(leaksIn('nothing of this kind')).toEqual([]);
  });

  it('in people and activities, which hold it: the day was about something', async () => {
    const { db } = world.rig;
    for (const name of ['people', 'peopleHistory', 'salesActivities', 'tasks', 'unsubscribes', 'sellers', 'panels'])
      expect(leaksIn(JSON.stringify(await db.collection(name).find().toArray())), name).not.toEqual([]);
  });

  it('in a worker’s output, on both streams, and in its arguments', async () => {
    const program =
      'process.stdout.write("ready " + process.env.PLANTED); console.error(process.env.PLANTED); setInterval(() => {}, 1000)';
    const child = spawn(process.execPath, ['-e', program, planted], { env: { PLANTED: planted }, stdio: 'pipe' });
    defer(async () => child.kill('SIGKILL'));
    const [out, error] = await Promise.all([once(child.stdout, 'data'), once(child.stderr, 'data')]);
    for (const chunk of [out, error]) expect(leaksIn(String(chunk))).not.toEqual([]);
    if (hasProc) expect(leaking(argumentPlaces(child.pid ?? 0))).not.toEqual([]);
    if (hasProc) expect(leaking(argumentPlaces(process.pid))).not.toEqual([]);
  });

  it('in Temporal: in an id, an argument and a memo', async () => {
    const { client, env, db } = world.rig;
    const start = (id: string, more: object) =>
      client.workflow.start('planted', {
        ...{ workflowId: `${env.ACTIONS_SYNC_INSTANCE}/planted-${id}`, taskQueue: 'nobody', args: [] },
        ...more,
      });
    const handles = [
      await start(mark('id'), {}),
      await start('args', { args: [{ deep: [planted] }] }),
      await start('memo', { memo: { planted } }),
    ];
    defer(() => Promise.allSettled(handles.map((handle) => handle.terminate())));
    await vi.waitFor(async () => {
      const found = leaking(await inTemporal()).map((one) => one.split(':')[0]);
      expect(new Set(found).size).toBe(handles.length);
    }, WITHIN);
    await db.collection('failures').insertOne({ details: { planted } });
    await db.collection('brandNew').insertOne({ deep: [{ planted }] });
    const found = leaking(await collectionPlaces(db)).map((one) => one.split(':')[0]);
    expect(new Set(found)).toEqual(new Set(['failures', 'brandNew']));
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
