import { setImmediate } from 'node:timers/promises';
import type { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import type { MarketoId } from '../../model/ids.ts';
import { dayExhausted, quotaResetAfter } from '../../model/quota.ts';
import type { MarketoSimulatorOptions } from '../../simulators/marketo/index.ts';
import { SECOND } from './clock.ts';
import { activitiesOf, LIMITS, newAttempt, openRig, type Rig, SCAN, start } from './rig.ts';
import { expectTruth, truthOf } from './truth.ts';

async function preparedRig(options: MarketoSimulatorOptions = {}): Promise<Rig> {
  const rig = await openRig(options);
  await start(rig);
  await activitiesOf(rig.deps).prepareInitial();
  return rig;
}

/** The same dependencies; `before` is called before each read of people with its number, from 1, and its ids. */
function watching(deps: PeopleDeps, before: (n: number, signal?: AbortSignal) => unknown = () => undefined) {
  const asked: number[] = [];
  const marketo: PeopleDeps['marketo'] = {
    ...deps.marketo,
    leadsByIds: async (ids, fields, context) => {
      asked.push(...ids);
      await before(asked.length / 300, context.signal);
      return deps.marketo.leadsByIds(ids, fields, context);
    },
  };
  return { deps: { ...deps, marketo }, asked };
}

/** No answer comes, while time passes; ends as a call does whose signal is aborted. */
async function hang({ clock }: Rig, signal: AbortSignal | undefined): Promise<void> {
  while (signal?.aborted !== true) {
    clock.advance(SECOND);
    await setImmediate();
  }
  signal.throwIfAborted();
}

describe('reading everyone', () => {
  it('the database equals Marketo; everyone read is stored, people without owner as stubs without personal data', async () => {
    const rig = await preparedRig({ people: 900 });
    const outcome = await activitiesOf(rig.deps).scanPeople();
    expect(outcome).toMatchObject({ kind: 'complete', read: 900, qualified: truthOf(rig.instance).length });
    await expectTruth(rig);
    const stubs = await rig.db.collection('people').find({ 'marketo.state': 'unowned' }).toArray();
    expect(stubs).toHaveLength(900 - outcome.qualified);
    for (const { marketo } of stubs) {
      expect(Object.keys(marketo).sort()).toEqual(['asOf', 'evidence', 'leftAt', 'reason', 'state', 'syncedAt']);
    }
    expect(await rig.db.collection('peopleHistory').countDocuments()).toBe(0);
  });

  it('each range has a ticket of its own, taken before its read, and names the scan as evidence', async () => {
    const rig = await preparedRig({ people: 600 });
    await activitiesOf(rig.deps).scanPeople();
    const people = await rig.db.collection('people').find().toArray();
    const ticketOfRange = new Map<number, unknown>();
    for (const { _id, marketo } of people) {
      const range = Math.floor((Number(_id) - 1) / 300);
      expect(marketo.asOf).toBe(ticketOfRange.get(range) ?? marketo.asOf);
      ticketOfRange.set(range, marketo.asOf);
      expect(marketo.evidence).toBe('initialScan');
    }
    expect(new Set(ticketOfRange.values()).size).toBe(ticketOfRange.size);
  });

  it('the progress that status shows is the whole scan’s', async () => {
    const rig = await preparedRig();
    const { done, read, qualified } = await activitiesOf(rig.deps).scanPeople();
    const { progress } = await rig.store.peopleState.get();
    expect(progress).toMatchObject({ done, total: done, read, qualified, calls: done / 300 });
  });

  it('a scan is not begun before it was prepared', async () => {
    const rig = await openRig({ people: 10 });
    await start(rig);
    await expect(activitiesOf(rig.deps).scanPeople()).rejects.toMatchObject({ key: 'people.notStarted' });
  });
});

describe('going on', () => {
  it('a scan cut off in the middle goes on without reading a finished range again', async () => {
    const rig = await preparedRig({ people: 1_500 });
    const env: MockActivityEnvironment = newAttempt();
    const cut = watching(rig.deps, (n, signal) => {
      if (n < 14) return undefined;
      env.cancel('WORKER_SHUTDOWN');
      return hang(rig, signal);
    });
    await expect(activitiesOf(cut.deps, () => env).scanPeople()).rejects.toThrow();
    const finished = await rig.store.ranges.finished(SCAN);
    expect(finished.length).toBeGreaterThan(0);

    const rest = watching(rig.deps);
    rig.instance.resetStats();
    const outcome = await activitiesOf(rest.deps).scanPeople();
    expect(outcome).toMatchObject({ kind: 'complete', read: 1_500 });
    const again = rest.asked.filter((id) => finished.some(({ from, to }) => from <= id && id <= to));
    expect(again).toEqual([]);
    expect(rest.asked.length + finished.length * 900).toBe(outcome.done);
    expect(rig.instance.stats().endpoints['GET /rest/v1/leads.json']).toBe(rest.asked.length / 300);
    await expectTruth(rig);
  });

  it('nothing is written after the attempt was aborted: its successor may be at work', async () => {
    const rig = await preparedRig();
    const env = newAttempt();
    const applied: number[] = [];
    const people: PeopleDeps['store']['people'] = {
      ...rig.store.people,
      readMany: async (ids) => {
        const found = await rig.store.people.readMany(ids);
        env.cancel();
        return found;
      },
      apply: (writes, options) => {
        applied.push(...writes.map(({ id }) => id));
        return rig.store.people.apply(writes, options);
      },
    };
    const deps = { ...rig.deps, store: { ...rig.store, people } };
    await expect(activitiesOf(deps, () => env).scanPeople()).rejects.toThrow();
    expect(applied).toEqual([]);
    expect(await rig.store.ranges.finished(SCAN)).toEqual([]);
  });

  it('a piece ends when its time is over and says that there is more', async () => {
    const rig = await preparedRig();
    const { deps, asked } = watching(rig.deps, (n) => n === 2 && rig.clock.advance(11 * SECOND));
    expect(await activitiesOf(deps).scanPeople(SCAN, 10)).toMatchObject({ kind: 'more' });
    expect(asked.length).toBeLessThan(12 * 300);
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
  });

  it('people who turn up beyond the end while the scan runs are read too', async () => {
    const rig = await preparedRig();
    const { deps } = watching(rig.deps, (n) => n === 3 && rig.instance.create({ lastName: 'Late' }));
    expect(await activitiesOf(deps).scanPeople()).toMatchObject({ kind: 'complete', read: 301 });
  });
});

describe('being stopped', () => {
  it.each(['paused', 'cancelled'] as const)(
    '%s: readers that wait for Marketo stop within one look',
    async (initial) => {
      const rig = await preparedRig();
      const { deps } = watching(rig.deps, async (n, signal) => {
        if (n < 3) return undefined;
        // Once: a second one might land after the test has resumed it.
        if (n === 3) await rig.store.peopleState.patch({ initial });
        return hang(rig, signal);
      });
      expect(await activitiesOf(deps).scanPeople()).toMatchObject({ kind: 'stopped' });
      await rig.store.peopleState.patch({ initial: 'running' });
      expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
    },
  );

  it.each([
    ['the scan is paused', (rig: Rig) => rig.store.peopleState.patch({ initial: 'paused' })],
    ['another scan took over', (rig: Rig) => rig.store.peopleState.patch({ scanId: 'scan-2' })],
    ['the sync is switched off', (rig: Rig) => rig.store.settings.setPeople({ sync: false }, 'test')],
  ])('nothing is read when %s', async (_, change) => {
    const rig = await preparedRig();
    await change(rig);
    const { deps, asked } = watching(rig.deps);
    expect(await activitiesOf(deps).scanPeople()).toMatchObject({ kind: 'stopped', done: 0 });
    expect(asked).toEqual([]);
  });

  it('a scan that was stopped is not marked complete', async () => {
    const rig = await preparedRig({ people: 10 });
    await rig.store.peopleState.patch({ initial: 'cancelled' });
    await activitiesOf(rig.deps).completeInitial();
    expect((await rig.store.peopleState.get()).initial).toBe('cancelled');
  });
});

describe('the day’s calls', () => {
  it('our share used up: parked until the reset, what was read is kept, and the rest follows', async () => {
    const rig = await preparedRig();
    const limits = { ...LIMITS, dayCalls: 10 };
    const marketo = rig.client({ limits });
    const before = Date.now();
    const outcome = await activitiesOf({ ...rig.deps, marketo }).scanPeople();
    expect(outcome).toMatchObject({ kind: 'parked', key: 'quota.dayShareUsed' });
    const until = outcome.kind === 'parked' ? new Date(outcome.until).getTime() : 0;
    const reset = quotaResetAfter(new Date(before)).getTime();
    expect(until - reset).toBeGreaterThanOrEqual(0);
    expect(until - reset).toBeLessThan(60 * SECOND);
    // The initial sync leaves 15 % of the day to what is more urgent: 8 of 10 calls were its own.
    expect((await rig.store.quota.status(limits)).usedToday).toBe(8);
    expect((await rig.store.peopleState.get()).troubles.initial).toMatchObject({ until: new Date(until) });
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
    await expectTruth(rig);
  });

  it('calls under way when they end are paid for: their answers are kept', async () => {
    const rig = await preparedRig({ people: 6_000, latencyMs: 100 });
    const marketo = rig.client({ limits: { ...LIMITS, dayCalls: 10 } });
    rig.instance.resetStats();
    expect(await activitiesOf({ ...rig.deps, marketo }).scanPeople()).toMatchObject({ kind: 'parked' });
    const calls = rig.instance.stats().endpoints['GET /rest/v1/leads.json'];
    expect(calls).toBe(8);
    // Three calls are written together: of the last step two were answered, and are asked for again.
    expect(await rig.store.ranges.finished(SCAN)).toHaveLength(2);
  });

  it('the instance’s day used up (607): parked until the reset', async () => {
    const rig = await preparedRig();
    const { callsToday } = rig.instance.stats();
    rig.instance.setLimits({ on: true, dailyQuota: callsToday + 4 });
    const outcome = await activitiesOf(rig.deps).scanPeople();
    const until = dayExhausted(rig.clock.now()).until.toISOString();
    expect(outcome).toMatchObject({ kind: 'parked', key: 'marketo.607', until });
    rig.instance.setLimits({ on: false });
    expect(await activitiesOf(rig.deps).scanPeople()).toMatchObject({ kind: 'complete', read: 300 });
  });
});

it('people over the cap are stubs; raising the cap lets them in when they are read again', async () => {
  const rig = await preparedRig();
  const owned = truthOf(rig.instance);
  await rig.store.settings.setPeople({ cap: 0 }, 'test');
  await activitiesOf(rig.deps).scanPeople();
  expect(await rig.store.people.countByState()).toMatchObject({ overCap: owned.length });
  expect(await rig.store.peopleState.get()).toMatchObject({ visible: 0 });
  const [first, second] = owned;
  if (first === undefined || second === undefined) throw new Error('too few people');

  await activitiesOf(rig.deps).resync([first.id]);
  expect(await rig.store.people.history(first.id as MarketoId)).toEqual([]);
  await rig.store.settings.setPeople({ cap: 1 }, 'test');
  expect(await activitiesOf(rig.deps).resync([first.id, second.id])).toMatchObject({ joined: 1 });
  expect(await rig.store.people.countByState()).toMatchObject({ qualified: 1, overCap: owned.length - 1 });
});
