import type { Cleanup } from '../bench/rig/cleanup.ts';
import { FAULT_CLASSES } from '../simulators/marketo/index.ts';
import { type Check, holds } from './judge/check.ts';
import { judgeHistories } from './judge/histories.ts';
import { judgeLimits } from './judge/limits.ts';
import { judgeLogs, Personal } from './judge/logs.ts';
import { judgeWorkers } from './judge/workers.ts';
import type { ChaosOptions } from './options.ts';
import type { Act, Plan } from './plan/actions.ts';
import { LONG_RUN_ROUNDS } from './plan/plan.ts';
import { DAILY_CALLS, DAILY_SHARE } from './rig/ids.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { type Hits, playRound, type RoundReport, roundLine } from './round.ts';
import { ActivitiesScenario } from './scenarios/activities/index.ts';
import { PeopleScenario } from './scenarios/people/index.ts';
import { collectPersonal } from './scenarios/people/personal.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** A check, and after how many rounds it was made. */
export interface Finding extends Check {
  afterRound: number;
}

export interface Outcome {
  rounds: RoundReport[];
  findings: Finding[];
  facts: Record<string, number | string>;
}

/** Plays a whole plan: the acts, each with its end, then what is judged once. Fills `outcome` as it goes on. */
export async function playPlan(rig: Rig, plan: Plan, outcome: Outcome, say: (line: string) => void): Promise<void> {
  const activities = rig.salesforce === null ? null : new ActivitiesScenario(rig, rig.salesforce);
  const scenarios: Scenario[] = [new PeopleScenario(rig), ...(activities === null ? [] : [activities])];
  const personal = new Personal();
  const hits: Hits = { initial: 0, changes: 0 };
  await collectPersonal(rig.simulator, personal);
  await rig.workers.want(1);
  // The initial sync last, so that the first rounds meet it.
  for (const scenario of scenarios.toReversed()) await scenario.start();
  for (const act of plan.acts) {
    await playAct(rig, scenarios, { act, hits, outcome, say, of: rig.options.rounds });
    outcome.facts = await facts(rig, scenarios, hits);
  }
  await collectPersonal(rig.simulator, personal);
  activities?.collectPersonal(personal);
  const once = [
    ...judgeLimits(rig.meter, { share: rig.share, dailyCalls: DAILY_CALLS, dailyShare: DAILY_SHARE }),
    ...(await judgeLogs([...rig.workers.logFiles, ...(rig.pushes?.api.logFiles ?? [])], personal)),
    ...(await rig.stack.with(({ temporal }) => judgeHistories(temporal, personal))),
    ...judgeWorkers('workers', rig.workers.counts),
    ...(rig.pushes === null ? [] : judgeWorkers('APIs', rig.pushes.api.counts)),
  ];
  outcome.findings.push(...once.map((check) => ({ ...check, afterRound: rig.options.rounds })));
}

/** A killed worker is back by then and polls; where there is time, its last attempt is given up too. */
const OCCASION_MS = { short: 8_000, long: 30_000 };

interface Stage {
  act: Act;
  hits: Hits;
  outcome: Outcome;
  say: (line: string) => void;
  of: number;
}

async function playAct(
  rig: Rig,
  scenarios: readonly Scenario[],
  { act, hits, outcome, say, of }: Stage,
): Promise<void> {
  await rig.simulator.setSwitches({ pageOrder: act.pageOrder });
  for (const round of act.rounds) {
    const report = await playRound(rig, scenarios, round, hits);
    outcome.rounds.push(report);
    say(roundLine(report, of));
  }
  const settlingFrom = performance.now();
  say(`Settling${act.lossy ? ', with the daily overlap' : ': turns alone must be enough'} …`);
  await calm(rig);
  const afterRound = act.rounds.at(-1)?.number ?? 0;
  for (const scenario of scenarios) {
    await scenario.settle(act);
    const checks = await scenario.judge();
    outcome.findings.push(...checks.map((check) => ({ ...check, afterRound })));
    const wrong = checks.filter((check) => !holds(check));
    const seconds = Math.round((performance.now() - settlingFrom) / 1_000);
    say(
      `After round ${afterRound}, ${seconds} s of settling: ${wrong.length === 0 ? `${scenario.name} right` : wrong.map(({ name, found }) => `${found} ${name}`).join(', ')}`,
    );
  }
  await rig.meter.look();
}

/** Nothing disturbs any more: no faults (those of the last round had an occasion), whole connections, one healthy worker. */
async function calm(rig: Rig): Promise<void> {
  const withinMs = rig.options.rounds < LONG_RUN_ROUNDS ? OCCASION_MS.short : OCCASION_MS.long;
  await Promise.all([rig.faults.happen(withinMs), rig.salesforce?.faults.happen(withinMs)]);
  await rig.faults.off();
  await rig.salesforce?.faults.off();
  for (const proxy of [rig.stack.mongo, rig.stack.temporal]) proxy.calm();
  await Promise.all([rig.workers.oneHealthy(), rig.pushes?.api.oneHealthy()]);
}

async function facts(rig: Rig, scenarios: readonly Scenario[], hits: Hits): Promise<Outcome['facts']> {
  const { counts } = rig.workers;
  const { meter } = rig;
  const salesforceKinds = Object.keys((await rig.salesforce?.org.statistics())?.faults ?? {});
  return Object.assign(
    {
      'workers started': counts.started,
      'workers killed with -9': counts.killed,
      'workers stopped': counts.stopped,
      'workers frozen': counts.frozen,
      'workers that ended by themselves (exit codes)': counts.endedAlone.join(' ') || 'none',
      ...(rig.pushes === null ? {} : { 'APIs killed with -9': rig.pushes.api.counts.killed }),
      'stacks killed with -9': rig.stack.kills,
      'ends during an initial sync': hits.initial,
      'ends while changes were followed': hits.changes,
      'processes started': rig.processes.started,
      'kinds of fault that happened': Object.keys(meter.faults).length,
      'kinds that had no occasion': FAULT_CLASSES.filter((kind) => !(kind in meter.faults)).join(' ') || 'none',
      'faults that happened': Object.values(meter.faults).reduce((sum, count) => sum + count, 0),
      ...(rig.salesforce === null ? {} : { 'kinds of fault of Salesforce': salesforceKinds.length }),
      'calls of ours': meter.calls,
      'calls of others': meter.callsOfOthers,
      'refused while others overran the window': meter.peaks.overrun.rejected,
    },
    ...scenarios.map((scenario) => scenario.facts()),
  ) as Outcome['facts'];
}

/** A run with everything it needs; `rig` is null when it could not be opened. */
export async function play(
  options: ChaosOptions,
  plan: Plan,
  run: {
    cleanup: Cleanup;
    signal: AbortSignal;
    say: (line: string) => void;
    outcome: Outcome;
    opened: (rig: Rig) => void;
  },
): Promise<void> {
  const rig = await openRig(options, run.cleanup, run.signal);
  run.opened(rig);
  await playPlan(rig, plan, run.outcome, run.say);
}
