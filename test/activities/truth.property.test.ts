import { describe, expect, it, onTestFailed } from 'vitest';
import { dice } from '../../chaos/plan/dice.ts';
import type { MarketoId } from '../../model/ids.ts';
import { BadDay, randomSwitches, settle } from './bad-day.ts';
import { activitiesOf, openRig, start } from './rig.ts';
import { expectTruth, truthOf } from './truth.ts';

/** `TRUTH_SEEDS=17` replays one, `TRUTH_SEEDS=100-400` looks for more. */
const SEEDS = readSeeds(process.env.TRUTH_SEEDS ?? '1-10');
const STEPS = 60;

function readSeeds(text: string): number[] {
  const [from = 1, to = from] = text.split('-').map(Number);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('whatever happens in between, the database ends equal to Marketo', () => {
  it.each(SEEDS)('seed %i', async (seed) => {
    const random = dice(seed);
    const rig = await openRig({ people: 300 + random.below(300), seed, switches: randomSwitches(random) });
    const day = new BadDay({ ...rig, deps: { ...rig.deps, limits: { ...rig.deps.limits, atOnce: 1 } } }, random);
    onTestFailed(() => {
      process.stderr.write(`Replay with TRUTH_SEEDS=${seed}; it went like this:\n${day.log.join('\n')}\n`);
    });

    await start(rig);
    await activitiesOf(rig.deps).prepareInitial();
    // Somebody is gone whatever the seed says.
    rig.instance.delete(truthOf(rig.instance)[0]?.id ?? 0);
    for (let step = 0; step < STEPS; step++) await day.step();
    await day.calm();
    await settle(rig);

    await expectTruth(rig);
    const visible = new Set(truthOf(rig.instance).map(({ id }) => id));
    const gone = rig.instance.gone();
    expect(gone.length).toBeGreaterThan(0);
    const stored = await rig.store.people.readMany(gone.map(({ id }) => id as MarketoId));
    for (const { id, winner } of gone) {
      expect(visible.has(id)).toBe(false);
      const person = stored.get(id as MarketoId);
      expect(person?.alias !== undefined, `alias of ${id}`).toBe(winner !== null);
      expect(person?.marketo?.state, `person ${id}`).toBe(winner === null ? 'deleted' : 'merged');
    }
  });
});
