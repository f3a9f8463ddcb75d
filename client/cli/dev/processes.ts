import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type KeptChild, spawnKept } from '../../../local/index.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import { signInLink } from '../tokens/link.ts';
import { program } from './simulator.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface Processes {
  /** Where logs go. */
  dir: string;
  say: (line: string) => void;
  /** What is closed at the end, the last first. */
  closers: (() => Promise<void>)[];
}

const GRACE_MS = 10_000;
const LISTENS_WITHIN_MS = 30_000;

export async function startWorker(processes: Processes, env: Variables): Promise<void> {
  const { child, file } = await start(processes, 'worker', env);
  processes.say(`Worker      pid ${child.pid}, log in ${file}`);
}

/** The API with the console, on a free port unless `API_ADDRESS` is set. @returns host and port */
export async function startApi(
  processes: Processes,
  env: Variables,
  signInCode: () => Promise<string>,
): Promise<string> {
  let heard: (url: string) => void = () => {};
  const listening = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const { child, file } = await start(processes, 'api', { API_ADDRESS: '127.0.0.1:0', ...env }, (line) => {
    const url = /http:\S+/.exec(line)?.[0];
    if (url !== undefined) heard(url);
  });
  const url = await Promise.race([listening, child.exited.then(() => null), late(LISTENS_WITHIN_MS)]);
  if (url === null)
    throw new AppError('api.unavailable', { details: { problem: `it did not start; its log: ${file}` } });
  processes.say(`Console     ${signInLink(url, await signInCode())} (signs in once)`);
  processes.say(`API         ${url}, log in ${file}`);
  return new URL(url).host;
}

async function start(
  { dir, say, closers }: Processes,
  name: 'worker' | 'api',
  env: Variables,
  onStdout?: (line: string) => void,
): Promise<{ child: KeptChild; file: string }> {
  const file = join(dir, `${name}.log`);
  const log = createWriteStream(file, { flags: 'a' });
  const child = await spawnKept(process.execPath, [program, name], {
    ...{ readsStdin: true, graceMs: GRACE_MS, env },
    ...(onStdout !== undefined && { onStdout }),
    onStderr: (line) => log.write(`${line}\n`),
  });
  closers.push(async () => {
    await child.stop();
    log.end();
  });
  child.exited
    .then((code) => code !== 0 && say(`The ${name} process ended with code ${code}; its log: ${file}`))
    .catch(() => {});
  return { child, file };
}

async function late(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms).unref();
  });
}
