import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import type { Started } from '../chain.ts';
import { LinkFailed } from '../errors.ts';
import { freePort } from '../ports.ts';
import { run } from '../process/run.ts';
import { spawnKept } from '../process/spawn-kept.ts';
import type { StackContext } from '../types.ts';
import { waitFor } from '../wait.ts';

/** What a MongoDB link gives. */
export interface MongoServer {
  uri: string;
}

const READY_MS = 30_000;
/** A real mongod writes a checkpoint before it ends. */
const CLOSE_MS = 10_000;

/** Starts a real `mongod` on `<dir>/mongod-data`, or on a folder that is emptied first when ephemeral. */
export async function startMongod(program: string, context: StackContext): Promise<Started<MongoServer>> {
  const version = await versionOf(program, context);
  const data = join(context.dir, context.ephemeral ? 'mongod-ephemeral' : 'mongod-data');
  if (context.ephemeral) await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true });
  const port = context.mongoPort ?? (await freePort());
  const uri = `mongodb://127.0.0.1:${port}`;
  // mongod logs to standard output, errors of its start too.
  let lastLine = '';
  const args = ['--dbpath', data, '--bind_ip', '127.0.0.1', '--port', String(port), '--quiet'];
  const onStdout = (line: string) => {
    lastLine = line;
  };
  const child = await spawnKept(program, args, { env: context.env, graceMs: CLOSE_MS, onStdout });
  context.onChild(child.pid);
  const close = async () => {
    await child.stop();
    if (context.ephemeral) await rm(data, { recursive: true, force: true });
  };
  try {
    const ready = async () => !child.running() || (await answers(uri, 1_000));
    await waitFor(ready, { timeoutMs: READY_MS, signal: context.signal });
    if (!child.running()) throw new LinkFailed(`mongod ended at once (${lastLine || child.stderrTail()})`);
    if (!(await answers(uri, 1_000))) throw new LinkFailed(`mongod did not answer within ${READY_MS / 1000} s`);
  } catch (error) {
    await close();
    throw error;
  }
  return { value: { uri }, version, port, close };
}

/** Whether a MongoDB answers a ping; its error otherwise. */
export async function ping(uri: string, timeoutMs: number): Promise<void> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs });
  try {
    await client.db('admin').command({ ping: 1 });
  } finally {
    await client.close();
  }
}

async function answers(uri: string, timeoutMs: number): Promise<boolean> {
  return ping(uri, timeoutMs).then(
    () => true,
    () => false,
  );
}

async function versionOf(program: string, { env, signal }: StackContext): Promise<string> {
  const result = await run(program, ['--version'], { timeoutMs: 10_000, env, signal }).catch(() => undefined);
  const version = /db version v(\d+\.\d+\.\d+)/.exec(result?.stdout ?? '')?.[1];
  if (version === undefined) throw new LinkFailed(`${program} --version does not answer as a mongod does`);
  return version;
}
