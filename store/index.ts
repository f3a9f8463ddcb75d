import { MongoClient } from 'mongodb';
import { AppError } from '../model/errors/app-error.ts';
import type { Clock } from '../model/ports.ts';
import { createAccessStore } from './access/index.ts';
import { createActivityTypesStore } from './activity-types.ts';
import { createAlertStore } from './alerts/index.ts';
import { createAuditStore } from './audit.ts';
import { createBrakeStore } from './brake.ts';
import { createCandidateStore } from './candidates.ts';
import { steadyClock } from './clock.ts';
import { createConnectionStore } from './connections/index.ts';
import { createCursorStore } from './cursors.ts';
import { createDatabase, type Database, type WrapCollection } from './database.ts';
import { createDepthStore } from './depths.ts';
import { createFingerprints } from './erasures/fingerprints.ts';
import { createErasureStore } from './erasures/index.ts';
import { run } from './errors.ts';
import { createExportStore } from './exports.ts';
import { createFailureStore } from './failures.ts';
import { createIdempotencyStore } from './idempotency/index.ts';
import { migrate, readSchema } from './migrate.ts';
import { createPanelStore } from './panels/index.ts';
import { createPeopleStore } from './people/index.ts';
import { createPeopleStateStore } from './people-state.ts';
import { createPushStore } from './pushes/index.ts';
import { createQuotaStore } from './quota/index.ts';
import { createRangeStore } from './ranges.ts';
import { createReconcileStore } from './reconcile.ts';
import { createSalesActivityStore } from './sales-activities/index.ts';
import { createSampleStore } from './samples.ts';
import { createSellerStore } from './sellers/index.ts';
import { serverTime } from './server-time.ts';
import { createSettingsStore } from './settings.ts';
import { createSuspectStore } from './suspects.ts';
import { createTaskStore } from './tasks/index.ts';
import { createTicketStore } from './tickets.ts';
import { tlsProblem } from './tls.ts';
import type { Store } from './types.ts';
import { createUnsubscribeStore } from './unsubscribes/index.ts';

/** Which database, and how long to wait for it. */
export interface StoreOptions {
  /** `mongodb://…` or `mongodb+srv://…` */
  uri: string;
  dbName: string;
  /** How long a command waits for a server before `store.unreachable`. */
  serverSelectionTimeoutMs?: number;
  /** @internal Put between the store and each collection by tests. */
  wrap?: WrapCollection;
  /** @internal */
  clock?: Clock;
}

/**
 * Connects and checks that the server answers. Changes nothing: see `Store.migrate`.
 * @throws AppError `store.unreachable`, `store.tls`, `store.auth`; `config.environment` when the URI can't be read
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const client = createClient(options.uri, options.serverSelectionTimeoutMs ?? 10_000);
  const database = createDatabase(client, options.dbName, options.clock ?? steadyClock, options.wrap);
  const store = createStore(database);
  try {
    await connect(client);
    await store.ping();
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  return store;
}

/** @throws AppError `store.tls`, and those of `run` */
async function connect(client: MongoClient): Promise<void> {
  await run('connect', async () => {
    try {
      await client.connect();
    } catch (error) {
      const reason = tlsProblem(error);
      throw reason === null ? error : new AppError('store.tls', { details: { reason } });
    }
  });
}

/**
 * A write counts once a majority has it in its journal. `retryWrites`: a replica set repeats a write whose answer was
 * lost; the driver leaves it out by itself where the server has no sessions (a standalone, the stand-in), and every
 * write here is correct without it.
 */
function createClient(uri: string, serverSelectionTimeoutMS: number): MongoClient {
  try {
    return new MongoClient(uri, {
      appName: 'actions-sync',
      serverSelectionTimeoutMS,
      writeConcern: { w: 'majority', journal: true },
      readPreference: 'primary',
      retryWrites: true,
      retryReads: true,
      ignoreUndefined: true,
    });
  } catch {
    // All else given is constant, so it is the URI. Not the parser's own words: they may quote it with its password.
    throw new AppError('config.environment', { details: { variable: 'MONGODB_URI' } });
  }
}

function createStore(database: Database): Store {
  const audit = createAuditStore(database);
  const exports = createExportStore(database);
  const settings = createSettingsStore(database, audit);
  const fingerprints = createFingerprints(database);
  const unsubscribes = createUnsubscribeStore(database, fingerprints);
  const peopleState = createPeopleStateStore(database);
  return {
    people: createPeopleStore(database),
    tickets: createTicketStore(database),
    cursors: createCursorStore(database),
    ranges: createRangeStore(database),
    exports,
    suspects: createSuspectStore(database),
    pushes: createPushStore(database),
    candidates: createCandidateStore(database),
    reconcile: createReconcileStore(database),
    peopleState,
    brake: createBrakeStore(database),
    salesActivities: createSalesActivityStore(database, settings, unsubscribes),
    sellers: createSellerStore(database, audit),
    connections: createConnectionStore(database),
    unsubscribes,
    tasks: createTaskStore(database, audit),
    panels: createPanelStore(database),
    quota: createQuotaStore(database, exports),
    settings,
    activityTypes: createActivityTypesStore(database),
    audit,
    failures: createFailureStore(database),
    access: createAccessStore(database),
    alerts: createAlertStore(database),
    samples: createSampleStore(database),
    erasures: createErasureStore(database, { audit, peopleState, fingerprints }),
    depths: createDepthStore(database),
    idempotency: createIdempotencyStore(database),
    migrate: () => migrate(database),
    schema: () => readSchema(database),
    ping: () =>
      run('ping', async () => {
        await database.db.command({ ping: 1 });
      }),
    serverTime: () => serverTime(database),
    close: () => run('close', () => database.client.close()),
  };
}
