import type { Action, ActionOf, Round } from './plan/actions.ts';
import { inWords } from './plan/words.ts';
import { type AllPerformers, rigPerformers } from './rig/perform.ts';
import type { Rig } from './rig/rig.ts';
import type { Scenario } from './scenarios/scenario.ts';

export interface RoundReport {
  number: number;
  during: Round['during'];
  /** Seconds until what the round hits was under way. */
  waited: number;
  seconds: number;
  did: string[];
  state: string;
}

/** Ends of processes, by what they hit. */
export type Hits = Record<Round['during'], number>;

const ENDS_A_PROCESS: ReadonlySet<Action['kind']> = new Set<Action['kind']>([
  'killWorker',
  'stopWorker',
  'killStack',
  'twoWorkers',
]);

/** One round: its steps at their moments, whatever the others are doing; then how everything stands. */
export async function playRound(
  rig: Rig,
  scenarios: readonly Scenario[],
  round: Round,
  hits: Hits,
): Promise<RoundReport> {
  const waitedFrom = performance.now();
  for (const scenario of scenarios) await scenario.before(round);
  const startedAt = performance.now();
  const performers: AllPerformers = Object.assign(
    rigPerformers(rig),
    ...scenarios.map((scenario) => scenario.performers),
  );
  await Promise.all([
    rig.pause(round.ms),
    ...round.steps.map(async ({ atMs, action }) => {
      await rig.pause(atMs);
      if (ENDS_A_PROCESS.has(action.kind)) hits[await underWay(rig, scenarios, round)] += 1;
      await perform(performers, action);
    }),
  ]);
  await rig.meter.look();
  const state = await Promise.all(scenarios.map((scenario) => scenario.state()));
  return {
    number: round.number,
    during: round.during,
    waited: (startedAt - waitedFrom) / 1_000,
    seconds: (performance.now() - startedAt) / 1_000,
    did: round.steps.map(({ action }) => inWords(action)),
    state: state.join('; '),
  };
}

export function roundLine({ number, during, waited, seconds, did, state }: RoundReport, of: number): string {
  return `${String(number).padStart(String(of).length)}/${of} ${during.padEnd(7)} ${waited.toFixed(0).padStart(3)} + ${seconds.toFixed(1).padStart(4)} s  ${did.join(' · ')}  →  ${state}`;
}

async function perform<K extends Action['kind']>(performers: AllPerformers, action: ActionOf<K>): Promise<void> {
  const kind: K = action.kind;
  const how: ((action: ActionOf<K>) => Promise<void>) | undefined = performers[kind];
  if (how === undefined) throw new TypeError(`nobody performs ${kind}`);
  await how(action);
}

async function underWay(rig: Rig, [first]: readonly Scenario[], round: Round): Promise<Round['during']> {
  // A stack that is down is hit where the plan wanted it.
  if (first === undefined || !rig.stack.whole) return round.during;
  return first.underWay().catch(() => round.during);
}
