import { setTimeout as pause } from 'node:timers/promises';
import type { PeopleDeps } from '../../activities/deps.ts';
import type { ScanWork } from '../../activities/scan/drive.ts';
import { ExportWriter } from '../../activities/scan/export-writer.ts';
import type { BulkJob } from '../../marketo/types.ts';
import { requestedFields } from '../../model/field-map.ts';
import { median, type Result, result, rounded } from '../result.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { prepareScan } from '../rig/scan.ts';
import { type Simulator, startSimulator } from '../rig/simulator.ts';
import { installTap, type TapRun } from '../rig/tap-marketo.ts';

const TIMES_FASTER = 5;
const OF_ITS_CPU = 0.5;
/** More take minutes of the peer's time and tell no more. */
const MOST_FOR_TAP = 100_000;
/** One bulk job is over as soon as its file is written. */
const SPEED = 1_000_000;
const CONTEXT = { priority: 'initial' } as const;

/**
 * One export's file, from its first byte to the last commit, beside Singer's tap-marketo on the same file. Once with
 * the columns that we ask for, once with every column, as the tap's own catalog selects them. The tap's records go
 * nowhere, ours into a database on the same two cores.
 */
export async function bulk(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  const tap = await installTap(rig.say);
  const size = Math.min(people, MOST_FOR_TAP);
  const rows: Result[] = [];
  for (const columns of ['our columns', 'every column'] as const) {
    if (tap === null) break;
    const pairs = quick ? 1 : 3;
    rig.say(`bulk: a file of ${size} people, ${columns}, ${pairs} pairs of runs`);
    const file = await exported(rig, size, columns);
    await ourRun(rig, file);
    const ours: OurRun[] = [];
    const theirs: TapRun[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      ours.push(await ourRun(rig, file));
      theirs.push(await tap(file.simulator, file.job.exportId, file.fields));
    }
    await file.simulator.stop();
    rows.push(...compared(`${size} people, ${columns} (${file.fields.length})`, ours, theirs));
  }
  if (people > MOST_FOR_TAP) rows.push(await large(rig, people, rows));
  return rows;
}

interface ExportedFile {
  simulator: Simulator;
  job: BulkJob;
  fields: string[];
}

interface OurRun {
  rows: number;
  seconds: number;
  cpuSeconds: number;
  peakRssMb: number;
}

async function exported(rig: Rig, people: number, columns: 'our columns' | 'every column'): Promise<ExportedFile> {
  const options = { people, limits: 'off', dailyQuota: 100_000_000, speed: SPEED } as const;
  const simulator = await startSimulator({ ...options, switches: { smartListFilter: true } }, rig.cleanup);
  const database = await rig.newDatabase();
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName: database.name, marketo: simulator, limits: null });
  try {
    // The tap always asks for the last two; both read the same file.
    const wanted = columns === 'our columns' ? await fieldsOf(deps) : await everyField(deps);
    const fields = [...new Set(['id', ...wanted, 'createdAt', 'updatedAt'])];
    const { bulkLeads } = deps.marketo;
    const { exportId } = await bulkLeads.create({ fields, filter: { kind: 'smartList', name: 'All People' } }, CONTEXT);
    await bulkLeads.enqueue(exportId, CONTEXT);
    for (;;) {
      const job = await bulkLeads.status(exportId, CONTEXT);
      if (job.status === 'completed') return { simulator, job, fields };
      if (job.status === 'failed' || job.status === 'cancelled') throw new Error('the simulator failed the export');
      await pause(50);
    }
  } finally {
    await deps.close();
    await database.drop();
  }
}

/** By the product's own code, into a database of its own. */
async function ourRun(rig: Rig, { simulator, job }: ExportedFile): Promise<OurRun> {
  const database = await rig.newDatabase();
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName: database.name, marketo: simulator, limits: null });
  try {
    await prepareScan(deps);
    const { fieldMap: map, scanId } = await deps.store.peopleState.get();
    if (map === null || scanId === null) throw new Error('the scan was not prepared');
    const planned = await deps.store.exports.open(scanId, 0);
    const ticket = await deps.store.tickets.take();
    const made = await deps.store.exports.move(planned, { state: 'queued', exportId: job.exportId, ticket });
    const writer = new ExportWriter(deps, { map, pollMs: 1_000 });
    let peakRss = 0;
    const watch = setInterval(() => {
      peakRss = Math.max(peakRss, process.memoryUsage.rss());
    }, 100);
    const before = process.cpuUsage();
    const startedAt = performance.now();
    const { read } = await writer.write(made, job, UNBOUNDED);
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(before);
    clearInterval(watch);
    return { rows: read, seconds, cpuSeconds: (user + system) / 1e6, peakRssMb: peakRss / 1_048_576 };
  } finally {
    await deps.close();
    await database.drop();
  }
}

const UNBOUNDED: ScanWork = {
  signal: new AbortController().signal,
  isOver: () => false,
  visible: () => 0,
  cap: () => Number.MAX_SAFE_INTEGER,
  count: () => {},
};

async function fieldsOf(deps: PeopleDeps): Promise<string[]> {
  await prepareScan(deps);
  const { fieldMap } = await deps.store.peopleState.get();
  return fieldMap === null ? [] : requestedFields(fieldMap);
}

async function everyField({ marketo }: PeopleDeps): Promise<string[]> {
  return (await marketo.describeLeads(CONTEXT)).map(({ restName }) => restName);
}

const rate = ({ rows, seconds }: { rows: number; seconds: number }) => rows / seconds;
const cpuPer100k = ({ rows, cpuSeconds }: { rows: number; cpuSeconds: number }) => (cpuSeconds / rows) * 100_000;

function compared(what: string, ours: readonly OurRun[], theirs: readonly TapRun[]): Result[] {
  const [our, their] = [median(ours.map(rate)), median(theirs.map(rate))];
  const [ourCpu, theirCpu] = [median(ours.map(cpuPer100k)), median(theirs.map(cpuPer100k))];
  const details = {
    what,
    ourRates: ours.map((run) => rounded(rate(run))),
    tapRates: theirs.map((run) => rounded(rate(run))),
  };
  return [
    result({
      mark: 'bulk',
      what: `file of ${what}, first byte to last commit: rows/s, of tap-marketo's`,
      measured: `${rounded(our)} of ${rounded(their)} rows/s`,
      ratio: our / their,
      needs: { atLeast: TIMES_FASTER },
      details,
    }),
    result({
      mark: 'bulk',
      what: `file of ${what}: CPU-seconds per 100,000 rows, of tap-marketo's`,
      measured: `${rounded(ourCpu, 2)} of ${rounded(theirCpu, 2)} CPU-s`,
      ratio: ourCpu / theirCpu,
      needs: { atMost: OF_ITS_CPU },
      details,
    }),
  ];
}

/** Whether a file ten times as large is read at the same rate. */
async function large(rig: Rig, people: number, before: readonly Result[]): Promise<Result> {
  rig.say(`bulk: a file of ${people} people, once`);
  const file = await exported(rig, people, 'our columns');
  const run = await ourRun(rig, file);
  await file.simulator.stop();
  const small = before[0]?.details.ourRates;
  const reference = Array.isArray(small) ? median(small) : rate(run);
  return result({
    mark: 'bulk',
    what: `file of ${people} people: rows/s, of those of ${MOST_FOR_TAP}`,
    measured: `${rounded(rate(run))} of ${rounded(reference)} rows/s, ${rounded(cpuPer100k(run), 2)} CPU-s per 100,000`,
    ratio: rate(run) / reference,
    needs: { atLeast: 0.9 },
    details: { people, seconds: rounded(run.seconds, 1), peakRssMb: rounded(run.peakRssMb) },
  });
}
