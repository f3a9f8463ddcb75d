import { describe, expect, it } from 'vitest';
import { RATE_CALLS } from '../../model/quota.ts';
import { DEFAULT_PEOPLE_SETTINGS } from '../../model/settings.ts';
import { HOUR, MINUTE, SECOND } from './clock.ts';
import { activitiesOf, LIMITS, openRig, openSyncedRig, type Rig, start, turn } from './rig.ts';
import { expectTruth } from './truth.ts';

describe('whether a turn runs', () => {
  it.each([
    ['the changes flow is paused', (rig: Rig) => rig.store.peopleState.patch({ changes: 'paused' })],
    ['it was never switched on', (rig: Rig) => rig.store.peopleState.patch({ changes: 'off' })],
    ['the sync is switched off', (rig: Rig) => rig.store.settings.setPeople({ sync: false }, 'test')],
  ])('nothing is asked when %s', async (_, change) => {
    const rig = await openSyncedRig({ people: 20 });
    await change(rig);
    rig.instance.resetStats();
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'stopped' });
    expect(rig.instance.stats().calls).toBe(0);
  });

  it('nothing is asked before the positions exist', async () => {
    const rig = await openRig({ people: 20 });
    await start(rig);
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'stopped' });
    expect(rig.instance.stats().calls).toBe(0);
  });

  it.each(['overlapTurn', 'approve'] as const)('%s needs a prepared sync', async (name) => {
    const rig = await openRig({ people: 20 });
    await expect(activitiesOf(rig.deps)[name]()).rejects.toMatchObject({ key: 'people.notStarted' });
  });

  it('the day’s calls used up: parked until the reset, and the changes are found afterwards', async () => {
    const rig = await openSyncedRig();
    await turn(rig);
    rig.clock.advance(10 * MINUTE);
    rig.instance.random(30, 17);
    const marketo = rig.client({ limits: { ...LIMITS, dayCalls: 3 } });
    const outcome = await activitiesOf({ ...rig.deps, marketo }).changesTurn();
    expect(outcome).toMatchObject({ kind: 'parked', key: 'quota.dayShareUsed' });
    expect((await rig.store.peopleState.get()).troubles.changes).toMatchObject({
      until: outcome.kind === 'parked' ? new Date(outcome.until) : null,
    });
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    expect((await rig.store.peopleState.get()).troubles.changes).toBeNull();
    await expectTruth(rig);
  });
});

describe('how often a turn runs', () => {
  it('every 30 s; hourly while the initial sync reads everyone anyway; at once in proportion where polling is fast', async () => {
    const rig = await openSyncedRig({ people: 20 });
    expect((await turn(rig)).nextInMs).toBe(DEFAULT_PEOPLE_SETTINGS.intervalMs);
    await rig.store.peopleState.patch({ initial: 'running' });
    expect((await turn(rig)).nextInMs).toBe(HOUR);
    // Long enough for a whole day's budget, whatever the time of day.
    await rig.store.settings.setPeople({ intervalMs: 6 * SECOND }, 'test');
    expect((await turn(rig)).nextInMs).toBe(12 * MINUTE);
    await rig.store.peopleState.patch({ initial: 'complete' });
    expect((await turn(rig)).nextInMs).toBe(6 * SECOND);
  });

  it('an idle hour at 30 s stays below 12 % of a 50,000-call day, deletions and usage included', async () => {
    const rig = await openSyncedRig({ people: 20 });
    await turn(rig);
    await activitiesOf(rig.deps).overlapTurn();
    rig.instance.resetStats();
    for (let passed = 0; passed < HOUR; passed += DEFAULT_PEOPLE_SETTINGS.intervalMs) {
      rig.clock.advance(DEFAULT_PEOPLE_SETTINGS.intervalMs);
      await turn(rig);
    }
    const hour = rig.instance.stats().endpoints;
    rig.instance.resetStats();
    await activitiesOf(rig.deps).overlapTurn();
    const overlap = rig.instance.stats().calls;
    const { '/identity/oauth/token': _, ...charged } = hour;
    const calls = Object.values(charged).reduce((sum, n) => sum + n, 0);
    expect(calls * 24 + overlap).toBeLessThanOrEqual(0.12 * 50_000);
    expect(charged['GET /rest/v1/activities/deletedleads.json']).toBe(6);
  });

  it('the instance’s own count of today’s calls, others included, is asked for once an hour', async () => {
    const rig = await openSyncedRig({ people: 20 });
    rig.instance.setLimits({ otherCalls: RATE_CALLS });
    await turn(rig);
    await turn(rig);
    expect(rig.instance.stats().endpoints['GET /rest/v1/stats/usage.json']).toBe(1);
    expect((await rig.store.quota.status(LIMITS)).instanceTotal).toBeGreaterThan(RATE_CALLS);
  });

  it('what a turn did is kept for status', async () => {
    const rig = await openSyncedRig();
    await turn(rig);
    rig.clock.advance(10 * MINUTE);
    rig.instance.update([...rig.instance.truth()][0]?.id ?? 0, { title: 'Changed' });
    await turn(rig);
    const { lastTurn, caughtUpAt } = await rig.store.peopleState.get();
    expect(caughtUpAt).toEqual(rig.clock.now());
    expect(lastTurn).toMatchObject({ at: rig.clock.now(), records: 1, reread: 1, written: 1, calls: 4 });
  });
});
