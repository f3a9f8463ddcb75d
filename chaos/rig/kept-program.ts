import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type KeptChild, spawnKept } from '../../local/index.ts';
import type { RigBase } from './base.ts';
import { program } from './program.ts';

/** A command of the product that runs until it is told to stop, and the words by which it says that it is ready. */
export interface ServerCommand {
  command: 'worker' | 'api';
  ready: string;
}

export const WORKER: ServerCommand = { command: 'worker', ready: '"worker is ready"' };
export const API: ServerCommand = { command: 'api', ready: 'Console and API: ' };

/** One process of it. */
export interface KeptProgram {
  child: KeptChild;
  logFile: string;
  /** Settles when it works; rejects when it ends before. */
  ready: Promise<void>;
  /** We have told it to end: its end is no news. */
  ending: boolean;
}

/** A worker's own grace time is 20 s. */
const GRACE_MS = 25_000;

export async function startProgram(
  rig: RigBase,
  { command, ready: readyWords }: ServerCommand,
  number: number,
  env: Record<string, string>,
): Promise<KeptProgram> {
  const name = `${command} ${number}`;
  const logFile = join(rig.dir, `${command}-${number}.log`);
  const log = createWriteStream(logFile);
  let works = () => {};
  const working = new Promise<void>((resolve) => {
    works = resolve;
  });
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    if (line.includes(readyWords)) works();
  };
  const child = await spawnKept(process.execPath, [program, command], {
    readsStdin: true,
    graceMs: GRACE_MS,
    env: { ...process.env, ...env },
    onStderr: onLine,
    onStdout: onLine,
  });
  await rig.processes.note(name, child.pid);
  void child.exited.then(() => log.end());
  const ready = Promise.race([
    working,
    child.exited.then((code) => {
      throw new Error(`${name} ended with code ${code} before it was ready; its log: ${logFile}`);
    }),
  ]);
  ready.catch(() => {});
  return { child, logFile, ready, ending: false };
}
