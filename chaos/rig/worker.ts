import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type KeptChild, spawnKept } from '../../local/index.ts';
import type { RigBase } from './base.ts';
import { program } from './program.ts';

/** One worker process, as `actions-sync worker` runs it. */
export interface Worker {
  child: KeptChild;
  logFile: string;
  /** Settles when it polls; rejects when it ends before. */
  ready: Promise<void>;
  /** We have told it to end: its end is no news. */
  ending: boolean;
}

/** The worker's own grace time is 20 s. */
const GRACE_MS = 25_000;

export async function startWorker(rig: RigBase, number: number, env: Record<string, string>): Promise<Worker> {
  const logFile = join(rig.dir, `worker-${number}.log`);
  const log = createWriteStream(logFile);
  let polls = () => {};
  const polling = new Promise<void>((resolve) => {
    polls = resolve;
  });
  const onLine = (line: string) => {
    log.write(`${line}\n`);
    if (line.includes('"worker is ready"')) polls();
  };
  const child = await spawnKept(process.execPath, [program, 'worker'], {
    readsStdin: true,
    graceMs: GRACE_MS,
    env: { ...process.env, ...env },
    onStderr: onLine,
    onStdout: onLine,
  });
  await rig.processes.note(`worker ${number}`, child.pid);
  void child.exited.then(() => log.end());
  const ready = Promise.race([
    polling,
    child.exited.then((code) => {
      throw new Error(`worker ${number} ended with code ${code} before it was ready; its log: ${logFile}`);
    }),
  ]);
  ready.catch(() => {});
  return { child, logFile, ready, ending: false };
}
