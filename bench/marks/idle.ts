import { createPeopleChangesActivities } from '../../activities/people-changes.ts';
import type { Clock } from '../../model/ports.ts';
import { type Result, result, rounded } from '../result.ts';
import { inActivity } from '../rig/activity.ts';
import { openDeps } from '../rig/deps.ts';
import type { Rig } from '../rig/rig.ts';
import { prepareScan } from '../rig/scan.ts';
import { type Simulator, startSimulator } from '../rig/simulator.ts';

const PEOPLE = 1_000;
const DAY_CALLS = 50_000;
const MOST = 0.12;
const HOUR_MS = 3_600_000;
const IDENTITY = '/identity/oauth/token';
/** Marketo's clock follows ours this often, so that its tokens grow old. */
const SIMULATOR_CLOCK_EVERY_MS = HOUR_MS / 6;

/**
 * Calls of a day on which nothing changes, at the default interval of 30 s: the turns of the day one after the other,
 * on a clock that jumps over the pauses, as the simulator counted them. A turn takes no time on that clock, so there
 * are a few more turns than in a real day.
 */
export async function idle(rig: Rig): Promise<Result[]> {
  const hours = rig.options.quick ? 1 : 24;
  rig.say(`idle: ${hours} h of turns without their pauses`);
  const simulator = await startSimulator({ people: PEOPLE, limits: 'off', dailyQuota: 100_000_000 }, rig.cleanup);
  const database = await rig.newDatabase();
  const clock = new JumpingClock();
  const uri = rig.stack.mongo.uri;
  const opened = await openDeps({ uri, dbName: database.name, marketo: simulator, limits: null });
  const close = rig.cleanup.add(() => opened.close());
  const deps = { ...opened, clock };
  await prepareScan(deps);
  await deps.store.peopleState.patch({ initial: 'complete', changes: 'running' });
  const { changesTurn, overlapTurn } = createPeopleChangesActivities(deps);
  const turn = async () => {
    const outcome = await inActivity(() => changesTurn({ rememberedSequence: null }));
    if (outcome.kind !== 'done') throw new Error(`a turn ended as ${outcome.kind}`);
    return outcome.nextInMs;
  };

  // What came before the day is read in it, and the daily sweep is counted by itself.
  await inActivity(overlapTurn);
  await turn();
  await simulator.control('POST', '/stats/reset');
  let turns = 0;
  for (let passed = 0; passed < hours * HOUR_MS; turns++) {
    const nextInMs = await turn();
    await jump(clock, nextInMs, simulator);
    passed += nextInMs;
  }
  const ofTurns = await countedCalls(simulator);
  await inActivity(overlapTurn);
  const { total: ofOverlap } = difference(await countedCalls(simulator), ofTurns);
  await close();
  await database.drop();
  await simulator.stop();

  const calls = ofTurns.total * (24 / hours) + ofOverlap;
  return [
    result({
      mark: 'idle',
      what: `calls of an idle day at 30 s, of ${DAY_CALLS}`,
      measured: `${rounded(calls)} calls`,
      ratio: calls / DAY_CALLS,
      needs: { atMost: MOST },
      details: { hours, turns, callsOfTurns: ofTurns.total, callsOfTheDailySweep: ofOverlap, ...ofTurns.endpoints },
    }),
  ];
}

interface Counted {
  total: number;
  endpoints: Record<string, number>;
}

/** Calls that Marketo charges: identity is free. */
async function countedCalls(simulator: Simulator): Promise<Counted> {
  const { calls, endpoints } = await simulator.statistics();
  const { [IDENTITY]: free = 0, ...charged } = endpoints;
  return { total: calls - free, endpoints: charged };
}

function difference(after: Counted, before: Counted): Counted {
  return { total: after.total - before.total, endpoints: after.endpoints };
}

class JumpingClock implements Clock {
  aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  async sleep(ms: number): Promise<void> {
    this.aheadMs += ms;
  }
}

async function jump(clock: JumpingClock, ms: number, simulator: Simulator): Promise<void> {
  const step = (ahead: number) => Math.floor(ahead / SIMULATOR_CLOCK_EVERY_MS);
  const before = clock.aheadMs;
  clock.aheadMs += ms;
  if (step(clock.aheadMs) > step(before)) await simulator.control('PUT', '/clock', { offsetMs: clock.aheadMs });
}
