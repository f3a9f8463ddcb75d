import { activities } from './marks/activities.ts';
import { bulk } from './marks/bulk.ts';
import { burst } from './marks/burst.ts';
import { check } from './marks/check.ts';
import { http } from './marks/http.ts';
import { idle } from './marks/idle.ts';
import { intake } from './marks/intake.ts';
import { latency } from './marks/latency.ts';
import { limited } from './marks/limited.ts';
import { panel } from './marks/panel.ts';
import { push } from './marks/push.ts';
import { search } from './marks/search.ts';
import { sse } from './marks/sse.ts';
import { status } from './marks/status.ts';
import { unlimited } from './marks/unlimited.ts';
import { wholeSync } from './marks/whole-sync.ts';
import { type BenchOptions, type MarkName, readOptions, USAGE } from './options.ts';
import type { Result } from './result.ts';
import { Cleanup } from './rig/cleanup.ts';
import { openRig, type Rig } from './rig/rig.ts';
import { table } from './table.ts';

interface Run {
  marks: readonly MarkName[];
  run: (rig: Rig) => Promise<Result[]>;
  /** May run beside another such one where the run has to be short. */
  mostlyWaits?: true;
}

/** One after the other: each has the machine to itself. */
const RUNS: readonly Run[] = [
  { marks: ['unlimited'], run: unlimited },
  { marks: ['bulk'], run: bulk },
  { marks: ['memory', 'history'], run: wholeSync },
  { marks: ['idle'], run: idle },
  { marks: ['activities'], run: activities },
  { marks: ['burst'], run: burst },
  { marks: ['intake'], run: intake },
  { marks: ['http'], run: http },
  { marks: ['status'], run: status },
  { marks: ['sse'], run: sse },
  { marks: ['search'], run: search },
  { marks: ['panel'], run: panel },
  { marks: ['check'], run: check },
  { marks: ['latency'], run: latency, mostlyWaits: true },
  { marks: ['push'], run: push },
  { marks: ['limited'], run: limited, mostlyWaits: true },
];

/** Exit code 0 also where a mark is missed: this measures, it does not test. 1: the bench itself failed. */
async function main(options: BenchOptions): Promise<number> {
  const cleanup = new Cleanup();
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => void cleanup.run().finally(() => process.exit(code)));
  }
  const startedAt = performance.now();
  try {
    const rig = await openRig(options, cleanup);
    const results = await runAll(rig);
    print(rig, results, (performance.now() - startedAt) / 1_000);
    return 0;
  } catch (error) {
    process.stderr.write(`The bench failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 1;
  } finally {
    await cleanup.run();
  }
}

async function runAll(rig: Rig): Promise<Result[]> {
  const { only, quick } = rig.options;
  const wanted = RUNS.filter(({ marks }) => marks.some((mark) => only.has(mark)));
  const results: Result[] = [];
  for (const { run, mostlyWaits } of wanted) {
    if (!(quick && mostlyWaits)) results.push(...(await run(rig)));
  }
  // Limits and intervals decide how long these take, not the machine.
  const waiting = wanted.filter(({ mostlyWaits }) => quick && mostlyWaits);
  const last = await Promise.all(waiting.map(({ run }) => run(rig)));
  return [...results, ...last.flat()].filter(({ mark }) => only.has(mark));
}

function print({ options, stack }: Rig, results: readonly Result[], seconds: number): void {
  const { people, quick, json } = options;
  const about = {
    at: new Date().toISOString(),
    seconds: Math.round(seconds),
    people,
    quick,
    node: process.version,
    mongo: stack.mongo.from,
    temporal: stack.temporal.from,
  };
  if (json) process.stdout.write(`${JSON.stringify({ ...about, results })}\n`);
  else {
    const facts = Object.entries(about).map(([name, value]) => `${name} ${value}`);
    process.stdout.write(`${table(results)}\n\n${facts.join(' · ')}\n`);
  }
}

function optionsOf(args: string[]): BenchOptions | null {
  try {
    return readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return null;
  }
}

const options = optionsOf(process.argv.slice(2));
process.exitCode = options === null ? 1 : await main(options);
