import type { Link, Started } from '../chain.ts';
import { LinkFailed, oneLine } from '../errors.ts';
import { findProgram, isExecutable } from '../paths.ts';
import type { Environment, StackContext } from '../types.ts';
import { mongodFromDownload } from './download.ts';
import { startMongoJava } from './java-server.ts';
import { type MongoServer, ping, startMongod } from './server.ts';

const ANSWER_MS = 5_000;

/** The ways to a MongoDB, in order (design section 6). */
export const mongoLinks: readonly Link<MongoServer>[] = [
  {
    name: 'MONGODB_URI',
    explicit: ({ env }) => isSet(env, 'MONGODB_URI'),
    start: useUri,
    advice: 'set MONGODB_URI to a running server',
  },
  {
    name: 'mongod',
    explicit: ({ env }) => isSet(env, 'MONGOMS_SYSTEM_BINARY'),
    start: startInstalled,
    advice: 'install MongoDB Community Server and put mongod on PATH, or set MONGOMS_SYSTEM_BINARY to it',
  },
  {
    name: "mongodb-memory-server's download",
    start: async (context) => startMongod(await mongodFromDownload(context), context),
    advice: 'a network that reaches MongoDB’s download server',
  },
  {
    name: 'mongo-java-server',
    start: startMongoJava,
    advice:
      'JDK 17 or newer and Maven (`apt install openjdk-17-jdk-headless maven`) and a network that reaches its repository',
  },
];

function isSet(env: Environment, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}

async function useUri({ env }: StackContext): Promise<Started<MongoServer>> {
  const uri = env.MONGODB_URI ?? '';
  if (uri.trim() === '') throw new LinkFailed('not set');
  try {
    await ping(uri, ANSWER_MS);
  } catch (error) {
    // The driver's message names hosts, never the password.
    throw new LinkFailed(`does not answer (${oneLine(error, 80)})`, { cause: error });
  }
  return { value: { uri }, close: async () => {} };
}

async function startInstalled(context: StackContext): Promise<Started<MongoServer>> {
  const named = context.env.MONGOMS_SYSTEM_BINARY;
  if (named !== undefined && isSet(context.env, 'MONGOMS_SYSTEM_BINARY')) {
    if (!(await isExecutable(named))) throw new LinkFailed(`MONGOMS_SYSTEM_BINARY names no program (${named})`);
    return startMongod(named, context);
  }
  const program = await findProgram('mongod', context.env);
  if (program === undefined) throw new LinkFailed('none on PATH, and MONGOMS_SYSTEM_BINARY is not set');
  return startMongod(program, context);
}
