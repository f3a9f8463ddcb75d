import { once } from 'node:events';
import { Cleanup } from '../bench/rig/cleanup.ts';
import { type ChaosOptions, readOptions, USAGE } from './options.ts';
import type { Plan } from './plan/actions.ts';
import { planRun } from './plan/plan.ts';
import { passed, type Report, reportJson, reportText } from './report.ts';
import type { Rig } from './rig/rig.ts';
import { type Outcome, play } from './run.ts';

const say = (line: string) => void process.stderr.write(`${line}\n`);
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
/** A run ends by itself within its rounds and acts times these. */
const PER_ROUND_MS = 60_000;
const PER_ACT_MS = 30 * 60_000;
const GONE_WITHIN_MS = 15_000;

async function main(options: ChaosOptions): Promise<number> {
  const cleanup = new Cleanup();
  const stop = new AbortController();
  let interrupted = 0;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      // A second one waits for nothing: what we started ends with us.
      if (interrupted > 0) process.exit(code);
      interrupted = code;
      stop.abort(new Error('interrupted'));
    });
  }
  const plan = planRun(options);
  const limit = setTimeout(
    () => stop.abort(new Error('the run did not end within its time')),
    options.rounds * PER_ROUND_MS + plan.acts.length * PER_ACT_MS,
  );
  const report = await played(options, plan, cleanup, stop.signal);
  clearTimeout(limit);
  if (interrupted > 0) return interrupted;
  process.stdout.write(`${options.json ? reportJson(report) : `\n${reportText(report)}`}\n`);
  return passed(report) ? 0 : 1;
}

/** The whole run and its end; never throws. */
async function played(options: ChaosOptions, plan: Plan, cleanup: Cleanup, signal: AbortSignal): Promise<Report> {
  const startedAt = performance.now();
  const at = new Date().toISOString();
  const outcome: Outcome = { rounds: [], findings: [], facts: {} };
  let rig: Rig | null = null;
  const opened = (open: Rig) => {
    rig = open;
  };
  say(`Seed ${options.seed}: ${options.rounds} rounds, ${options.people.toLocaleString('en')} people.`);
  const error = await failureOf(play(options, plan, { cleanup, signal, say, outcome, opened }), signal);
  const report: Report = {
    options,
    at,
    seconds: (performance.now() - startedAt) / 1_000,
    servers: '',
    error,
    folder: null,
    ...outcome,
  };
  return closed(report, rig, cleanup, signal);
}

/** Ends everything, and adds whether all of it has ended. */
async function closed(report: Report, rig: Rig | null, cleanup: Cleanup, signal: AbortSignal): Promise<Report> {
  const keep = rig !== null && !passed(report) && !(signal.aborted && report.error === 'interrupted');
  if (keep) rig?.keepFolder();
  await cleanup.run();
  if (rig === null) return report;
  const left = await rig.processes.goneWithin(GONE_WITHIN_MS);
  const check = {
    name: 'processes left',
    found: left.length,
    allowed: 0,
    examples: left.map(({ name, pid }) => `${name} ${pid}`),
  };
  return {
    ...report,
    servers: rig.stack.from,
    folder: keep ? rig.dir : null,
    findings: [...report.findings, { ...check, afterRound: report.options.rounds }],
  };
}

async function failureOf(running: Promise<void>, signal: AbortSignal): Promise<string | null> {
  const aborted = once(signal, 'abort').then(() => {
    throw signal.reason;
  });
  try {
    await Promise.race([running, aborted]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function optionsOf(args: string[]): ChaosOptions | null {
  try {
    return readOptions(args);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

const options = optionsOf(process.argv.slice(2));
process.exitCode = options === null ? 1 : await main(options);
