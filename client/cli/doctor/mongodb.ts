import type { Document, MongoClient } from 'mongodb';
import type { Environment } from '../../../model/env.ts';
import type { Store } from '../../../store/types.ts';
import { check, type Finding, ok, warn } from './finding.ts';

/** The oldest server that the operations of the store are tested on: 4.4. */
const OLDEST_WIRE_VERSION = 9;
const CLOCK_SKEW_WARN_MS = 30_000;

/** `store` is open: the server answers and took our credentials. */
export async function checkMongo(env: Environment, store: Store): Promise<Finding[]> {
  return [
    ok('mongodb', `answers, database ${env.MONGODB_DB}`),
    ...(await check('mongodb version', () => version(env))),
    ...(await check('mongodb write', async () => {
      // A ticket is a write that changes nothing else.
      await store.tickets.take();
      return ok('mongodb write', 'we may write');
    })),
    ...(await check('mongodb clock', () => clock(store))),
  ];
}

async function version({ MONGODB_URI, MONGODB_DB }: Environment): Promise<Finding> {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(MONGODB_URI ?? '', { serverSelectionTimeoutMS: 5_000 });
  try {
    const [build, hello] = await Promise.all([askVersion(client, MONGODB_DB), askHello(client, MONGODB_DB)]);
    const wire = Number(hello.maxWireVersion ?? 0);
    const what = `version ${String(build.version ?? 'unknown')}, wire version ${wire}`;
    if (wire < OLDEST_WIRE_VERSION) {
      return warn('mongodb version', what, 'The server is older than those we test with.', 'Use MongoDB 4.4 or newer.');
    }
    return ok('mongodb version', `${what}, ${hello.setName === undefined ? 'a single server' : 'a replica set'}`);
  } finally {
    await client.close();
  }
}

function askVersion(client: MongoClient, db: string): Promise<Document> {
  return client.db(db).command({ buildInfo: 1 });
}

/** The local stand-in knows the older name alone. */
async function askHello(client: MongoClient, db: string): Promise<Document> {
  try {
    return await client.db(db).command({ hello: 1 });
  } catch {
    return client.db(db).command({ isMaster: 1 });
  }
}

async function clock(store: Store): Promise<Finding> {
  const before = Date.now();
  const theirs = (await store.serverTime()).getTime();
  const skew = theirs < before ? theirs - before : Math.max(0, theirs - Date.now());
  return skewFinding('mongodb clock', 'MongoDB’s', skew);
}

/** `skewMs`: how far the other clock is ahead of ours. */
export function skewFinding(name: string, whose: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= CLOCK_SKEW_WARN_MS)
    return ok(name, `${whose} clock and ours agree within ${Math.max(1, seconds)} s`);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return warn(
    name,
    `${whose} clock is ${seconds} s ${side} ours`,
    'One of the two clocks is wrong.',
    'Switch time synchronisation (NTP) on.',
  );
}
