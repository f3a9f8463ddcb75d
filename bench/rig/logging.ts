import { randomUUID } from 'node:crypto';
import { compareBurst, sellersOf } from '../../client/cli/dev/burst/compare.ts';
import { madeUpLines } from '../../client/cli/dev/burst/lines.ts';
import { setUpMarketo } from '../../client/cli/setup/marketo.ts';
import { type ActionsSyncClient, createActionsSyncClient } from '../../client/index.ts';
import type { PersonDocument } from '../../model/person.ts';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../model/sales-activity/kinds.ts';
import type { Store } from '../../store/types.ts';
import { taskQueue, workflowIds } from '../../workflows/messages.ts';
import { startChild } from './child.ts';
import { openDeps } from './deps.ts';
import { workerEnvironment } from './env.ts';
import type { Rig } from './rig.ts';
import { type SalesforceSimulated, startSalesforceSimulator } from './salesforce-simulator.ts';
import { prepareScan, scanAll } from './scan.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { endWorkflows } from './workflows.ts';

export type Line = Record<string, unknown>;

/** All that logging sales activities needs: both simulators, people who are in both, types, settings. */
export interface Logging {
  dbName: string;
  instance: string;
  ids: ReturnType<typeof workflowIds>;
  taskQueue: string;
  env: Record<string, string | undefined>;
  store: Store;
  client: ActionsSyncClient;
  marketo: Simulator;
  salesforce: SalesforceSimulated;
  people: readonly PersonDocument[];
  /** `count` lines of these kinds, in turn. */
  lines(name: string, count: number, kinds: readonly SalesActivityKind[]): Line[];
  /** @throws where a vendor does not hold each of them once */
  check(lines: readonly Line[]): Promise<void>;
  stop(): Promise<void>;
}

const PEOPLE = 1_000;
/** Each becomes one custom activity in Marketo and one Task in Salesforce. */
export const ONE_EACH: readonly SalesActivityKind[] = ['emailSent', 'callReceived'];

/** Without a worker: see `startActivityWorker`. */
export async function startLogging(rig: Rig): Promise<Logging> {
  const { stack, cleanup } = rig;
  const instance = `bench-${randomUUID().slice(0, 8)}`;
  const marketo = await startSimulator({ people: PEOPLE, limits: 'off', dailyQuota: 100_000_000 }, cleanup);
  const salesforce = await startSalesforceSimulator(PEOPLE, cleanup);
  const database = await rig.newDatabase();
  const deps = await openDeps({ uri: stack.mongo.uri, dbName: database.name, marketo, limits: null });
  const close = cleanup.add(() => deps.close());
  const { store } = deps;
  await prepareScan(deps);
  await scanAll(deps);
  await setUpMarketo({ marketo: deps.marketo, store, by: 'bench', dryRun: false, layout: null });
  await store.settings.setSalesforce({ logEmails: true, logReplies: true, logCalls: true }, 'bench');
  const people = await inSalesforce(store);
  const sellers = await sellersOf(salesforce.controlUrl);
  const queue = taskQueue(instance);
  const end = cleanup.add(() => endWorkflows(rig.temporal, queue));
  return {
    dbName: database.name,
    instance,
    ids: workflowIds(instance),
    taskQueue: queue,
    env: {
      ...workerEnvironment({ instance, stack, dbName: database.name, marketo }),
      SALESFORCE_LOGIN_URL: salesforce.loginUrl,
      SALESFORCE_CLIENT_ID: salesforce.clientId,
      SALESFORCE_CLIENT_SECRET: salesforce.clientSecret,
    },
    store,
    client: createActionsSyncClient({ temporal: rig.temporal, store, instance, by: 'bench' }),
    marketo,
    salesforce,
    people,
    lines(name, count, kinds) {
      // All kinds come in turn there.
      const all = Math.ceil(count / kinds.length) * SALES_ACTIVITY_KINDS.length;
      const made: Line[] = madeUpLines({ name, count: all, people, sellers, now: new Date() });
      return made.filter(({ type }) => kinds.some((kind) => kind === type)).slice(0, count);
    },
    async check(lines) {
      const ids = lines.map(({ id }) => String(id));
      const controlUrls = { marketo: marketo.controlUrl, salesforce: salesforce.controlUrl };
      const { missing, twice, strange } = await compareBurst({ ids, lines, instance, controlUrls });
      if (missing + twice + strange > 0) throw new Error(`${missing} missing, ${twice} twice, ${strange} too many`);
    },
    async stop() {
      await end();
      await close();
      await database.drop();
      await salesforce.stop();
      await marketo.stop();
    },
  };
}

/** The product's worker without the ledger. @returns ends it */
export async function startActivityWorker({ env }: Logging, { cleanup }: Rig): Promise<() => Promise<void>> {
  const { stop } = await startChild('activity-worker', { argument: {}, env, graceMs: 25_000 }, cleanup);
  return stop;
}

async function inSalesforce(store: Store): Promise<PersonDocument[]> {
  const found: PersonDocument[] = [];
  for await (const person of store.people.stream({ all: false })) {
    const { salesforceLeadId, salesforceContactId, email } = person.marketo ?? {};
    if ((salesforceLeadId ?? salesforceContactId ?? null) !== null && typeof email === 'string') found.push(person);
  }
  return found;
}
