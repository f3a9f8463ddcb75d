import { AppError } from '../model/errors/app-error.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { fillPanels } from './panels/own.ts';
import { retryDuplicate } from './writes.ts';

interface SchemaDocument {
  _id: 'schema';
  version: number;
  /** Programs that know this version or a later one may use the database: for a rollback. */
  oldest?: number;
}

/**
 * Migration n (from 1) brings version n - 1 to n. Each must be harmless to repeat and to run beside itself, because two
 * workers may start at once. The stand-in uses the unique indexes alone.
 */
const MIGRATIONS: readonly ((database: Database) => Promise<void>)[] = [
  async (database) => {
    await database.collection('people').createIndex({ 'marketo.emailKey': 1 });
    await database.collection('people').createIndex({ 'marketo.state': 1, 'marketo.leftAt': 1 });
    await database.collection('suspects').createIndex({ kind: 1, nextAt: 1 });
    await database.collection('audit').createIndex({ at: -1 });
  },
  // Progress counts in the unit of its strategy; before, it was of the id scan alone. The next look writes it anew.
  async (database) => {
    const meta = database.collection<{ _id: string }>('meta');
    await meta.updateOne({ _id: 'people', 'progress.askedIds': { $exists: true } }, { $set: { progress: null } });
  },
  async (database) => {
    await database.collection('outbox').createIndex({ stamp: 1 }, { unique: true });
    await database.collection('outbox').createIndex({ vendor: 1, 'status.state': 1, acceptedAt: 1 });
  },
  async (database) => {
    await database.collection('unsubscribes').createIndex({ stamp: 1 }, { unique: true });
    await database.collection('unsubscribePushes').createIndex({ stamp: 1 }, { unique: true });
    await database.collection('unsubscribePushes').createIndex({ 'status.state': 1, queuedAt: 1, _id: 1 });
    await database.collection('tasks').createIndex({ version: 1 }, { unique: true });
    await database.collection('tasks').createIndex({ salesforceKey: 1 }, { unique: true });
    await database.collection('tasks').createIndex({ 'salesforce.key': 1 }, { unique: true });
    await database.collection('tasks').createIndex({ seller: 1, status: 1, due: 1 });
    await database.collection('tasks').createIndex({ changedAt: 1 });
    await database.collection('tasks').createIndex({ personId: 1, whoId: 1 });
    for (const object of ['Lead', 'Contact', 'Account', 'Opportunity']) {
      await database.collection('people').createIndex({ [`marketo.salesforce${object}Id`]: 1 }, { sparse: true });
    }
    await database.collection('panels').createIndex({ 'marketing.askedAt': 1 });
    await database.collection('salesActivities').createIndex({ 'activity.personId': 1 });
    await fillPanels(database);
  },
  // What is looked for by housekeeping and by an erasure.
  async (database) => {
    await database.collection('people').createIndex({ 'alias.winner': 1 }, { sparse: true });
    await database.collection('peopleHistory').createIndex({ at: 1 });
    await database.collection('salesActivities').createIndex({ acceptedAt: 1 });
    await database.collection('tasks').createIndex({ 'completed.at': 1 });
    await database.collection('tasks').createIndex({ 'deleted.at': 1 });
    await database.collection('erasures').createIndex({ dueAt: 1 });
    await database.collection('erasures').createIndex({ prints: 1 });
  },
  // What the HTTP API lists, newest first, and the answers that it keeps.
  async (database) => {
    const newest = { acceptedAt: -1, _id: -1 } as const;
    await database.collection('salesActivities').createIndex(newest);
    await database.collection('salesActivities').createIndex({ 'activity.personId': 1, ...newest });
    await database.collection('outbox').createIndex({ vendor: 1, 'status.state': 1, acceptedAt: -1, id: -1 });
    await database.collection('audit').createIndex({ at: -1, _id: -1 });
    await database.collection('idempotency').createIndex({ stamp: 1 }, { unique: true });
    await database.collection('idempotency').createIndex({ at: 1 });
  },
  async (database) => {
    await database.collection('pushes').createIndex({ stamp: 1 }, { unique: true });
    await database.collection('pushes').createIndex({ at: 1, _id: 1 });
  },
  // What people are searched by; those without personal data have none of it, and no entry.
  async (database) => {
    for (const field of ['lastName', 'firstName', 'company', 'ownerId']) {
      await database.collection('people').createIndex({ [`marketo.${field}`]: 1 }, { sparse: true });
    }
  },
];

/** What this program makes of a database. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * The last migration after which programs that don't know it would store something wrong; 4 moved our own activities into
 * the panels. Later ones made indexes alone.
 */
const OLDEST_PROGRAM = 4;

export interface SchemaState {
  /** What the database is at; 0: never migrated. */
  stored: number;
  /** What this program makes of it. */
  known: number;
  /** The oldest program that could use it once this one has migrated it. */
  oldest: number;
}

export function readSchema(database: Database): Promise<SchemaState> {
  return run('schema', async () => {
    const found = await database.collection<SchemaDocument>('meta').findOne({ _id: 'schema' });
    const oldest = Math.max(OLDEST_PROGRAM, found?.oldest ?? 0);
    return { stored: found?.version ?? 0, known: SCHEMA_VERSION, oldest };
  });
}

/** @throws AppError `store.newer` when a newer version has changed what this one would store wrongly */
export function migrate(database: Database): Promise<void> {
  const meta = database.collection<SchemaDocument>('meta');
  return run('migrate', async () => {
    const found = await meta.findOne({ _id: 'schema' });
    const stored = found?.version ?? 0;
    if ((found?.oldest ?? stored) > SCHEMA_VERSION) {
      throw new AppError('store.newer', { details: { stored, known: SCHEMA_VERSION } });
    }
    for (const [index, migration] of MIGRATIONS.entries()) {
      const version = index + 1;
      if (version <= stored) continue;
      await migration(database);
      await retryDuplicate(() => meta.updateOne({ _id: 'schema' }, { $max: { version } }, { upsert: true }));
    }
    if ((found?.oldest ?? 0) < OLDEST_PROGRAM)
      await meta.updateOne({ _id: 'schema' }, { $max: { oldest: OLDEST_PROGRAM } });
  });
}
