import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AnyBulkWriteOperation, type Db, type Document, MongoClient } from 'mongodb';
import { spawnKept } from '../../local/index.ts';
import { SALES_ACTIVITY_KINDS } from '../../model/sales-activity/kinds.ts';
import { openStore } from '../../store/index.ts';
import { median, type Result, result, rounded } from '../result.ts';
import { type Logging, startLogging } from '../rig/logging.ts';
import type { Rig } from '../rig/rig.ts';

const LINES_PER_SECOND = 500;
/** As the intake does. */
const LINES_AT_ONCE = 500;
const program = fileURLToPath(new URL('../../../bin/actions-sync.js', import.meta.url));

/**
 * `actions-sync activities log` with a file, from the program's start to its word that all is stored, without a worker;
 * beside a loop that upserts the same documents, with the same indexes, in bulks of the same size.
 */
export async function intake(rig: Rig): Promise<Result[]> {
  const [rounds, count] = rig.options.quick ? [1, 2_000] : [3, 10_000];
  rig.say(`intake: ${rounds} pairs of runs of ${count} lines`);
  const ours: number[] = [];
  const bares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { own, bare } = await pair(rig, count);
    ours.push(own);
    bares.push(bare);
  }
  const rates = (of: readonly number[]) => of.map((rate) => rounded(rate));
  return [
    result({
      mark: 'intake',
      what: `lines/s that activities log stores, of ${LINES_PER_SECOND}`,
      measured: `${rounded(median(ours))} lines/s (bare upserts: ${rounded(median(bares))})`,
      ratio: median(ours) / LINES_PER_SECOND,
      needs: { atLeast: 1 },
      details: {
        count,
        ours: rates(ours),
        bare: rates(bares),
        ofBare: ours.map((rate, round) => rounded(rate / (bares[round] ?? Number.NaN), 3)),
      },
    }),
  ];
}

/** Each pair has databases of its own. @returns lines/s */
async function pair(rig: Rig, count: number): Promise<{ own: number; bare: number }> {
  const logging = await startLogging(rig);
  const dir = await mkdtemp(join(tmpdir(), 'actions-sync-intake-'));
  const mongo = await MongoClient.connect(rig.stack.mongo.uri, { writeConcern: { w: 'majority', journal: true } });
  try {
    const file = join(dir, 'lines.ndjson');
    const lines = logging.lines('intake', count, SALES_ACTIVITY_KINDS);
    await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const own = count / (await logFile(logging, file));
    const database = await rig.newDatabase();
    const store = await openStore({ uri: rig.stack.mongo.uri, dbName: database.name });
    await store.migrate();
    await store.close();
    const bare = count / (await upsertAll(mongo.db(logging.dbName), mongo.db(database.name), file));
    await database.drop();
    return { own, bare };
  } finally {
    await mongo.close();
    await rm(dir, { recursive: true, force: true });
    await logging.stop();
  }
}

/** @returns seconds until all was stored; workflows are still being started then, and nobody takes them */
async function logFile({ env }: Logging, file: string): Promise<number> {
  const startedAt = performance.now();
  let heard: (line: string) => void = () => {};
  const said = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const child = await spawnKept(process.execPath, [program, 'activities', 'log', file, '--json'], {
    env,
    onStderr: (line) => {
      if (line.includes('Accepted')) heard(line);
    },
  });
  const line = await Promise.race([said, child.exited.then((code) => `ended with ${code}: ${child.stderrTail()}`)]);
  const seconds = (performance.now() - startedAt) / 1_000;
  await child.stop();
  if (!/Accepted [\d,]+, known 0, rejected 0/.test(line)) throw new Error(`activities log: ${line}`);
  return seconds;
}

/** Reads and parses the lines too, and writes what our own run has made of them. @returns seconds */
async function upsertAll(from: Db, to: Db, file: string): Promise<number> {
  const records = new Map((await from.collection('salesActivities').find({}).toArray()).map((one) => [idOf(one), one]));
  const rows = new Map<string, Document[]>();
  for (const row of await from.collection('outbox').find({}).toArray()) {
    rows.set(String(row.id), [...(rows.get(String(row.id)) ?? []), row]);
  }
  const startedAt = performance.now();
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  for (let first = 0; first < lines.length; first += LINES_AT_ONCE) {
    const ids = lines
      .slice(first, first + LINES_AT_ONCE)
      .map((line) => String((JSON.parse(line) as { id: string }).id));
    const some = ids.flatMap((id) => records.get(id) ?? []);
    await to.collection('salesActivities').bulkWrite(some.map(upsert), { ordered: false });
    await to.collection('outbox').bulkWrite(ids.flatMap((id) => rows.get(id) ?? []).map(upsert), { ordered: false });
  }
  return (performance.now() - startedAt) / 1_000;
}

const idOf = ({ _id }: Document): string => String(_id);

function upsert({ _id, ...members }: Document): AnyBulkWriteOperation<Document> {
  return { updateOne: { filter: { _id }, update: { $setOnInsert: members }, upsert: true } };
}
