import { CALLS_PER_WRITE, IDS_PER_CALL } from '../../activities/reread.ts';
import { quotaLimits, RATE_WINDOW_MS } from '../../model/quota.ts';
import { type Result, result, rounded } from '../result.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { type Finish, prepareScan, scanAll } from '../rig/scan.ts';
import { startSimulator } from '../rig/simulator.ts';

const OF_ALLOWED = 0.95;
const DENSE_PEOPLE_PER_SECOND = 1_400;
/** Windows measured, after a first one that is not. */
const WINDOWS = 5;
/** Our share; 0.5 is MARKETO_RATE_SHARE's default. */
const SHARES = [1, 0.5];

/** The initial sync under Marketo's limits. Both shares run side by side: neither needs more than a tenth of a core. */
export async function limited(rig: Rig): Promise<Result[]> {
  const windows = rig.options.quick ? 1 : WINDOWS;
  const shares = rig.options.quick ? SHARES.slice(0, 1) : SHARES;
  rig.say(`limited: ${windows + 1} windows of 20 s with shares ${shares.join(' and ')}, side by side`);
  const rows = await Promise.all(shares.map((share) => atShare(rig, share, windows)));
  return rows.flat();
}

/** A finished step stands for several calls. */
function callsOf(step: Finish): Finish[] {
  const calls = step.asked / IDS_PER_CALL;
  return Array.from({ length: calls }, () => ({ ...step, asked: IDS_PER_CALL, read: step.read / calls }));
}

async function atShare(rig: Rig, share: number, windows: number): Promise<Result[]> {
  const limits = quotaLimits({ rate: share, day: 1, dailyCalls: 50_000 });
  const { windowCalls } = limits;
  const enough = windowCalls * (windows + 1) + 1;
  // More than will be read.
  const simulator = await startSimulator({ people: enough * IDS_PER_CALL, limits: 'on' }, rig.cleanup);
  const database = await rig.newDatabase();
  const deps = await openDeps({ uri: rig.stack.mongo.uri, dbName: database.name, marketo: simulator, limits });
  const close = rig.cleanup.add(() => deps.close());
  await prepareScan(deps);
  const finishes = (await scanAll(deps, Math.ceil(enough / CALLS_PER_WRITE))).finishes.flatMap(callsOf);
  const { rejected, peakIn20s, peakAtOnce } = await simulator.statistics();
  await close();
  await database.drop();
  await simulator.stop();

  // Call n and call n + windowCalls are one window apart, wherever in its burst n is.
  const measured = finishes.slice(windowCalls, windowCalls * (windows + 1));
  const seconds = between(finishes, windowCalls, windowCalls * (windows + 1)) / 1_000;
  const allowed = (windowCalls * 1_000) / RATE_WINDOW_MS;
  const idsPerSecond = (measured.length * IDS_PER_CALL) / seconds;
  const peoplePerSecond = measured.reduce((sum, { read }) => sum + read, 0) / seconds;
  const details = {
    share,
    seconds: rounded(seconds, 1),
    calls: measured.length,
    allowedCallsPerSecond: allowed,
    idsPerSecond: rounded(idsPerSecond),
    peoplePerSecond: rounded(peoplePerSecond),
    refusedCalls: rejected,
    peakIn20s,
    peakAtOnce,
  };
  const speed = `${rounded(idsPerSecond)} ids/s = ${rounded(peoplePerSecond)} people/s`;
  const ofAllowed = result({
    mark: 'limited',
    what: `initial sync, share ${share}: ids/s of those allowed (${allowed * IDS_PER_CALL})`,
    measured: speed,
    ratio: idsPerSecond / (allowed * IDS_PER_CALL),
    needs: { atLeast: OF_ALLOWED },
    details,
  });
  if (share !== 1) return [ofAllowed];
  const dense = result({
    mark: 'limited',
    what: `initial sync, share 1: people/s where every id is a person, of ${DENSE_PEOPLE_PER_SECOND}`,
    measured: `${rounded(idsPerSecond)} people/s`,
    ratio: idsPerSecond / DENSE_PEOPLE_PER_SECOND,
    needs: { atLeast: 1 },
    details,
  });
  return [ofAllowed, dense];
}

function between(finishes: readonly Finish[], first: number, last: number): number {
  return (finishes[last]?.at ?? Number.NaN) - (finishes[first]?.at ?? Number.NaN);
}
