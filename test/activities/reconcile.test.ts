import { describe, expect, it } from 'vitest';
import { BRAKE_MINIMUM } from '../../model/brake.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import { DAY, HOUR, MINUTE } from './clock.ts';
import { begin, compareAll, NONE, openCaughtUpRig, prepared, reconcile, toItsEnd } from './comparing.ts';
import { drifted } from './drift.ts';
import { activitiesOf, openRig, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf, visibleIn } from './truth.ts';

const personOf = (rig: Rig, id: number) => rig.store.people.get(id as MarketoId);
const historyOf = (rig: Rig) => rig.db.collection('peopleHistory').find().toArray();
const peopleOf = (rig: Rig) => rig.db.collection('people').find().sort({ _id: 1 }).toArray();

describe('a comparison', () => {
  it('equal to Marketo: finds nothing, writes nobody, waits for nothing, costs one call for 300 ids', async () => {
    const rig = await openCaughtUpRig();
    const before = await peopleOf(rig);
    const scanId = await prepared(rig);
    rig.instance.resetStats();
    const turns = (await rig.store.peopleState.get()).caughtUpAt;
    expect(await toItsEnd(rig, scanId)).toMatchObject({ found: NONE, repaired: 0, held: 0, complete: true });
    expect(await peopleOf(rig)).toEqual(before);
    // With nothing to settle it waits for nobody.
    expect((await rig.store.peopleState.get()).caughtUpAt).toEqual(turns);
    const { highestId } = await rig.store.peopleState.get();
    // Ranges of 900 ids, and beyond the last one with people an empty stretch of 3,000.
    const ranges = Math.ceil(Math.ceil((highestId ?? 0) / 900) + 3_000 / 900);
    expect(rig.instance.stats().endpoints['GET /rest/v1/leads.json']).toBe(ranges * 3);
  });

  it('finds every kind of difference and repairs it; the next one finds nothing', async () => {
    const { rig } = await drifted();
    const result = await reconcile(rig);
    expect(result).toMatchObject({
      reason: 'asked',
      found: { missing: 1, extra: 3, stale: 2, wronglyQualified: 1 },
      repaired: 7,
      held: 0,
      complete: true,
    });
    await expectTruth(rig);
    expect(await rig.store.peopleState.get()).toMatchObject({ lastReconcile: result });
    const [audit] = await rig.store.audit.list(1);
    expect(audit).toMatchObject({ action: 'people.reconcile', details: { ...result.found, repaired: 7, held: 0 } });
    expect(await reconcile(rig)).toMatchObject({ found: NONE, repaired: 0, complete: true });
  });

  it('writes nobody and no history while it compares, and leaves nothing of itself behind', async () => {
    const { rig } = await drifted();
    const before = [await peopleOf(rig), await historyOf(rig), await rig.store.peopleState.get()];
    const scanId = await prepared(rig);
    await compareAll(rig, scanId);
    expect([await peopleOf(rig), await historyOf(rig), await rig.store.peopleState.get()]).toEqual(before);
    expect((await rig.store.candidates.tally(scanId)).waiting).toEqual({
      missing: 1,
      extra: 3,
      stale: 2,
      wronglyQualified: 1,
    });
    await toItsEnd(rig, scanId);
    expect(await rig.store.reconcile.get()).toBeNull();
    expect(await rig.store.ranges.finished(scanId)).toEqual([]);
    expect(await rig.db.collection('suspects').countDocuments()).toBe(0);
  });

  it('candidates name the fields that differ and hold no value of anyone', async () => {
    const { rig, ids } = await drifted();
    const scanId = await prepared(rig);
    await compareAll(rig, scanId);
    const rows = await rig.store.candidates.open(scanId, 0, 100);
    expect(rows.find(({ id }) => id === ids.stale)).toMatchObject({ difference: 'stale', fields: ['title', 'phone'] });
    expect(rows.find(({ id }) => id === ids.wrongOwner)).toMatchObject({ fields: ['ownerId'] });
    const text = JSON.stringify(await rig.db.collection('suspects').find().toArray());
    for (const { email, lastName } of truthOf(rig.instance)) {
      if (email !== null) expect(text).not.toContain(email);
      if (lastName !== null && lastName.length > 3) expect(text).not.toContain(`"${lastName}"`);
    }
  });

  it('says what it is: state, evidence and history of each repair', async () => {
    const { rig, ids } = await drifted();
    await reconcile(rig);
    expect(await personOf(rig, ids.extra)).toMatchObject({ marketo: { state: 'deleted', evidence: 'reconcile' } });
    expect(await personOf(rig, ids.beyond)).toMatchObject({ marketo: { state: 'deleted', evidence: 'reconcile' } });
    expect(await personOf(rig, ids.resurrected)).toMatchObject({ marketo: { state: 'deleted' } });
    expect(await personOf(rig, ids.unowned)).toMatchObject({ marketo: { state: 'unowned', evidence: 'reconcile' } });
    expect((await rig.store.people.history(ids.stale as MarketoId)).at(-1)).toMatchObject({
      evidence: 'reconcile',
      changes: [{ field: 'title', old: 'Wrong' }, { field: 'phone' }],
    });
  });
});

describe('a difference', () => {
  it('explained by a change under way vanishes: the feeds are waited for, then everyone is read again', async () => {
    const rig = await openCaughtUpRig();
    const [edited, deleted, lost] = [0, 1, 2].map((n) => someone(rig.instance, n).id);
    rig.instance.update(edited ?? 0, { title: 'Changed' });
    rig.instance.delete(deleted ?? 0);
    rig.instance.update(lost ?? 0, { sfdcLeadOwnerId: null });
    const scanId = await prepared(rig);
    await compareAll(rig, scanId);
    const { waiting } = await rig.store.candidates.tally(scanId);
    expect(waiting).toEqual({ missing: 0, extra: 1, stale: 1, wronglyQualified: 1 });
    expect(await activitiesOf(rig.deps).reconcilePiece(scanId)).toMatchObject({ kind: 'waiting', waitsFor: 'feeds' });
    expect(await toItsEnd(rig, scanId)).toMatchObject({ found: NONE, complete: true });
    expect(await personOf(rig, deleted ?? 0)).toMatchObject({ marketo: { state: 'deleted', evidence: 'deletion' } });
    await expectTruth(rig);
  });

  it('is not waited for where nobody follows the feeds', async () => {
    const { rig } = await drifted();
    await rig.store.peopleState.patch({ changes: 'paused' });
    expect(await reconcile(rig)).toMatchObject({ repaired: 7, complete: true });
    await expectTruth(rig);
  });

  it('that is gone when read again is none: one absence alone removes nobody', async () => {
    const rig = await openCaughtUpRig();
    const scanId = await prepared(rig);
    const { id } = someone(rig.instance);
    const { marketo } = rig.deps;
    const blind = { ...marketo, leadsByIds: hiding(marketo, new Set([id])) };
    await compareAll({ ...rig, deps: { ...rig.deps, marketo: blind } }, scanId);
    expect((await rig.store.candidates.tally(scanId)).waiting).toMatchObject({ extra: 1 });
    expect(await toItsEnd(rig, scanId)).toMatchObject({ found: NONE, complete: true });
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    await expectTruth(rig);
  });

  it('and someone absent only at the second look is a suspect, not deleted', async () => {
    const rig = await openCaughtUpRig();
    const { id } = someone(rig.instance);
    await rig.db.collection<{ _id: number }>('people').updateOne({ _id: id }, { $set: { 'marketo.title': 'Wrong' } });
    const scanId = await prepared(rig);
    await compareAll(rig, scanId);
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    const { marketo } = rig.deps;
    const blind = { ...marketo, leadsByIds: hiding(marketo, new Set([id])) };
    const result = await toItsEnd({ ...rig, deps: { ...rig.deps, marketo: blind } }, scanId);
    expect(result).toMatchObject({ found: NONE });
    expect(await personOf(rig, id)).toMatchObject({ marketo: { state: 'qualified' } });
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 1, held: 0 });
  });
});

describe('many who are absent', () => {
  /** Marketo shows the API user nobody of these any more. */
  async function hidden(count: number) {
    const rig = await openCaughtUpRig();
    const ids = truthOf(rig.instance)
      .slice(0, count)
      .map(({ id }) => id);
    const { marketo } = rig.deps;
    const leadsByIds = hiding(marketo, new Set(ids));
    return { rig, ids, blind: { ...rig, deps: { ...rig.deps, marketo: { ...marketo, leadsByIds } } } };
  }

  it('are all held, not only those beyond the brake; approve lets those leave who are still gone', async () => {
    const { rig, ids, blind } = await hidden(BRAKE_MINIMUM + 20);
    const visible = await visibleIn(rig);
    expect(await reconcile(blind)).toMatchObject({ found: { extra: ids.length }, repaired: 0, held: ids.length });
    expect(await visibleIn(rig)).toEqual(visible);
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: ids.length });
    // The rights were given back: nobody leaves.
    expect(await activitiesOf(rig.deps).approve()).toMatchObject({ asked: ids.length, left: 0 });
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    await expectTruth(rig);
  });

  it('approved while they are absent, they leave', async () => {
    const { ids, blind } = await hidden(BRAKE_MINIMUM + 20);
    await reconcile(blind);
    expect(await activitiesOf(blind.deps).approve()).toMatchObject({ left: ids.length, held: 0 });
    expect(await personOf(blind, ids[0] ?? 0)).toMatchObject({ marketo: { state: 'deleted', evidence: 'approve' } });
  });

  it('few are let go, and the brake still counts them', async () => {
    const { rig, ids, blind } = await hidden(BRAKE_MINIMUM);
    await rig.store.brake.reserve(10, BRAKE_MINIMUM, rig.clock.now());
    expect(await reconcile(blind)).toMatchObject({ repaired: BRAKE_MINIMUM - 10, held: 10 });
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 10 });
    expect(ids).toHaveLength(BRAKE_MINIMUM);
  });

  it('people without owner go through the brake as ever', async () => {
    const rig = await openCaughtUpRig();
    await rig.store.peopleState.patch({ changes: 'paused' });
    for (const { id } of truthOf(rig.instance).slice(0, BRAKE_MINIMUM + 5))
      rig.instance.update(id, { sfdcLeadOwnerId: null });
    expect(await reconcile(rig)).toMatchObject({ repaired: BRAKE_MINIMUM, held: 5 });
  });
});

describe('rules that a comparison keeps', () => {
  it('the erased stay erased, and a person over the cap is none that is missing', async () => {
    const rig = await openCaughtUpRig();
    const [erased, over] = [someone(rig.instance, 0).id, someone(rig.instance, 1).id];
    const people = rig.db.collection<{ _id: number }>('people');
    const head = { syncedAt: new Date(0), evidence: 'initialScan' };
    await people.updateOne({ _id: erased }, { $set: { marketo: { asOf: ERASED_TICKET, state: 'erased', ...head } } });
    await people.updateOne({ _id: over }, { $set: { marketo: { asOf: 1, state: 'overCap', ...head } } });
    await rig.store.peopleState.addVisible(-2);
    const { visible } = await rig.store.peopleState.get();
    await rig.store.settings.setPeople({ cap: visible }, 'test');
    expect(await reconcile(rig)).toMatchObject({ found: NONE });
    await rig.store.settings.setPeople({ cap: visible + 1 }, 'test');
    expect(await reconcile(rig)).toMatchObject({ found: { ...NONE, missing: 1 }, repaired: 1 });
    expect(await personOf(rig, over)).toMatchObject({ marketo: { state: 'qualified' } });
    expect(await personOf(rig, erased)).toMatchObject({ marketo: { state: 'erased' } });
  });

  it('a merge known from the feeds stays a merge', async () => {
    const rig = await openCaughtUpRig();
    const [winner, loser] = [someone(rig.instance, 0).id, someone(rig.instance, 1).id];
    rig.instance.merge({ winner, losers: [loser] });
    await turn(rig);
    const people = rig.db.collection<{ _id: number }>('people');
    await people.updateOne({ _id: loser }, { $set: { 'marketo.state': 'qualified' } });
    await reconcile(rig);
    expect(await personOf(rig, loser)).toMatchObject({ marketo: { state: 'merged' }, alias: { winner } });
  });

  it('tickets that lost their place are raised: a document of the future is repaired too', async () => {
    const rig = await openCaughtUpRig();
    const { id } = someone(rig.instance);
    await rig.db
      .collection<{ _id: number }>('people')
      .updateOne({ _id: id }, { $set: { 'marketo.asOf': 900_000_000, 'marketo.title': 'Wrong' } });
    expect(await reconcile(rig)).toMatchObject({ found: { ...NONE, stale: 1 }, repaired: 1, complete: true });
    expect((await personOf(rig, id))?.marketo?.asOf).toBeGreaterThan(900_000_000);
    expect((await rig.store.audit.list(5)).map(({ action }) => action)).toContain('people.tickets.raise');
    await expectTruth(rig);
  });

  it('suspects that nothing explained for a day are settled by it', async () => {
    const rig = await openCaughtUpRig();
    const [gone, back] = [...rig.instance.truth()].filter(({ ownerId }) => ownerId === null);
    const { marketo } = rig.deps;
    const ids = [gone?.id ?? 0, back?.id ?? 0];
    const blind = { ...marketo, leadsByIds: hiding(marketo, new Set(ids)) };
    await activitiesOf({ ...rig.deps, marketo: blind }).resync(ids);
    expect(await rig.store.suspects.counts()).toMatchObject({ suspects: 2 });
    const stillGone = { ...marketo, leadsByIds: hiding(marketo, new Set(ids.slice(0, 1))) };
    const half = { ...rig, deps: { ...rig.deps, marketo: stillGone } };
    await reconcile(half);
    expect(await rig.store.suspects.counts()).toMatchObject({ suspects: 2 });
    rig.clock.advance(DAY);
    expect(await reconcile(half)).toMatchObject({ found: NONE, complete: true });
    expect(await rig.store.suspects.counts()).toMatchObject({ suspects: 0 });
    expect(await personOf(rig, ids[0] ?? 0)).toMatchObject({ marketo: { state: 'deleted', evidence: 'reconcile' } });
    expect(await personOf(rig, ids[1] ?? 0)).toMatchObject({ marketo: { state: 'unowned' } });
  });
});

describe('what it waits for', () => {
  it('everyone must have been read: it waits for the initial sync, also in the middle', async () => {
    const rig = await openCaughtUpRig();
    const { prepareReconcile, reconcilePiece } = activitiesOf(rig.deps);
    const scanId = await prepared(rig);
    await rig.store.peopleState.patch({ initial: 'running' });
    expect(await reconcilePiece(scanId)).toMatchObject({ kind: 'waiting', waitsFor: 'initialSync' });
    expect(await prepareReconcile()).toEqual({ kind: 'waiting' });
    await rig.store.peopleState.patch({ initial: 'complete' });
    expect(await toItsEnd(rig, scanId)).toMatchObject({ complete: true });
    expect(await prepareReconcile()).toEqual({ kind: 'none' });
  });

  it('a pause ends the piece, and the setting people.sync too', async () => {
    const rig = await openCaughtUpRig();
    const { prepareReconcile, reconcilePiece } = activitiesOf(rig.deps);
    const scanId = await prepared(rig);
    await rig.store.reconcile.patch(scanId, { state: 'paused' });
    expect(await reconcilePiece(scanId)).toMatchObject({ kind: 'stopped' });
    expect(await prepareReconcile()).toEqual({ kind: 'paused' });
    await rig.store.reconcile.patch(scanId, { state: 'running' });
    await rig.store.settings.setPeople({ sync: false }, 'test');
    expect(await reconcilePiece(scanId)).toMatchObject({ kind: 'stopped' });
    expect(await prepareReconcile()).toEqual({ kind: 'paused' });
  });

  it('half of the day’s calls: then it is parked until the reset', async () => {
    const { rig } = await drifted();
    const limits = { windowCalls: 100, atOnce: 10, dayCalls: 40, instanceDayCalls: 1_000 };
    const deps = { ...rig.deps, limits, marketo: rig.client({ limits }) };
    const scanId = await begin(rig);
    const { prepareReconcile, reconcilePiece } = activitiesOf(deps);
    await prepareReconcile();
    await reconcilePiece(scanId);
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    while ((await rig.store.quota.status(limits)).usedToday < 20) await spend(rig, limits);
    expect(await reconcilePiece(scanId)).toMatchObject({ kind: 'parked', key: 'quota.dayShareUsed' });
    expect((await rig.store.peopleState.get()).troubles.reconcile).toMatchObject({ key: 'quota.dayShareUsed' });
    expect(await toItsEnd(rig, scanId)).toMatchObject({ repaired: 7, complete: true });
    const needed = await begin(rig, 'restored');
    expect(await activitiesOf(deps).prepareReconcile()).toMatchObject({ kind: 'ready', scanId: needed });
  });

  it('the weekly one is asked for only where everyone has been read and nobody paused', async () => {
    const rig = await openRig();
    const { requestReconcile } = activitiesOf(rig.deps);
    expect(await requestReconcile()).toBe(false);
    await rig.store.peopleState.patch({ initial: 'complete', changes: 'paused' });
    expect(await requestReconcile()).toBe(false);
    await rig.store.peopleState.patch({ changes: 'running' });
    expect(await requestReconcile()).toBe(true);
    const run = await rig.store.reconcile.get();
    expect(run).toMatchObject({ reason: 'weekly', state: 'running' });
    rig.clock.advance(HOUR);
    expect(await requestReconcile()).toBe(true);
    expect(await rig.store.reconcile.get()).toEqual(run);
  });
});

it('a cancelled comparison tells that it is not complete, and has removed nobody', async () => {
  const { rig } = await drifted();
  const before = await peopleOf(rig);
  const scanId = await prepared(rig);
  await compareAll(rig, scanId);
  expect(await activitiesOf(rig.deps).finishReconcile(scanId, false)).toMatchObject({ found: NONE, complete: false });
  expect(await peopleOf(rig)).toEqual(before);
  expect(await rig.store.reconcile.get()).toBeNull();
});

function hiding(marketo: Rig['deps']['marketo'], ids: ReadonlySet<number>): typeof marketo.leadsByIds {
  return async (...args) => {
    const { leads, answeredAt } = await marketo.leadsByIds(...args);
    return { leads: leads.filter(({ id }) => !ids.has(id)), answeredAt };
  };
}

async function spend(rig: Rig, limits: Parameters<Rig['store']['quota']['ledger']>[0]): Promise<void> {
  const lease = await rig.store.quota.ledger(limits).acquire({ priority: 'changes', deadlineMs: 1_000 });
  await lease.release('done');
}
