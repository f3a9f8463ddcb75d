import type { PeopleDeps } from '../../activities/deps.ts';
import { IDS_PER_CALL } from '../../activities/reread.ts';
import { requestedFields } from '../../model/field-map.ts';
import { median, type Result, result, rounded } from '../result.ts';
import { bareLoop } from '../rig/bare-loop.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { prepareScan, type ScanRun, scanAll } from '../rig/scan.ts';
import { type Simulator, startSimulator } from '../rig/simulator.ts';

const SMALL = 10_000;
/** Below this a decile has fewer calls than are under way at once. */
const DECILES_FROM = 50_000;
const OF_BARE = 0.8;
const LAST_OF_FIRST = 0.9;
/** As in our own scan at a share of 1 (`activities/scan.ts`, `marketo/http.ts`). */
const LOOPS = 13;
const CONNECTIONS = 11;

/** The initial sync without limits, against a bare loop over the same pages; runs alternate, each on a new database. */
export async function unlimited(rig: Rig): Promise<Result[]> {
  const { people, quick } = rig.options;
  const sizes = quick ? [people] : [...new Set([Math.min(SMALL, people), people])];
  const rows: Result[] = [];
  for (const size of sizes) rows.push(...(await atSize(rig, size)));
  return rows;
}

async function atSize(rig: Rig, people: number): Promise<Result[]> {
  const pairs = rig.options.quick ? 2 : people <= 20_000 ? 7 : 3;
  rig.say(`unlimited: ${people} people, ${pairs} pairs of runs after one that warms up`);
  const simulator = await startSimulator({ people, limits: 'off', dailyQuota: 100_000_000 }, rig.cleanup);
  const warm = await ourRun(rig, simulator);
  const { fields, run } = warm;
  const ranges = run.finishes.toSorted((a, b) => a.from - b.from).flatMap(pagesOf);
  await bareRun(rig, simulator, fields, ranges);
  const ours: ScanRun[] = [];
  const bare: ScanRun[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    ours.push((await ourRun(rig, simulator)).run);
    bare.push(await bareRun(rig, simulator, fields, ranges));
  }
  await simulator.stop();

  const ratios = ours.map((one, pair) => rate(one) / rate(bare[pair] ?? one));
  const rows = [
    result({
      mark: 'unlimited',
      what: `initial sync of ${people} people, limits off: people/s of a bare loop's`,
      measured: `${rounded(median(ours.map(rate)))} of ${rounded(median(bare.map(rate)))} people/s`,
      ratio: median(ratios),
      needs: { atLeast: OF_BARE },
      details: {
        people,
        pairs,
        ratios: ratios.map((ratio) => rounded(ratio, 3)),
        ours: rates(ours),
        bare: rates(bare),
      },
    }),
  ];
  if (people >= DECILES_FROM) rows.push(decileRow(people, ours, bare));
  return rows;
}

async function ourRun(rig: Rig, simulator: Simulator): Promise<{ run: ScanRun; fields: string[] }> {
  const database = await rig.newDatabase();
  const uri = rig.stack.mongo.uri;
  const deps = await openDeps({ uri, dbName: database.name, marketo: simulator, limits: null });
  const close = rig.cleanup.add(() => deps.close());
  await prepareScan(deps);
  const run = await scanAll(deps);
  const fields = await askedFields(deps);
  await close();
  await database.drop();
  return { run, fields };
}

async function askedFields({ store }: PeopleDeps): Promise<string[]> {
  const { fieldMap } = await store.peopleState.get();
  return ['id', ...(fieldMap === null ? [] : requestedFields(fieldMap))];
}

async function bareRun(
  rig: Rig,
  marketo: Simulator,
  fields: readonly string[],
  ranges: readonly { from: number; to: number }[],
): Promise<ScanRun> {
  const database = await rig.newDatabase();
  const places = { uri: rig.stack.mongo.uri, dbName: database.name, marketo };
  const run = await bareLoop({ ...places, fields, ranges, loops: LOOPS, connections: CONNECTIONS });
  await database.drop();
  return run;
}

function decileRow(people: number, ours: readonly ScanRun[], bare: readonly ScanRun[]): Result {
  const change = (run: ScanRun) => decile(run, 10) / decile(run, 1);
  return result({
    mark: 'unlimited',
    what: `initial sync of ${people} people, limits off: last tenth's rate of the first's`,
    measured: `${rounded(median(ours.map((run) => decile(run, 10))))} of ${rounded(median(ours.map((run) => decile(run, 1))))} people/s`,
    ratio: median(ours.map(change)),
    needs: { atLeast: LAST_OF_FIRST },
    details: {
      ours: ours.map((run) => rounded(change(run), 3)),
      bare: bare.map((run) => rounded(change(run), 3)),
      tenthsOfTheLastRun: tenths(ours.at(-1)),
    },
  });
}

/** A step of ours is several calls. */
function pagesOf({ from, to }: { from: number; to: number }): { from: number; to: number }[] {
  return Array.from({ length: Math.ceil((to - from + 1) / IDS_PER_CALL) }, (_, page) => {
    const first = from + page * IDS_PER_CALL;
    return { from: first, to: Math.min(to, first + IDS_PER_CALL - 1) };
  });
}

const readBy = (run: ScanRun): number => run.finishes.reduce((sum, { read }) => sum + read, 0);
const rate = (run: ScanRun): number => (readBy(run) * 1_000) / (run.endedAt - run.startedAt);
const rates = (runs: readonly ScanRun[]): number[] => runs.map((run) => rounded(rate(run)));
const tenths = (run: ScanRun | undefined): number[] =>
  run === undefined ? [] : Array.from({ length: 10 }, (_, index) => rounded(decile(run, index + 1)));

/** People per second of one tenth of the people, in order of arrival: the empty stretch at the end is in none. */
function decile(run: ScanRun, number: number): number {
  const people = readBy(run) / 10;
  return (people * 1_000) / (momentOf(run, people * number) - momentOf(run, people * (number - 1)));
}

/** When so many people had been stored. */
function momentOf(run: ScanRun, people: number): number {
  let read = 0;
  for (const finish of run.finishes) {
    read += finish.read;
    if (people > 0 && read >= people) return finish.at;
  }
  return run.startedAt;
}
