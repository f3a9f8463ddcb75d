import fc from 'fast-check';
import { it } from 'vitest';
import { anyCommands } from './commands.ts';
import { judge } from './judge.ts';
import { World } from './world.ts';

/** `TASKS_SEED=17 TASKS_RUNS=500` looks for more; `TASKS_PATH` replays what a failure names. */
const { TASKS_SEED: seed = '1', TASKS_RUNS: runs = '12', TASKS_PATH: path } = process.env;
const MOST = 60;
const RUN_MS = 20_000;

it(
  'whatever people do and whatever fails, both sides end the same, nothing doubled, nothing lost',
  async () => {
    const given = fc.asyncProperty(fc.integer({ min: -120, max: 120 }), anyCommands(MOST), async (skew, commands) => {
      const world = await World.open(skew * 1_000);
      try {
        await fc.asyncModelRun(() => ({ model: {}, real: world }), commands);
        await world.allOn();
        await world.settle();
        await judge(world);
      } catch (error) {
        throw new Error(`${String(error)}\nskew ${skew} s\n${world.log.join('\n')}`, { cause: error });
      } finally {
        await world.close();
      }
    });
    const replay = path === undefined ? {} : { path };
    await fc.assert(given, { seed: Number(seed), numRuns: Number(runs), endOnFailure: true, ...replay });
  },
  Number(runs) * RUN_MS,
);
