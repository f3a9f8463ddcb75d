import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Started } from '../chain.ts';
import { LinkFailed } from '../errors.ts';
import { type KeptChild, spawnKept } from '../process/spawn-kept.ts';
import type { StackContext } from '../types.ts';
import { waitFor } from '../wait.ts';
import { installMongoJava, MONGO_JAVA_VERSION } from './java.ts';
import type { MongoServer } from './server.ts';

const READY_MS = 30_000;
/** Closing the file store took 0.1 s at 150 MB; the lock of the next start waits longer than this. */
const CLOSE_MS = 10_000;

/**
 * Measured on 2 cores, 60,000 upserts in batches of 300: with C2 8,600/s on a file, with C1 alone (TieredStopAtLevel=1)
 * 5,100/s, both up in 0.2 s; the serial collector needs a third of the default's memory in memory (640 MB to 2,060 MB).
 */
const JVM = ['-XX:+UseSerialGC', '-Xshare:auto', '-Dslf4j.internal.verbosity=ERROR'];
const FILE_HEAP = '-Xmx1g';
const MEMORY_HEAP = '-XX:MaxRAMPercentage=50';

/** Starts mongo-java-server: on `<dir>/mongo-data/store.h2`, in memory when ephemeral. */
export async function startMongoJava(context: StackContext): Promise<Started<MongoServer>> {
  const { java, classPath } = await installMongoJava(context);
  const args = [...JVM, context.ephemeral ? MEMORY_HEAP : FILE_HEAP, '-cp', classPath, 'MongoJava'];
  args.push(String(context.mongoPort ?? 0), ...(await storeFile(context)));
  let port: number | undefined;
  const child = await spawnKept(java, args, {
    env: context.env,
    readsStdin: true,
    graceMs: CLOSE_MS,
    onStdout: (line) => {
      port = Number(/^ready (\d+)$/.exec(line)?.[1] ?? port);
    },
  });
  context.onChild(child.pid);
  try {
    await waitFor(() => port !== undefined || !child.running(), {
      timeoutMs: READY_MS,
      everyMs: 20,
      signal: context.signal,
    });
  } catch (error) {
    await child.stop();
    throw error;
  }
  if (port === undefined || Number.isNaN(port)) {
    await child.stop();
    throw new LinkFailed(whyNot(child));
  }
  return { value: { uri: `mongodb://127.0.0.1:${port}` }, port, version: MONGO_JAVA_VERSION, close: child.stop };
}

async function storeFile({ dir, ephemeral }: StackContext): Promise<string[]> {
  if (ephemeral) return [];
  const folder = join(dir, 'mongo-data');
  await mkdir(folder, { recursive: true });
  return [join(folder, 'store.h2')];
}

function whyNot(child: KeptChild): string {
  const tail = child.stderrTail();
  if (tail.includes('UnsupportedClassVersionError')) return 'Java is older than 17';
  if (tail.includes('Address already in use')) return 'its port is already in use';
  if (tail.includes('locked')) return 'another process has its store open';
  const last = tail.split('\n').find((line) => !line.startsWith('\tat ')) ?? '';
  return `the server did not come up${last === '' ? '' : ` (${last})`}`;
}
