import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { stackError } from './errors.ts';
import { isAlive, markOf, type ProcessMark, processMark } from './process/alive.ts';
import type { Say } from './types.ts';
import { waitFor } from './wait.ts';

const lockContent = processMark.extend({ children: z.array(processMark) });
type LockContent = z.infer<typeof lockContent>;

/** Longer than a child's grace time (5 s) plus its keeper's margin. */
const OLD_CHILDREN_MS = 15_000;

export interface Lock {
  /** Notes a child, so that a later start waits until it has closed its store. */
  addChild: (pid: number) => void;
  release: () => Promise<void>;
}

/**
 * Takes a folder for this process. Refuses when another live process has it; takes over from a dead one, after its
 * children have ended (bounded), since a store that still closes must not be opened twice.
 */
export async function takeLock(dir: string, say: Say, signal?: AbortSignal): Promise<Lock> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'lock');
  const own: LockContent = { ...(await markOf(process.pid)), children: [] };
  while (!(await create(file, own))) await clearStale(dir, file, say, signal);
  let writing: Promise<unknown> = Promise.resolve();
  return {
    addChild: (pid) => {
      writing = writing.then(async () => {
        own.children.push(await markOf(pid));
        await replace(file, own);
      });
      // A lock that cannot be written costs only the wait of the next start.
      writing = writing.catch(() => {});
    },
    release: async () => {
      await writing;
      await rm(file, { force: true });
    },
  };
}

async function create(file: string, content: LockContent): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(content));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(file: string, content: LockContent): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content));
  await rename(`${file}.new`, file);
}

async function clearStale(dir: string, file: string, say: Say, signal?: AbortSignal): Promise<void> {
  // A lock that stays unreadable for a second was left half written by a process that died there.
  await waitFor(async () => (await read(file)) !== undefined, { timeoutMs: 1_000, signal });
  const owner = await read(file);
  if (owner === undefined) return rm(file, { force: true });
  if (await isAlive(owner)) {
    throw stackError(
      `another stack runs on ${dir} (process ${owner.pid})`,
      `Stop process ${owner.pid} first, or use another folder`,
    );
  }
  await childrenGone(owner.children, say, signal);
  // Somebody else may have taken it over while we waited.
  if ((await read(file))?.pid === owner.pid) await rm(file, { force: true });
}

async function childrenGone(children: ProcessMark[], say: Say, signal?: AbortSignal): Promise<void> {
  const left = async () => {
    const alive = await Promise.all(children.map(isAlive));
    return children.filter((_, index) => alive[index]);
  };
  if ((await left()).length === 0) return;
  say('The last stack on this folder did not end by itself; waiting until its stores are closed');
  if (await waitFor(async () => (await left()).length === 0, { timeoutMs: OLD_CHILDREN_MS, signal })) return;
  const pids = (await left()).map((mark) => mark.pid).join(', ');
  throw stackError(`processes of an earlier stack on this folder still run (${pids})`, `End them by id: kill ${pids}`);
}

async function read(file: string): Promise<LockContent | undefined> {
  try {
    return lockContent.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}
