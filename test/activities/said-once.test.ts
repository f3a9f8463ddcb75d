import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import type { QuotaDocument } from '../../store/quota/document.ts';
import { HOUR } from './clock.ts';
import { activitiesOf, LIMITS, openRig, openSyncedRig, type Rig, start, turn } from './rig.ts';

/** The activity functions of a worker whose share of the day is this, with its log. */
function worker(rig: Rig, dayCalls: number) {
  const lines: LogEntry[] = [];
  const logger = new DefaultLogger('INFO', (entry) => lines.push(entry));
  const marketo = rig.client({ limits: { ...LIMITS, dayCalls } });
  const activities = activitiesOf({ ...rig.deps, marketo }, () => new MockActivityEnvironment({}, { logger }));
  const said = (level: LogEntry['level'], flow: string) =>
    lines.filter((line) => line.level === level && line.meta?.flow === flow).map(({ message }) => message);
  return { ...activities, said, lines };
}

/** What midnight, US Central, does: the counts were those of another day. */
async function nextDay(rig: Rig): Promise<void> {
  const quota = rig.db.collection<QuotaDocument>('quota');
  await quota.updateOne({ _id: 'marketo' }, { $set: { day: '2020-01-01' } });
}

const USED_UP = 'The day’s calls are used up';
const PARKED = { kind: 'parked', key: 'quota.dayShareUsed', until: expect.any(String) };

/** Each activity function that follows a flow, on a rig where it is its turn. */
const STEPS = [
  ['prepareInitial', 'initial', 0, startedRig],
  // Two ranges are read before: 85 % of three.
  ['scanPeople', 'initial', 3, preparedRig],
  ['changesTurn', 'changes', 0, openSyncedRig],
  ['overlapTurn', 'changes', 0, openSyncedRig],
] as const;

async function startedRig(): Promise<Rig> {
  const rig = await openRig();
  await start(rig);
  return rig;
}

async function preparedRig(): Promise<Rig> {
  const rig = await startedRig();
  await activitiesOf(rig.deps).prepareInitial();
  return rig;
}

describe('the day’s calls used up', () => {
  it.each(STEPS)('%s parks, and however often it looks again that is said once', async (name, flow, calls, open) => {
    const rig = await open();
    const { said, lines, ...activities } = worker(rig, calls);
    const since = rig.clock.now();
    for (let look = 0; look < 3; look += 1) {
      expect(await activities[name]()).toMatchObject(PARKED);
      rig.clock.advance(HOUR / 10);
    }
    expect(said('WARN', `people-${flow}`)).toEqual([USED_UP]);
    expect(lines.filter(({ level }) => level !== 'INFO')).toHaveLength(1);
    expect(await rig.store.failures.list(5)).toMatchObject([{ flow: `people-${flow}`, key: PARKED.key, count: 1 }]);
    const { troubles } = await rig.store.peopleState.get();
    const reset = (await rig.store.quota.status(LIMITS)).resetsAt.getTime();
    expect(troubles[flow]).toMatchObject({ key: PARKED.key, at: since });
    expect((troubles[flow]?.until?.getTime() ?? 0) - reset).toBe(5_000);
  });

  it('after the reset it goes on by itself, says so once, and tells the next day’s end again', async () => {
    const rig = await openSyncedRig();
    await turn(rig);
    // 98 % of three are two: those of one idle turn.
    const today = worker(rig, 3);
    expect(await today.changesTurn()).toMatchObject({ kind: 'done' });
    for (let look = 0; look < 2; look += 1) expect(await today.changesTurn()).toMatchObject(PARKED);
    expect(today.said('WARN', 'people-changes')).toEqual([USED_UP]);
    expect(today.said('INFO', 'people-changes')).toEqual([]);

    await nextDay(rig);
    const tomorrow = worker(rig, 5);
    for (let turns = 0; turns < 2; turns += 1) expect(await tomorrow.changesTurn()).toMatchObject({ kind: 'done' });
    expect(tomorrow.said('INFO', 'people-changes')).toEqual(['It works again']);
    expect((await rig.store.peopleState.get()).troubles.changes).toBeNull();
    expect(await rig.store.failures.list(5)).toEqual([]);

    expect(await tomorrow.changesTurn()).toMatchObject(PARKED);
    expect(tomorrow.said('WARN', 'people-changes')).toEqual([USED_UP]);
    expect(await rig.store.failures.list(5)).toMatchObject([{ count: 1 }]);
  });

  it('each flow says it once, whatever the other one says meanwhile', async () => {
    const rig = await preparedRig();
    const { scanPeople, changesTurn, said } = worker(rig, 0);
    for (let look = 0; look < 2; look += 1) {
      expect(await scanPeople()).toMatchObject(PARKED);
      expect(await changesTurn()).toMatchObject(PARKED);
    }
    expect([said('WARN', 'people-initial'), said('WARN', 'people-changes')]).toEqual([[USED_UP], [USED_UP]]);
    expect((await rig.store.failures.list(5)).map(({ count }) => count)).toEqual([1, 1]);
    const { initial, changes } = (await rig.store.peopleState.get()).troubles;
    expect([initial?.key, changes?.key]).toEqual([PARKED.key, PARKED.key]);
  });

  it('a pause in between is no news either', async () => {
    const rig = await preparedRig();
    const { scanPeople, said } = worker(rig, 0);
    await scanPeople();
    await rig.store.peopleState.patch({ initial: 'paused' });
    expect(await scanPeople()).toMatchObject({ kind: 'stopped' });
    await rig.store.peopleState.patch({ initial: 'running' });
    expect(await scanPeople()).toMatchObject(PARKED);
    expect(said('WARN', 'people-initial')).toEqual([USED_UP]);
    expect(said('INFO', 'people-initial')).toEqual([]);
  });

  it('who asks for people to be read again is told each time, and the flows are left alone', async () => {
    const rig = await openSyncedRig();
    const { resync } = worker(rig, 0);
    await expect(resync([1, 2])).rejects.toMatchObject({ key: PARKED.key });
    expect((await rig.store.peopleState.get()).troubles).toEqual({ initial: null, changes: null, reconcile: null });
  });
});
