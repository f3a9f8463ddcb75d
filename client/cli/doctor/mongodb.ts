import { skewBetween, skewFinding } from '../../../model/doctor/clock.ts';
import { type Finding, fail, ok, warn } from '../../../model/doctor/finding.ts';
import type { Environment } from '../../../model/env.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { Store } from '../../../store/types.ts';
import { check } from './finding.ts';
import type { MongoFacts } from './mongodb-facts.ts';

/** The oldest server that the operations of the store are tested on: 4.4. */
const OLDEST_WIRE_VERSION = 9;

/** `store` is open: the server answers and took our credentials. */
export async function checkMongo(env: Environment, store: Store): Promise<Finding[]> {
  const { readMongoFacts } = await import('./mongodb-facts.ts');
  const [facts, write, clock] = await Promise.all([
    check('mongodb.version', async () => factFindings(await readMongoFacts(env))),
    check('mongodb.write', async () => {
      // A ticket is a write that changes nothing else.
      await store.tickets.take();
      return ok('mongodb.write', 'we may write');
    }),
    check('mongodb.clock', () => mongoClock(store)),
  ]);
  return [ok('mongodb.reachable', `answers, database ${env.MONGODB_DB}`), ...facts, ...write, ...clock];
}

async function mongoClock(store: Pick<Store, 'serverTime'>): Promise<Finding> {
  const before = new Date();
  const theirs = await store.serverTime();
  return skewFinding('mongodb.clock', 'MongoDB’s', skewBetween(before, theirs, new Date()));
}

function factFindings(facts: MongoFacts): Finding[] {
  return [versionFinding(facts), schemaFinding(facts), foreignFinding(facts), concernFinding(facts)];
}

function versionFinding({ version, wireVersion, isReplicaSet }: MongoFacts): Finding {
  const what = `version ${version}, wire version ${wireVersion}`;
  if (wireVersion < OLDEST_WIRE_VERSION) {
    const cause = 'The server is older than those we test with.';
    return warn('mongodb.version', what, cause, 'Use MongoDB 4.4 or newer.');
  }
  return ok('mongodb.version', `${what}, ${isReplicaSet ? 'a replica set' : 'a single server'}`);
}

function foreignFinding({ foreign }: MongoFacts): Finding {
  if (foreign.length === 0) return ok('mongodb.foreign', 'no collection of ours is another program’s');
  const cause = 'Another program keeps its data in this database, under names that we use.';
  const fix = 'Use a database of its own: set MONGODB_DB.';
  return fail('mongodb.foreign', `not made by us: ${foreign.join(', ')}`, cause, fix);
}

function schemaFinding({ schema, oldest, known }: MongoFacts): Finding {
  if (schema === null) return ok('mongodb.schema', `empty; the worker makes version ${known}`);
  if (schema === known) return ok('mongodb.schema', `version ${schema}`);
  if (schema < known) return ok('mongodb.schema', `version ${schema}; the worker brings it to ${known} when it starts`);
  if (oldest !== null && oldest <= known)
    return ok('mongodb.schema', `version ${schema}, of a newer program; this one, of ${known}, may use it too`);
  const { meaning, cause, fix } = new AppError('store.newer').entry;
  return fail('mongodb.schema', `${meaning}: ${schema}, known ${known}`, cause, fix);
}

function concernFinding({ isJournaled, isReplicaSet }: MongoFacts): Finding {
  if (!isJournaled) {
    const cause = 'MONGODB_URI says journal=false.';
    const fix = 'Take it out of MONGODB_URI: what was confirmed would be lost with the server’s memory.';
    return warn('mongodb.writeConcern', 'majority, without its journal', cause, fix);
  }
  return ok('mongodb.writeConcern', isReplicaSet ? 'majority, journaled' : 'journaled; one server, so no copy of it');
}
