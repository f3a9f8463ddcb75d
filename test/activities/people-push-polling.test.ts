import { describe, expect, it } from 'vitest';
import { BURST_PEOPLE } from '../../activities/push/folding.ts';
import type { MarketoId } from '../../model/ids.ts';
import { PUSH_DAY_SHARE, quotaLimits } from '../../model/quota.ts';
import { HOUR, MINUTE } from './clock.ts';
import { callsOf, follow, openFollowed, push } from './people-push-rig.ts';
import { type Rig, turn } from './rig.ts';
import { expectTruth, truthOf } from './truth.ts';

describe('left to polling', () => {
  it('a mass update: nobody of it is read, everybody is dropped, and a poll finds them all', async () => {
    const rig = await openFollowed();
    for (const { id } of [...rig.instance.truth({ owned: true })].slice(0, 20)) rig.instance.update(id, { title: 'M' });
    await push(rig, ...Array.from({ length: BURST_PEOPLE + 1 }, (_, index) => index + 1));
    rig.instance.resetStats();
    const turned = await follow(rig);
    expect(turned).toMatchObject({ kind: 'folded', reason: 'burst', isNew: true, read: 0 });
    expect([callsOf(rig), await rig.store.pushes.depth()]).toEqual([0, 0]);
    expect(await rig.store.pushes.state()).toMatchObject({ folded: BURST_PEOPLE + 1, fold: { reason: 'burst' } });
    expect(await follow(rig)).toMatchObject({ kind: 'folded', isNew: false });
    await turn(rig);
    await expectTruth(rig);
    rig.clock.advance(2 * MINUTE);
    expect((await follow(rig)).kind).toBe('quiet');
  });

  it('once pushes have used up their part of the day’s calls, until the reset', async () => {
    const rig = await openFollowed();
    const limits = quotaLimits({ rate: 1, day: 1, dailyCalls: 200 });
    const marketo = rig.client({ limits });
    for (let used = 0; used < 200 * PUSH_DAY_SHARE; used++)
      await marketo.leadsByIds([1 as MarketoId], ['id'], { priority: 'push' });
    await push(rig, 1);
    const turned = await follow(rig, { deps: { limits, marketo } });
    expect(turned).toMatchObject({ kind: 'folded', reason: 'quota', isNew: true, read: 0 });
    if (turned.kind !== 'folded') throw new Error('it was not');
    expect(turned.until).toBe((await rig.store.quota.status(limits)).resetsAt.toISOString());
    expect(await rig.store.pushes.depth()).toBe(0);
  });

  it('where the day is used up', async () => {
    const rig = await openFollowed();
    rig.instance.setFaults([{ match: { class: 'leads' }, do: { code: '607' } }]);
    await push(rig, 1);
    expect(await follow(rig)).toMatchObject({ kind: 'folded', reason: 'quota', isNew: true });
  });
});

describe('polling slows down where pushes tell everything', () => {
  const change = (rig: Rig, count: number, title: string): number[] => {
    const ids = truthOf(rig.instance)
      .slice(0, count)
      .map(({ id }) => id);
    for (const id of ids) rig.instance.update(id, { title: `${title} ${id}` });
    return ids;
  };
  /** Pushed and read, then polled a while later. */
  const pushed = async (rig: Rig, count: number, title: string, told = count) => {
    const ids = change(rig, count, title);
    await push(rig, ...ids.slice(0, told));
    await rig.store.pushes.count({ received: told });
    await follow(rig);
    rig.clock.advance(MINUTE);
    return turn(rig);
  };

  it('after twenty announced people, and is as fast as before once one was not announced', async () => {
    const rig = await openFollowed();
    expect((await pushed(rig, 15, 'A')).nextInMs).toBe(30_000);
    expect((await pushed(rig, 15, 'B')).nextInMs).toBe(300_000);
    rig.clock.advance(5 * MINUTE);
    expect((await turn(rig)).nextInMs).toBe(300_000);
    expect((await pushed(rig, 15, 'C', 12)).nextInMs).toBe(30_000);
    expect((await rig.store.pushes.state()).proof.incomplete?.people).toBe(3);
    await expectTruth(rig);
  });

  it('never without a push', async () => {
    const rig = await openFollowed();
    change(rig, 50, 'A');
    rig.clock.advance(HOUR);
    expect((await turn(rig)).nextInMs).toBe(30_000);
    expect((await rig.store.pushes.state()).proof.incomplete).toBeNull();
  });

  it('what has only just changed says nothing: its push is still on its way', async () => {
    const rig = await openFollowed();
    await pushed(rig, 30, 'A');
    change(rig, 5, 'B');
    expect((await turn(rig)).nextInMs).toBe(300_000);
    expect((await rig.store.pushes.state()).proof.incomplete).toBeNull();
  });

  it('who waits to be read was announced; whom nobody reads for a minute makes polling fast', async () => {
    const rig = await openFollowed();
    await pushed(rig, 30, 'A');
    const ids = change(rig, 5, 'B');
    await push(rig, ...ids);
    // The store's clock is the real one.
    await rig.db.collection('pushes').updateMany({}, { $set: { at: rig.clock.now() } });
    rig.clock.advance(MINUTE / 2);
    expect((await turn(rig)).nextInMs).toBe(300_000);
    rig.clock.advance(MINUTE / 2);
    expect((await turn(rig)).nextInMs).toBe(30_000);
    expect((await rig.store.pushes.state()).proof.incomplete).toBeNull();
    await follow(rig);
    expect((await turn(rig)).nextInMs).toBe(300_000);
  });

  it('deletions and merges are no push’s to announce', async () => {
    const rig = await openFollowed();
    await pushed(rig, 30, 'A');
    const [winner = 0, loser = 0, gone = 0] = truthOf(rig.instance)
      .slice(-3)
      .map(({ id }) => id);
    rig.instance.delete(gone);
    rig.instance.merge({ winner, losers: [loser] });
    rig.clock.advance(11 * MINUTE);
    expect((await turn(rig)).nextInMs).toBe(300_000);
    await expectTruth(rig);
  });
});
