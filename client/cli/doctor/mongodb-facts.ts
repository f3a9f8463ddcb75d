import { type Document, MongoClient, ObjectId } from 'mongodb';
import type { Environment } from '../../../model/env.ts';
import { run } from '../../../store/errors.ts';
import { SCHEMA_VERSION } from '../../../store/migrate.ts';

/** Collections whose `_id` is never an ObjectId: one that has such documents is another program's. */
const NAMED = ['people', 'salesActivities', 'outbox', 'tasks', 'unsubscribes', 'sellers', 'settings', 'meta'];

export interface MongoFacts {
  version: string;
  wireVersion: number;
  isReplicaSet: boolean;
  isJournaled: boolean;
  /** Version of our schema that the database has; null: we never migrated it. */
  schema: number | null;
  /** The oldest program that may use it. */
  oldest: number | null;
  /** The version that this program makes. */
  known: number;
  /** Collections under our names that another program keeps. */
  foreign: string[];
}

/** What the store does not tell, over a connection of its own. @throws AppError `store.*` */
export async function readMongoFacts({ MONGODB_URI: uri = '', MONGODB_DB: name }: Environment): Promise<MongoFacts> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000 });
  try {
    return await run('doctor', () => factsOf(client, name));
  } finally {
    await client.close();
  }
}

async function factsOf(client: MongoClient, name: string): Promise<MongoFacts> {
  const db = client.db(name);
  const [build, hello, stored, first] = await Promise.all([
    db.command({ buildInfo: 1 }),
    askHello(client, name),
    db.collection<{ _id: string; version?: unknown; oldest?: unknown }>('meta').findOne({ _id: 'schema' }),
    Promise.all(NAMED.map(async (one) => (await db.collection(one).findOne({}))?._id)),
  ]);
  return {
    version: String(build.version ?? 'unknown'),
    wireVersion: Number(hello.maxWireVersion ?? 0),
    isReplicaSet: hello.setName !== undefined,
    isJournaled: client.options.writeConcern?.journal !== false,
    schema: typeof stored?.version === 'number' ? stored.version : null,
    oldest: typeof stored?.oldest === 'number' ? stored.oldest : null,
    known: SCHEMA_VERSION,
    foreign: NAMED.filter((_, index) => first[index] instanceof ObjectId),
  };
}

/** The local stand-in knows the older name alone. */
async function askHello(client: MongoClient, db: string): Promise<Document> {
  try {
    return await client.db(db).command({ hello: 1 });
  } catch {
    return client.db(db).command({ isMaster: 1 });
  }
}
