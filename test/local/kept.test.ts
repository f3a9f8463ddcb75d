import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { spawnKept } from '../../local/process/spawn-kept.ts';
import { isRunning, killHard, nodeArguments, startParent, temporaryFolder } from './support/parents.ts';

const idle = ['-e', 'setInterval(() => {}, 1000)'];
const deaf = ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'];
const ids = z.object({ program: z.number(), keeper: z.number() });
const patient = { timeout: 10_000, interval: 20 };

test('a kept program ends when its parent is killed with SIGKILL', async () => {
  const { parent, line } = await startParent('kept-parent.mjs', process.execPath, ...idle);
  const { program, keeper } = ids.parse(line);
  expect(isRunning(program)).toBe(true);
  await killHard(parent);
  await vi.waitFor(() => expect([program, keeper].filter(isRunning)).toEqual([]), patient);
});

test('a kept program that ignores SIGTERM is ended after the grace time', async () => {
  const { parent, line } = await startParent('kept-parent.mjs', process.execPath, ...deaf);
  const { program } = ids.parse(line);
  await killHard(parent);
  await vi.waitFor(() => expect(isRunning(program)).toBe(false), patient);
});

test('stop ends program and keeper', async () => {
  const child = await spawnKept(process.execPath, idle);
  const program = await vi.waitUntil(() => child.programPid(), patient);
  await child.stop();
  expect([program, child.pid].filter(isRunning)).toEqual([]);
  expect(child.running()).toBe(false);
});

test('the exit code and the last lines of standard error of the program come through', async () => {
  const child = await spawnKept(process.execPath, ['-e', 'console.error("no disk"); process.exit(7)']);
  expect(await child.exited).toBe(7);
  expect(child.stderrTail()).toBe('no disk');
});

test('a program that does not exist ends with 127', async () => {
  const child = await spawnKept('/nowhere/mongod', []);
  expect(await child.exited).toBe(127);
});

test('exitWithParent runs the shutdown of a node child when the parent stops it', async () => {
  const file = join(await temporaryFolder(), 'out');
  let ready = false;
  const onStdout = () => {
    ready = true;
  };
  const child = await spawnKept(process.execPath, nodeArguments('graceful-child.mjs', file), {
    readsStdin: true,
    onStdout,
  });
  await vi.waitUntil(() => ready, patient);
  await child.stop();
  expect(await child.exited).toBe(0);
  expect(await readFile(file, 'utf8')).toBe('closed');
});

test('a child that reads standard input but does not end is killed after the grace time', async () => {
  const child = await spawnKept(process.execPath, deaf, { readsStdin: true, graceMs: 300 });
  await child.stop();
  expect(isRunning(child.pid)).toBe(false);
});
