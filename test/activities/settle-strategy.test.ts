import { describe, expect, it } from 'vitest';
import type { PeopleDeps } from '../../activities/deps.ts';
import { quotaLimits } from '../../model/quota.ts';
import { hasty, scanOut } from './bulk-rig.ts';
import { HOUR } from './clock.ts';
import { activitiesOf, openRig, type Rig, SCAN, start } from './rig.ts';
import { expectTruth } from './truth.ts';

/** Few calls win over many. */
const SLOW = quotaLimits({ rate: 0.01, day: 0.8, dailyCalls: 50_000 });
const withLists = { switches: { smartListFilter: true } };

/** Started by an app, which names no strategy. */
async function startedRig(options: Parameters<typeof openRig>[0], limits?: PeopleDeps['limits']): Promise<Rig> {
  const rig = await openRig(options);
  await start(rig);
  await rig.store.peopleState.patch({ strategy: null });
  return limits === undefined ? rig : { ...rig, deps: { ...rig.deps, limits } };
}

const prepare = ({ deps }: Pick<Rig, 'deps'>) => activitiesOf(deps).prepareInitial();
const choicesOf = async ({ store }: Rig) =>
  (await store.audit.list(20)).filter(({ action }) => action === 'people.initial.strategy');

/** The same dependencies; the call of the store that `dies` names is made and its answer lost. */
function dying(rig: Rig, dies: 'settle' | 'plan'): Pick<Rig, 'deps'> {
  const { store } = rig.deps;
  const killed = (): never => {
    throw new Error('killed');
  };
  const peopleState: typeof store.peopleState = {
    ...store.peopleState,
    settle: (...args) => store.peopleState.settle(...args).then((won) => (dies === 'settle' ? killed() : won)),
  };
  const exports: typeof store.exports = {
    ...store.exports,
    plan: (...args) => store.exports.plan(...args).then((windows) => (dies === 'plan' ? killed() : windows)),
  };
  return { deps: { ...rig.deps, store: { ...store, peopleState, exports } } };
}

describe('a scan without a strategy', () => {
  it('gets the plan’s pick, and the audit log says which, and what it costs', async () => {
    const rig = await startedRig({ people: 300 });
    await prepare(rig);
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'ids', smartList: null });
    expect(await choicesOf(rig)).toMatchObject([
      { by: 'worker', details: { scanId: SCAN, strategy: 'ids', calls: 15, jobs: 0, fitsToday: true } },
    ]);
    expect(await rig.store.exports.planned(SCAN)).toBeNull();
  });

  it('gets one export of the smart list where that is fastest: at least as many people as there are for certain', async () => {
    const rig = await startedRig({ people: 3_000, ...withLists }, SLOW);
    const prepared = await prepare(rig);
    if ('kind' in prepared) throw new Error('parked');
    const { highestId } = prepared;
    expect(highestId).toBe(Math.max(...[...rig.instance.truth({ fields: [] })].map(({ id }) => id)));
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'bulk', smartList: 'All People', highestId });
    const [list, ...more] = (await rig.store.exports.planned(SCAN)) ?? [];
    expect(more).toEqual([]);
    expect(list?.expected).toBeGreaterThan(2_000);
    expect(list?.expected).toBeLessThanOrEqual(3_000);
  });

  it('keeps the first choice: nothing that changes later, and no repeated attempt, changes it', async () => {
    const rig = await startedRig({ people: 3_000, ...withLists }, SLOW);
    const first = await prepare(rig);
    const [state, planned] = [await rig.store.peopleState.get(), await rig.store.exports.planned(SCAN)];
    rig.instance.setSwitches({ smartListFilter: false });
    rig.clock.advance(HOUR);
    rig.instance.create({ lastName: 'Newcomer' });
    expect(await prepare(rig)).toEqual(first);
    expect(await rig.store.peopleState.get()).toEqual(state);
    expect(await rig.store.exports.planned(SCAN)).toEqual(planned);
    expect(await choicesOf(rig)).toHaveLength(1);
  });

  it.each(['settle', 'plan'] as const)(
    'killed after %s: the next attempt goes on with the same choice',
    async (dies) => {
      const rig = await startedRig({ people: 3_000, ...withLists }, SLOW);
      await expect(prepare(dying(rig, dies))).rejects.toThrow('killed');
      rig.instance.setSwitches({ smartListFilter: false });
      await prepare(rig);
      expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'bulk', smartList: 'All People' });
      expect(await rig.store.exports.planned(SCAN)).toHaveLength(1);
    },
  );

  it('two attempts at once choose once', async () => {
    const rig = await startedRig({ people: 300 });
    await Promise.all([prepare(rig), prepare(rig)]);
    expect(await choicesOf(rig)).toHaveLength(1);
  });

  it('that an earlier version has prepared goes on by ids, unasked', async () => {
    const rig = await startedRig({ people: 3_000, ...withLists }, SLOW);
    await rig.store.peopleState.patch({ highestId: 4_000 });
    await prepare(rig);
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'ids', highestId: 4_000 });
    expect(rig.instance.bulkJobs()).toEqual([]);
  });

  it('is not prepared once another scan took over', async () => {
    const rig = await startedRig({ people: 300 });
    const { marketo: given } = rig.deps;
    const marketo: PeopleDeps['marketo'] = {
      ...given,
      describeLeads: async (context) => {
        await rig.store.peopleState.patch({ scanId: 'scan-2' });
        return given.describeLeads(context);
      },
    };
    await expect(prepare({ deps: { ...rig.deps, marketo } })).rejects.toMatchObject({ key: 'store.conflict' });
    expect(await rig.store.peopleState.get()).toMatchObject({ scanId: 'scan-2', strategy: null });
  });
});

describe('a scan with a strategy', () => {
  it('is not planned again: its first calls are the ones it needs', async () => {
    const rig = await startedRig({ people: 3_000, ...withLists }, SLOW);
    await rig.store.peopleState.patch({ strategy: 'ids' });
    await prepare(rig);
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'ids', smartList: null });
    expect(rig.instance.bulkJobs()).toEqual([]);
    expect(rig.instance.stats().endpoints['GET /rest/v1/leads.json']).toBeUndefined();
  });

  it('of exports by time gets windows from the first person to now', async () => {
    const rig = await startedRig({ people: 300 });
    await rig.store.peopleState.patch({ strategy: 'bulk', smartList: null });
    await prepare(rig);
    const windows = (await rig.store.exports.planned(SCAN)) ?? [];
    const created = [...rig.instance.truth()].map(({ createdAt }) => Date.parse(String(createdAt)));
    expect(windows[0]?.startAt.getTime()).toBeLessThan(Math.min(...created));
    expect(windows.at(-1)?.endAt.getTime()).toBeGreaterThanOrEqual(Math.max(...created));
    expect(windows.length).toBeGreaterThanOrEqual(36);
    rig.clock.advance(HOUR);
    await prepare(rig);
    expect(await rig.store.exports.planned(SCAN)).toEqual(windows);
  });

  it.each([
    ['by time', {}, null],
    ['by smart list', withLists, 'All People'],
  ])('of exports %s reads everyone by the exports planned', async (_, options, smartList) => {
    const rig = await startedRig({ people: 300, ...options });
    await rig.store.peopleState.patch({ strategy: 'bulk', smartList });
    await prepare(rig);
    const scanned = await scanOut({ deps: { ...rig.deps, clock: hasty(rig.clock) } });
    expect(scanned).toMatchObject({ kind: 'complete', read: 300 });
    expect(await rig.store.peopleState.get()).toMatchObject({ strategy: 'bulk', smartList });
    await expectTruth(rig);
  });

  it('of a smart list gets one export, and nothing asks whether the list is there', async () => {
    const rig = await startedRig({ people: 300 });
    await rig.store.peopleState.patch({ strategy: 'bulk', smartList: 'Customers' });
    await prepare(rig);
    expect(await rig.store.exports.planned(SCAN)).toHaveLength(1);
    expect(rig.instance.bulkJobs()).toEqual([]);
  });
});
