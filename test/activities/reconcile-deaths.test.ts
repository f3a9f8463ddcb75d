import { CancelledFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { dice } from '../../chaos/plan/dice.ts';
import { type Death, Killed, mortal } from './chaos.ts';
import { begin, openCaughtUpRig, toItsEnd } from './comparing.ts';
import { type Drift, drift } from './drift.ts';
import { activitiesOf, newAttempt, type Rig } from './rig.ts';
import { expectTruth } from './truth.ts';

const KINDS = ['before', 'after', 'cancel'] as const;
const ALL: readonly Drift[] = ['missing', 'stale', 'wrongOwner', 'unowned', 'extra', 'beyond'];
const FOUND = { missing: 1, extra: 2, stale: 2, wronglyQualified: 1 };

const peopleOf = ({ db }: Rig) => db.collection('people').find().sort({ _id: 1 }).toArray();

/** One worker from the start of a comparison to its end. */
async function oneLife(rig: Rig, scanId: string, death: Death): Promise<'ended' | 'died'> {
  const env = newAttempt();
  const activities = activitiesOf(mortal(rig.deps, death, env), () => env);
  try {
    await activities.prepareReconcile();
    while ((await activities.reconcilePiece(scanId)).kind !== 'complete');
    await activities.finishReconcile(scanId);
    return 'ended';
  } catch (error) {
    if (error instanceof Killed || error instanceof CancelledFailure) return 'died';
    throw error;
  }
}

it('killed at any call it has removed nobody before everyone was compared, and goes on to the same end', async () => {
  const rig = await openCaughtUpRig({ people: 60 });
  // Nobody follows the feeds: nothing to wait for.
  await rig.store.peopleState.patch({ changes: 'paused' });
  const random = dice(11);
  let atCall = 1;
  for (let ended = false; !ended; atCall += 1) {
    const wrong = new Set<number>();
    for (const kind of ALL) await drift(rig, kind, random, wrong);
    await rig.store.peopleState.patch({ visible: (await rig.store.people.countByState()).qualified ?? 0 });
    const before = await peopleOf(rig);
    const scanId = await begin(rig);
    const death: Death = { atCall, kind: KINDS[atCall % 3] ?? 'before' };

    ended = (await oneLife(rig, scanId, death)) === 'ended';
    const run = await rig.store.reconcile.get();
    const where = `${death.kind} call ${atCall}`;
    if (run !== null && run.scannedAt === null) expect(await peopleOf(rig), where).toEqual(before);
    if (run !== null) {
      await activitiesOf(rig.deps).prepareReconcile();
      await toItsEnd(rig, scanId);
    } else await activitiesOf(rig.deps).finishReconcile(scanId);

    const { lastReconcile } = await rig.store.peopleState.get();
    expect(lastReconcile, where).toMatchObject({ scanId, found: FOUND, repaired: 6, held: 0, complete: true });
    await expectTruth(rig);
    expect(await rig.db.collection('suspects').countDocuments(), where).toBe(0);
    expect(await rig.store.ranges.finished(scanId), where).toEqual([]);
    // Else the brake would hold the next.
    await rig.db.collection<{ _id: string }>('meta').deleteOne({ _id: 'brake' });
  }
  expect(atCall).toBeGreaterThan(60);
}, 240_000);
