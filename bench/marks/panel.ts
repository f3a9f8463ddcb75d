import { MongoClient } from 'mongodb';
import { madeUpLines } from '../../client/cli/dev/burst/lines.ts';
import { createPanel } from '../../client/panel/index.ts';
import type { Panel } from '../../client/panel/types.ts';
import { logSalesActivities } from '../../client/sales-activities/log.ts';
import { createMarketoClient, type MarketoClient } from '../../marketo/index.ts';
import type { MarketoId } from '../../model/ids.ts';
import { PANEL_MOST_PEOPLE } from '../../model/panel/limits.ts';
import type { PersonDocument } from '../../model/person.ts';
import type { QuotaLimits } from '../../model/quota.ts';
import { quotaLimits } from '../../model/quota.ts';
import { systemClock } from '../../net/system-clock.ts';
import type { Store } from '../../store/types.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { prepareScan, scanAll } from '../rig/scan.ts';
import { type Simulator, startSimulator } from '../rig/simulator.ts';

const INSTANCE = 'bench';
/** Twelve in a hundred ids of the simulator are nobody's, and three in ten people have no owner. */
const PEOPLE = 2_000;
/** Each person has eight of all kinds that we logged, and these of Marketo. */
const OWN = 8;
const OF_MARKETO = 20;
const TYPES = [1, 2, 6, 7, 10, 11, 46];
const MOST = 3;
const DAY_MS = 86_400_000;
/** Rows of one call to the simulator's control. */
const AT_ONCE = 2_000;
/** What an installation has by default of Marketo's rate. */
const SHARE = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });

interface Opened {
  store: Store;
  dbName: string;
  ids: MarketoId[];
  simulator: Simulator;
}

/**
 * A panel of 800 people from our database, without Marketo, beside a bare read of the same 800 rows by `_id`; in turn, in
 * one process. As information, how long it takes live, by the simulator's limits and our default share.
 */
export async function panel(rig: Rig): Promise<Result[]> {
  const rounds = rig.options.quick ? 30 : 200;
  rig.say(`panel: ${rounds} pairs of reads of ${PANEL_MOST_PEOPLE} people`);
  const simulator = await startSimulator({ people: PEOPLE, limits: 'on' }, rig.cleanup);
  const database = await rig.newDatabase();
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName: database.name, marketo: simulator, limits: null });
  const close = rig.cleanup.add(() => deps.close());
  await prepareScan(deps);
  await scanAll(deps);
  const people = await firstVisible(deps.store);
  const ids = people.map(({ _id }) => _id);
  const opened: Opened = { store: deps.store, dbName: database.name, ids, simulator };
  await happen(opened, people);
  const live = await measureLive(opened);
  const { bare, ours, rows } = await measureStored(rig, opened, rounds);
  await close();
  await database.drop();
  await simulator.stop();
  const p99 = { ours: percentile(ours, 0.99), bare: percentile(bare, 0.99) };
  return [
    result({
      mark: 'panel',
      what: `p99 of a panel of ${ids.length} people from our database, of a bare read of their rows`,
      measured: `${rounded(p99.ours, 1)} ms (bare: ${rounded(p99.bare, 1)} ms); ${live.text}`,
      ratio: p99.ours / p99.bare,
      needs: { atMost: MOST },
      details: {
        people: ids.length,
        activities: ids.length * (OWN + OF_MARKETO),
        rowsShown: rows,
        rounds,
        medianMs: rounded(percentile(ours, 0.5), 1),
        bareMedianMs: rounded(percentile(bare, 0.5), 1),
        ratioOfMedians: rounded(percentile(ours, 0.5) / percentile(bare, 0.5), 3),
        ...live.details,
      },
    }),
  ];
}

async function firstVisible(store: Store): Promise<PersonDocument[]> {
  const found: PersonDocument[] = [];
  for await (const person of store.people.stream({ all: false })) {
    found.push(person);
    if (found.length === PANEL_MOST_PEOPLE) break;
  }
  return found;
}

async function happen({ store, ids, simulator }: Opened, people: readonly PersonDocument[]): Promise<void> {
  const now = new Date();
  const sellers = ['sam@seller.example'];
  const lines = madeUpLines({ name: 'panel', count: ids.length * OWN, people, sellers, now });
  await logSalesActivities({ store, clock: systemClock }, lines);
  const rows = ids.flatMap((leadId, person) =>
    Array.from({ length: OF_MARKETO }, (_, index) => ({
      leadId,
      type: TYPES[(person + index) % TYPES.length],
      at: Math.floor((now.getTime() - ((index * 4 + (person % 4)) / 80) * 85 * DAY_MS) / 1_000) * 1_000,
      primary: `Programme.Mailing ${index}`,
      attributes: [
        ['Campaign Run ID', String(index)],
        ['Device', 'desktop'],
      ],
    })),
  );
  // As they happened: the simulator's log is in the order of commits.
  rows.sort((one, other) => one.at - other.at);
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    await simulator.control('POST', '/activities', rows.slice(at, at + AT_ONCE));
  }
}

/** First and second load of everybody, then of one person; each by the ledger, after a quiet window. */
async function measureLive({ store, ids, simulator }: Opened) {
  const marketo = clientOf(simulator, store, SHARE);
  const getPanel = createPanel({ store, instance: INSTANCE, marketo });
  const timed = async (load: () => Promise<Panel>) => {
    await quietWindow();
    const before = (await simulator.statistics()).calls;
    const startedAt = performance.now();
    const { missing } = await load();
    const ms = performance.now() - startedAt;
    return { ms: rounded(ms), calls: (await simulator.statistics()).calls - before, missing: missing.length };
  };
  const first = await timed(() => getPanel({ people: ids }));
  const second = await timed(() => getPanel({ people: ids }));
  const one = await timed(() => getPanel({ person: ids[0] ?? 0 }));
  await marketo.close();
  const told = (name: string, { ms, calls, missing }: typeof first) => ({
    [`${name}Ms`]: ms,
    [`${name}Calls`]: calls,
    [`${name}Missing`]: missing,
  });
  return {
    text: `live ${first.calls} calls in ${rounded(first.ms / 1_000, 1)} s, again ${second.calls} in ${rounded(second.ms / 1_000, 1)} s, one person ${one.calls} in ${one.ms} ms`,
    details: { ...told('first', first), ...told('again', second), ...told('onePerson', one) },
  };
}

/** Calls of before count for 20 s, and twice that is quiet enough for a burst. */
async function quietWindow(): Promise<void> {
  await systemClock.sleep(41_000);
}

function clientOf({ baseUrl, clientId, clientSecret }: Simulator, store: Store, limits: QuotaLimits): MarketoClient {
  return createMarketoClient({ baseUrl, clientId, clientSecret, ledger: store.quota.ledger(limits) });
}

async function measureStored({ stack }: Rig, { store, dbName, ids }: Opened, rounds: number) {
  const getPanel = createPanel({ store, instance: INSTANCE });
  const mongo = await MongoClient.connect(stack.mongo.uri);
  try {
    const panels = mongo.db(dbName).collection<{ _id: number }>('panels');
    const bareRead = async () => {
      const found = await panels.find({ _id: { $in: [...ids] } }).toArray();
      if (found.length !== ids.length) throw new Error(`${found.length} rows of ${ids.length}`);
    };
    const stored = async () => (await getPanel({ people: ids })).rowsShown;
    const rows = await stored();
    for (let round = 0; round < 10; round++) await Promise.all([bareRead(), stored()]);
    const [bare, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      bare.push(await timeOf(bareRead));
      ours.push(await timeOf(stored));
    }
    return { bare, ours, rows };
  } finally {
    await mongo.close();
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
