import { randomUUID } from 'node:crypto';
import { type Collection, type Filter, MongoClient } from 'mongodb';
import { Pool } from 'undici';
import { listen } from '../../api/listen.ts';
import { createApiServer } from '../../api/server.ts';
import { createActionsSyncClient } from '../../client/index.ts';
import type { MarketoId } from '../../model/ids.ts';
import { quotaLimits } from '../../model/quota.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import { percentile, type Result, result, rounded } from '../result.ts';
import { storePeople } from '../rig/made-up-people.ts';
import type { Rig } from '../rig/rig.ts';

const PAGE = 50;
const MOST = 2;
const LIMITS = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });

interface Row {
  _id: number;
}
interface Question {
  name: string;
  /** Of `POST /api/v1/people/search`. */
  body: object;
  /** Whom the query through the driver looks for; the first page of them by id. */
  filter: Filter<Row>;
}

/**
 * Pages of 50 people by `POST /api/v1/people/search`, over one kept connection, beside the query that one would write with
 * the driver for the same page; in turn, in one process, on one database.
 */
export async function search(rig: Rig): Promise<Result[]> {
  const { people: count, quick } = rig.options;
  const rounds = quick ? 5 : 20;
  rig.say(`search: ${rounds} rounds of six questions among ${count} people`);
  const { name: dbName, drop } = await rig.newDatabase();
  const store = await openStore({ uri: rig.stack.mongo.uri, dbName });
  const close = rig.cleanup.add(() => store.close());
  await store.migrate();
  await storePeople(store, count);
  const mongo = await MongoClient.connect(rig.stack.mongo.uri);
  const served = await serve(rig, store);
  try {
    const questions = await questionsOf(store, count);
    const rows = mongo.db(dbName).collection<Row>('people');
    return [await measured(questions, { rounds, ask: served.search, rows, count })];
  } finally {
    await served.close();
    await mongo.close();
    await close();
    await drop();
  }
}

interface Measuring {
  rounds: number;
  ask: (body: object) => Promise<number[]>;
  rows: Collection<Row>;
  count: number;
}

async function measured(questions: readonly Question[], { rounds, ask, rows, count }: Measuring): Promise<Result> {
  const times = new Map(questions.map(({ name }) => [name, { ours: [] as number[], bare: [] as number[] }]));
  // The first round is not measured: connections and compiled code are there then.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, body, filter } of questions) {
      const found: number[][] = [];
      const bare = await timeOf(async () => {
        found.push((await rows.find(filter).sort({ _id: 1 }).limit(PAGE).toArray()).map(({ _id }) => _id));
      });
      const ours = await timeOf(async () => {
        found.push(await ask(body));
      });
      const [theirs = [], own = []] = found;
      if (theirs.join() !== own.join()) throw new Error(`${name}: ${own.length} people of ${theirs.length}`);
      if (round === 0) continue;
      times.get(name)?.ours.push(ours);
      times.get(name)?.bare.push(bare);
    }
  }
  const all = (which: 'ours' | 'bare') => [...times.values()].flatMap((of) => of[which]);
  const p99 = { ours: percentile(all('ours'), 0.99), bare: percentile(all('bare'), 0.99) };
  const medians = [...times].flatMap(([name, { ours, bare }]) => [
    [`${name}Ms`, rounded(percentile(ours, 0.5), 1)],
    [`${name}BareMs`, rounded(percentile(bare, 0.5), 1)],
  ]);
  return result({
    mark: 'search',
    what: `p99 of a page of ${count} people over HTTP, of the query through the driver`,
    measured: `${rounded(p99.ours, 1)} ms (bare: ${rounded(p99.bare, 1)} ms)`,
    ratio: p99.ours / p99.bare,
    needs: { atMost: MOST },
    details: { people: count, rounds, ...Object.fromEntries(medians) },
  });
}

/** By somebody who is there, in the middle. */
async function questionsOf(store: Store, count: number): Promise<Question[]> {
  const someone = await store.people.get(Math.ceil(count / 2) as MarketoId);
  const { firstName, lastName, company, email, ownerId } = someone?.marketo ?? {};
  if (!firstName || !lastName || !company || !email || !ownerId) throw new Error('nobody is there');
  const visible = { 'marketo.state': 'qualified' };
  const begins = (text: string) => ({ $regex: `^${text}`, $options: 'i' });
  const named = (text: string) => ({
    $or: ['lastName', 'firstName', 'company', 'email'].map((field) => ({ [`marketo.${field}`]: begins(text) })),
  });
  return [
    { name: 'everyone', body: {}, filter: visible },
    { name: 'address', body: { email }, filter: { 'marketo.emailKey': email.toLowerCase(), ...visible } },
    { name: 'owner', body: { ownerId }, filter: { 'marketo.ownerId': ownerId, ...visible } },
    { name: 'letter', body: { text: lastName.charAt(0) }, filter: { ...named(lastName.charAt(0)), ...visible } },
    { name: 'lastName', body: { text: lastName }, filter: { ...named(lastName), ...visible } },
    { name: 'nobody', body: { text: 'zzz' }, filter: { ...named('zzz'), ...visible } },
  ];
}

async function serve({ temporal }: Rig, store: Store) {
  const instance = `bench-${randomUUID().slice(0, 8)}`;
  const client = createActionsSyncClient({ temporal, store, instance, by: 'bench' });
  const notAsked = () => Promise.reject(new Error('nobody asks for it here'));
  const api = await createApiServer({
    ...{ store, instance, limits: LIMITS, version: 'bench', temporalUi: null },
    ...{ connected: { marketo: false, salesforce: false }, isSimulated: true },
    ...{ clientFor: () => client, plan: notAsked, examine: notAsked, askTemporal: notAsked },
    authenticate: async () => ({ name: 'bench', scope: 'viewer' as const }),
  });
  const pool = new Pool(`http://127.0.0.1:${await listen(api, '127.0.0.1:0')}`);
  return {
    async search(body: object): Promise<number[]> {
      const answer = await pool.request({
        ...{ path: '/api/v1/people/search', method: 'POST', body: JSON.stringify({ ...body, limit: PAGE }) },
        headers: { 'content-type': 'application/json' },
      });
      const { items } = (await answer.body.json()) as { items: { marketoId: number }[] };
      return items.map(({ marketoId }) => marketoId);
    },
    async close(): Promise<void> {
      await pool.close();
      await api.close();
    },
  };
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
