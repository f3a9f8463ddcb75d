import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { FEEDS, type Feed } from '../../model/feeds.ts';
import { newReconcile } from '../../model/reconcile.ts';
import type { FaultRule } from '../../simulators/marketo/index.ts';
import { DAY, MINUTE, SECOND } from './clock.ts';
import { toItsEnd } from './comparing.ts';
import { activitiesOf, openSyncedRig, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf, visibleIn } from './truth.ts';

async function caughtUp(options: Parameters<typeof openSyncedRig>[0] = {}): Promise<Rig> {
  const rig = await openSyncedRig(options);
  await turn(rig);
  rig.clock.advance(10 * MINUTE);
  return rig;
}

const cursorsOf = ({ store }: Rig) => Promise.all(FEEDS.map((feed) => store.cursors.get(feed)));
const titleOf = async (rig: Rig, id: number) => (await visibleIn(rig)).find((line) => line.id === id)?.salesforceLeadId;

describe('pages', () => {
  it.each<[string, FaultRule['do']]>([
    ['short pages', { shortPage: 2 }],
    ['empty pages', { emptyPage: true }],
    ['rows that come twice', { duplicateRows: true }],
    ['rows without an id', { dropId: true }],
    ['rows that share one id', { repeatId: true }],
  ])('%s: only moreResult ends a feed, nothing is lost or doubled', async (_, fault) => {
    const rig = await caughtUp();
    rig.instance.random(40, 7);
    rig.instance.setFaults([{ match: { class: 'activities', every: 2, times: 40 }, do: fault }]);
    await turn(rig);
    await expectTruth(rig);
  });

  it('more records than fit into one page are all read in one turn', async () => {
    const rig = await caughtUp({ people: 700 });
    for (const { id } of truthOf(rig.instance)) rig.instance.update(id, { title: `Title ${id}` });
    const { summary, records } = await turn(rig);
    expect(records).toBe(truthOf(rig.instance).length);
    expect(summary.asked).toBe(records);
    await expectTruth(rig);
  });
});

describe('rows that become visible late', () => {
  it.each(['commit', 'date'] as const)('the daily overlap finds them (page order: %s)', async (pageOrder) => {
    const rig = await caughtUp({ switches: { pageOrder } });
    const [late, punctual] = [someone(rig.instance, 0).id, someone(rig.instance, 1).id];
    rig.instance.setFaults([{ match: { types: [13], times: 1 }, do: { lateMs: 5 * MINUTE } }]);
    rig.instance.update(late, { sfdcLeadId: 'late' });
    rig.clock.advance(MINUTE);
    rig.instance.update(punctual, { sfdcLeadId: 'punctual' });
    await turn(rig);
    expect(await titleOf(rig, punctual)).toBe('punctual');
    expect(await titleOf(rig, late)).not.toBe('late');

    rig.clock.advance(5 * MINUTE);
    const before = await cursorsOf(rig);
    const summary = await activitiesOf(rig.deps).overlapTurn();
    expect('asked' in summary && summary.asked).toBeGreaterThanOrEqual(2);
    await expectTruth(rig);
    expect(await cursorsOf(rig)).toEqual(before);
  });

  it('in date order a turn alone would never see them', async () => {
    const rig = await caughtUp({ switches: { pageOrder: 'date' } });
    const late = someone(rig.instance, 0).id;
    rig.instance.setFaults([{ match: { types: [13], times: 1 }, do: { lateMs: 5 * MINUTE } }]);
    rig.instance.update(late, { sfdcLeadId: 'late' });
    rig.clock.advance(MINUTE);
    rig.instance.update(someone(rig.instance, 1).id, { sfdcLeadId: 'punctual' });
    await turn(rig);
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    expect(await titleOf(rig, late)).not.toBe('late');
  });

  it('the overlap is due once a day', async () => {
    const rig = await caughtUp();
    expect((await turn(rig)).overlapDue).toBe(false);
    rig.clock.advance(DAY);
    expect((await turn(rig)).overlapDue).toBe(true);
    await activitiesOf(rig.deps).overlapTurn();
    expect((await turn(rig)).overlapDue).toBe(false);
  });
});

describe('positions', () => {
  it.each(['1003', '701', '610', '799'])('a refused token (%s) is rebuilt from the watermark', async (badTokenCode) => {
    const rig = await caughtUp({ switches: { badTokenCode } });
    const since: Date[] = [];
    const marketo: PeopleDeps['marketo'] = {
      ...rig.deps.marketo,
      pagingToken: (from, context) => {
        since.push(from);
        return rig.deps.marketo.pagingToken(from, context);
      },
    };
    rig.instance.random(20, 3);
    const cursors = await cursorsOf(rig);
    for (const cursor of cursors) {
      if (cursor !== null) await rig.store.cursors.move(cursor, { ...cursor, token: 'REFUSED====' });
    }
    expect(await activitiesOf({ ...rig.deps, marketo }).changesTurn()).toMatchObject({ kind: 'done' });
    const rebuilt = cursors.map((cursor) => (cursor?.watermark.getTime() ?? 0) - SECOND);
    expect(since).toHaveLength(FEEDS.length);
    expect(new Set(since.map((from) => from.getTime()))).toEqual(new Set(rebuilt));
    await expectTruth(rig);
  });

  it('the watermark lies 60 s before the moment at which the exhausted page was asked', async () => {
    const rig = await caughtUp();
    const before = Date.now();
    await turn(rig);
    for (const cursor of await cursorsOf(rig)) {
      // Marketo's time has whole seconds.
      const asked = (cursor?.watermark.getTime() ?? 0) + MINUTE;
      expect(asked).toBeGreaterThanOrEqual(before - 2 * SECOND);
      expect(asked).toBeLessThanOrEqual(Date.now());
    }
  });

  const broken: [string, (rig: Rig) => PeopleDeps][] = [
    ['the write fails', ({ deps, store }) => ({ ...deps, store: { ...store, people: failingApply(store.people) } })],
    [
      'the people can’t be read',
      ({ deps, instance }) => {
        instance.setFaults([{ match: { class: 'leads', times: 1 }, do: { code: '611' } }]);
        return deps;
      },
    ],
  ];
  it.each(broken)('no position moves when %s; the next turn finds the changes again', async (_, breakIt) => {
    const rig = await caughtUp();
    const before = await cursorsOf(rig);
    rig.instance.random(30, 5);
    await expect(activitiesOf(breakIt(rig)).changesTurn()).rejects.toBeInstanceOf(AppError);
    expect(await cursorsOf(rig)).toEqual(before);
    await turn(rig);
    await expectTruth(rig);
  });

  it('an attempt that another one has overtaken stops at its first position and has harmed nothing', async () => {
    const rig = await caughtUp();
    rig.instance.random(30, 11);
    const cursors: PeopleDeps['store']['cursors'] = {
      ...rig.store.cursors,
      move: async (from, to) => {
        await turn(rig);
        return rig.store.cursors.move(from, { ...to, token: `${to.token}another` });
      },
    };
    const late = activitiesOf({ ...rig.deps, store: { ...rig.store, cursors } }).changesTurn();
    await expect(late).rejects.toMatchObject({ key: 'store.conflict' });
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    await expectTruth(rig);
  });

  it('a database older than what Temporal remembers stops the flow before anything is asked', async () => {
    const rig = await caughtUp();
    const { sequence } = await turn(rig);
    const { changesTurn } = activitiesOf(rig.deps);
    rig.instance.resetStats();
    await expect(changesTurn(sequence + 1)).rejects.toMatchObject({ key: 'store.restored' });
    expect(rig.instance.stats().calls).toBe(0);
    expect(await changesTurn(sequence)).toMatchObject({ kind: 'done' });
  });

  it('a database that is put back while a turn lasts is not taken for what the flow remembers', async () => {
    const rig = await caughtUp();
    const { cursors } = rig.store;
    let looks = 0;
    const sequence = async () => (looks++ === 0 ? cursors.sequence() : 1);
    const putBack = { ...rig.deps, store: { ...rig.store, cursors: { ...cursors, sequence } } };
    await expect(activitiesOf(putBack).changesTurn()).rejects.toMatchObject({ key: 'store.restored' });
    expect(looks).toBe(2);
  });
});

describe('feeds older than their memory', () => {
  const positionsAt = async (rig: Rig) =>
    Promise.all(FEEDS.map(async (feed: Feed) => (await rig.store.cursors.get(feed))?.watermark.getTime()));

  const old = async (): Promise<Rig> => {
    const rig = await caughtUp();
    rig.instance.random(30, 13);
    rig.clock.advance(14 * DAY + MINUTE);
    return rig;
  };

  it('after 14 days everyone is compared, from positions made before: who was deleted meanwhile is found', async () => {
    const rig = await old();
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'reconcile' });
    expect(await positionsAt(rig)).toEqual(FEEDS.map(() => rig.clock.ms - DAY));
    expect(await rig.store.peopleState.get()).toMatchObject({ initial: 'complete' });
    const run = await rig.store.reconcile.get();
    expect(run).toMatchObject({ reason: 'feedsTooOld', state: 'running', startedAt: null });
    expect((await rig.store.audit.list(1))[0]).toMatchObject({ action: 'people.rescan' });
    await activitiesOf(rig.deps).prepareReconcile();
    const { found, complete } = await toItsEnd(rig, run?.scanId ?? '');
    expect(complete).toBe(true);
    expect(found.extra).toBeGreaterThan(0);
    await expectTruth(rig);
  });

  it('where not everyone has been read, that comes first, and the comparison after it', async () => {
    const rig = await old();
    await rig.store.peopleState.patch({ initial: 'running' });
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'rescan', reconcile: true });
    expect(await positionsAt(rig)).toEqual(FEEDS.map(() => rig.clock.ms - DAY));
    const { initial, scanId, highestId } = await rig.store.peopleState.get();
    expect({ initial, highestId }).toEqual({ initial: 'running', highestId: null });
    const { prepareInitial, scanPeople, completeInitial, prepareReconcile } = activitiesOf(rig.deps);
    expect(await prepareReconcile()).toEqual({ kind: 'waiting' });
    await prepareInitial();
    expect(await scanPeople(scanId ?? '')).toMatchObject({ kind: 'complete' });
    await completeInitial(scanId ?? '');
    const run = await rig.store.reconcile.get();
    expect(run).toMatchObject({ reason: 'feedsTooOld' });
    expect(await prepareReconcile()).toMatchObject({ kind: 'ready' });
    await toItsEnd(rig, run?.scanId ?? '');
    await expectTruth(rig);
  });

  it('a comparison under way is replaced: it may have asked for people before the gap', async () => {
    const rig = await old();
    const before = newReconcile('weekly', new Date(0));
    await rig.store.reconcile.request({ ...before, startedAt: new Date(0), highestId: 9 });
    await activitiesOf(rig.deps).changesTurn();
    expect(await rig.store.reconcile.get()).toMatchObject({ reason: 'feedsTooOld', highestId: null });
  });

  it.each([1, 2, 3, 4])('a crash before step %i of it is not forgotten', async (n) => {
    const rig = await old();
    let steps = 0;
    const step = <T>(work: () => Promise<T>): Promise<T> => {
      steps += 1;
      return steps === n ? Promise.reject(new Error('killed')) : work();
    };
    const { reconcile, cursors } = rig.store;
    const store: PeopleDeps['store'] = {
      ...rig.store,
      reconcile: { ...reconcile, replace: (run) => step(() => reconcile.replace(run)) },
      cursors: { ...cursors, create: (...args) => step(() => cursors.create(...args)) },
    };
    await expect(activitiesOf({ ...rig.deps, store }).changesTurn()).rejects.toThrow('killed');
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'reconcile' });
    expect(await rig.store.reconcile.get()).toMatchObject({ reason: 'feedsTooOld' });
    expect(await positionsAt(rig)).toEqual(FEEDS.map(() => rig.clock.ms - DAY));
  });

  it.each([1, 2, 3, 4])('nor is the reading of everyone, where that was to come first (step %i)', async (n) => {
    const rig = await old();
    await rig.store.peopleState.patch({ initial: 'paused' });
    let steps = 0;
    const step = <T>(work: () => Promise<T>): Promise<T> => {
      steps += 1;
      return steps === n ? Promise.reject(new Error('killed')) : work();
    };
    const { peopleState, cursors } = rig.store;
    const store: PeopleDeps['store'] = {
      ...rig.store,
      peopleState: { ...peopleState, patch: (change) => step(() => peopleState.patch(change)) },
      cursors: { ...cursors, create: (...args) => step(() => cursors.create(...args)) },
    };
    await expect(activitiesOf({ ...rig.deps, store }).changesTurn()).rejects.toThrow('killed');
    expect(await activitiesOf(rig.deps).changesTurn()).toEqual({ kind: 'rescan', reconcile: true });
    expect(await rig.store.peopleState.get()).toMatchObject({ initial: 'running', highestId: null });
    expect(await positionsAt(rig)).toEqual(FEEDS.map(() => rig.clock.ms - DAY));
  });
});

function failingApply(people: PeopleDeps['store']['people']): PeopleDeps['store']['people'] {
  return { ...people, apply: () => Promise.reject(new AppError('store.unreachable')) };
}
