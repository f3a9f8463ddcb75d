import { CancelledFailure } from '@temporalio/common';
import { describe, expect, it, onTestFailed } from 'vitest';
import { type Dice, dice } from '../../chaos/plan/dice.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { Killed, mortal } from './chaos.ts';
import { MINUTE, SECOND } from './clock.ts';
import { begin, NONE, openCaughtUpRig, reconcile, toItsEnd } from './comparing.ts';
import { DRIFTS, drift } from './drift.ts';
import { activitiesOf, newAttempt, type Rig, turn } from './rig.ts';
import { expectTruth, visibleIn } from './truth.ts';

/** `RECONCILE_SEEDS=17` replays one, `RECONCILE_SEEDS=100-400` looks for more. */
const [FROM = 1, TO = FROM] = (process.env.RECONCILE_SEEDS ?? '1-8').split('-').map(Number);
const SEEDS = Array.from({ length: TO - FROM + 1 }, (_, index) => FROM + index);
const STEPS = 25;

/** One attempt of a piece that may die anywhere; time passes while Marketo answers, so that pieces end. */
async function attempt(rig: Rig, scanId: string, random: Dice, log: string[]): Promise<void> {
  const { marketo } = rig.deps;
  const leadsByIds: typeof marketo.leadsByIds = (...args) => {
    rig.clock.advance(SECOND);
    return marketo.leadsByIds(...args);
  };
  const slow = { ...rig.deps, marketo: { ...marketo, leadsByIds } };
  const env = newAttempt();
  const death = { atCall: 1 + random.below(60), kind: random.oneOf(['before', 'after', 'cancel'] as const) };
  const deps = random.chance(0.5) ? slow : mortal(slow, death, env);
  log.push(deps === slow ? 'piece' : `piece, dies ${death.kind} call ${death.atCall}`);
  try {
    const activities = activitiesOf(deps, () => env);
    await activities.prepareReconcile();
    log.push(`  ${(await activities.reconcilePiece(scanId, 4)).kind}`);
  } catch (error) {
    if (!(error instanceof Killed || error instanceof CancelledFailure || isAppError(error))) throw error;
  }
}

describe('whatever drifts, and whatever changes meanwhile, a comparison ends equal to Marketo', () => {
  it.each(SEEDS)('seed %i', async (seed) => {
    const random = dice(seed);
    const log: string[] = [];
    const rig = await openCaughtUpRig({ people: 200 + random.below(200), seed });
    onTestFailed(() => {
      process.stderr.write(`Replay with RECONCILE_SEEDS=${seed}; it went like this:\n${log.join('\n')}\n`);
    });
    rig.instance.random(20, seed);
    await turn(rig);
    const wrong = new Set<number>();
    for (let count = 5 + random.below(30); count > 0; count--) {
      const kind = random.oneOf(DRIFTS);
      log.push(`${kind} ${await drift(rig, kind, random, wrong)}`);
    }

    const scanId = await begin(rig);
    for (let step = 0; step < STEPS; step++) {
      const visible = await visibleIn(rig);
      await attempt(rig, scanId, random, log);
      const run = await rig.store.reconcile.get();
      // Nobody but the feeds changes anyone before all were compared.
      if (run?.scannedAt === null) expect(await visibleIn(rig)).toEqual(visible);
      if (random.chance(0.4)) {
        rig.instance.random(1 + random.below(10), random.below(1e9));
        log.push('changes');
      }
      if (random.chance(0.4)) {
        rig.clock.advance(random.below(15 * MINUTE));
        await turn(rig);
        log.push('turn');
      }
    }
    await activitiesOf(rig.deps).prepareReconcile();
    const result = await toItsEnd(rig, scanId);
    expect(result).toMatchObject({ held: 0, complete: true });
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    await activitiesOf(rig.deps).recountPeople();
    await expectTruth(rig);
    expect(await reconcile(rig)).toMatchObject({ found: NONE, repaired: 0, held: 0, complete: true });
    await expectTruth(rig);
  });
});
