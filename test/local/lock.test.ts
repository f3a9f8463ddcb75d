import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeLock } from '../../local/lock.ts';
import { isAlive, markOf } from '../../local/process/alive.ts';
import { temporaryFolder } from './support/parents.ts';

const quiet = () => {};

test('two stacks on one folder are refused, with the id of the first', async () => {
  const dir = await temporaryFolder();
  const lock = await takeLock(dir, quiet);
  await expect(takeLock(dir, quiet)).rejects.toThrow(`process ${process.pid}`);
  await lock.release();
  await (await takeLock(dir, quiet)).release();
});

test('the lock of a process that is gone is taken over', async () => {
  const dir = await temporaryFolder();
  const child = spawn(process.execPath, ['-e', '']);
  const dead = await markOf(child.pid ?? 0);
  await once(child, 'exit');
  await writeFile(join(dir, 'lock'), JSON.stringify({ ...dead, children: [] }));
  const lock = await takeLock(dir, quiet);
  expect(JSON.parse(await readFile(join(dir, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
  await lock.release();
});

test('a lock whose process id now belongs to another process is stale', async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'lock'), JSON.stringify({ pid: process.pid, started: 'long ago', children: [] }));
  await (await takeLock(dir, quiet)).release();
});

test('a half-written lock is stale', async () => {
  const dir = await temporaryFolder();
  await writeFile(join(dir, 'lock'), '{"pid":');
  await (await takeLock(dir, quiet)).release();
});

test('taking over waits until the children of the dead stack have closed', async () => {
  const dir = await temporaryFolder();
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  const mark = await markOf(child.pid ?? 0);
  await writeFile(join(dir, 'lock'), JSON.stringify({ pid: process.pid, started: 'long ago', children: [mark] }));
  // Closes only once the wait is said, so the lock cannot have been taken before.
  const lock = await takeLock(dir, () => child.stdin.end());
  expect(await isAlive(mark)).toBe(false);
  await lock.release();
});
