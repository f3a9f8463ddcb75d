import { describe, expect, it } from 'vitest';
import type { MarketoId } from '../../model/ids.ts';
import { MINUTE, SECOND } from './clock.ts';
import { callsOf, follow, openFollowed, push, storedTitle } from './people-push-rig.ts';
import { newAttempt, type Rig, turn } from './rig.ts';
import { expectTruth, someone, truthOf } from './truth.ts';

describe('people who are pushed', () => {
  it('are read again together, written with their reason, and taken off', async () => {
    const rig = await openFollowed();
    const some = [...rig.instance.truth({ owned: true })].slice(0, 40).map(({ id }) => id);
    for (const id of some) rig.instance.update(id, { title: `Pushed ${id}` });
    const created = rig.instance.create({ lastName: 'New', sfdcLeadOwnerId: '005000000000001AAA' });
    await push(rig, ...some, created);
    rig.instance.resetStats();
    const turned = await follow(rig);
    expect(turned).toMatchObject({ kind: 'quiet', read: 41, calls: 1 });
    expect(callsOf(rig)).toBe(1);
    await expectTruth(rig);
    const person = await rig.store.people.get(created as MarketoId);
    expect(person?.marketo?.evidence).toBe('push');
    const [row] = await rig.store.people.history(some[0] as MarketoId);
    expect(row).toMatchObject({ evidence: 'push', changes: [{ field: 'title' }] });
    expect(await rig.store.pushes.depth()).toBe(0);
    expect(await rig.store.pushes.state()).toMatchObject({ read: 41, followedAt: null });
  });

  it('nobody waits for longer than a second once one is seen, and no call leaves sooner than its turn', async () => {
    const rig = await openFollowed();
    const ids = [...rig.instance.truth()].map(({ id }) => id);
    let pushed = 0;
    const calls: number[] = [];
    const { marketo } = rig.deps;
    const watched: Rig['deps']['marketo'] = {
      ...marketo,
      leadsByIds: (...given) => {
        calls.push(rig.clock.ms);
        return marketo.leadsByIds(...given);
      },
    };
    await follow(rig, {
      seconds: 30,
      deps: { marketo: watched },
      onSleep: async () => {
        const id = ids[pushed++ % ids.length] ?? 1;
        await push(rig, id);
      },
    });
    expect(calls.length).toBeGreaterThan(20);
    const gaps = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    // Half of the 50 calls in 20 s that are ours.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(800);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1_000);
  });

  it('a push during the read is read once more', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    const { marketo } = rig.deps;
    let asked = 0;
    const changing: Rig['deps']['marketo'] = {
      ...marketo,
      leadsByIds: async (...given) => {
        const answer = await marketo.leadsByIds(...given);
        asked += 1;
        if (asked === 1) {
          rig.instance.update(id, { title: 'Second' });
          await push(rig, id);
        }
        return answer;
      },
    };
    rig.instance.update(id, { title: 'First' });
    await push(rig, id);
    await follow(rig, { deps: { marketo: changing } });
    expect([asked, await storedTitle(rig, id)]).toEqual([2, 'Second']);
  });

  it('the same person pushed again and again is read once a second', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    let times = 0;
    rig.instance.resetStats();
    const start = rig.clock.ms;
    await push(rig, id);
    await follow(rig, {
      seconds: 20,
      onSleep: async () => {
        times += 1;
        await push(rig, id);
      },
    });
    expect(times).toBeGreaterThan(30);
    expect(callsOf(rig)).toBeLessThanOrEqual(1 + (rig.clock.ms - start) / SECOND);
  });

  it('garbage ids change nothing: nobody is made up, nobody is suspected', async () => {
    const rig = await openFollowed();
    await push(rig, 999_999_999, 5_555_555_555);
    expect(await follow(rig)).toMatchObject({ kind: 'quiet', read: 2 });
    expect(await rig.store.people.get(999_999_999 as MarketoId)).toBeNull();
    expect(await rig.store.suspects.counts()).toEqual({ suspects: 0, held: 0 });
    await expectTruth(rig);
  });

  it('a deletion is no push’s to decide: the person is asked for again, and polling finds why', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    rig.instance.delete(id);
    await push(rig, id);
    await follow(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo?.state).toBe('qualified');
    expect((await rig.store.suspects.counts()).suspects).toBe(1);
    rig.clock.advance(10 * MINUTE);
    await turn(rig);
    await expectTruth(rig);
  });

  it('whom an erasure took away stays away', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    const erased = [id as MarketoId];
    await rig.store.erasures.begin(erased, { by: 'test', reason: 'asked', at: rig.clock.now() });
    await rig.store.erasures.finish(erased, rig.clock.now());
    rig.instance.update(id, { title: 'Again' });
    await push(rig, id);
    await follow(rig);
    expect((await rig.store.people.get(id as MarketoId))?.marketo?.state).toBe('erased');
    expect(await storedTitle(rig, id)).toBeUndefined();
  });
});

describe('a turn', () => {
  it('that reads again clears what an attempt before it failed with, and does not wait for its end', async () => {
    const rig = await openFollowed();
    const kept = () => rig.store.failures.list(10);
    await rig.store.failures.record({ flow: 'people-push', key: 'marketo.606', details: {} });
    const seen: number[] = [];
    await push(rig, 1);
    await follow(rig, { onSleep: async () => void seen.push((await kept()).length) });
    expect(seen[0]).toBe(1);
    expect(seen.at(-1)).toBe(0);
  });

  it('says that somebody reads while it lasts, and the opposite at its end', async () => {
    const rig = await openFollowed();
    const seen: (Date | null)[] = [];
    await follow(rig, {
      seconds: 5,
      onSleep: async () => {
        seen.push((await rig.store.pushes.state()).followedAt);
      },
    });
    expect(seen.every((at) => at !== null)).toBe(true);
    await follow(rig);
    expect((await rig.store.pushes.state()).followedAt).toBeNull();
  });

  it('who is pushed just when it would end is read', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    rig.instance.update(id, { title: 'Late' });
    const { pushes } = rig.store;
    let ends = 0;
    const late = {
      ...rig.store,
      pushes: {
        ...pushes,
        follow: async (isOn: boolean) => {
          await pushes.follow(isOn);
          if (!isOn && ends++ === 0) await push(rig, id);
        },
      },
    };
    expect(await follow(rig, { deps: { store: late } })).toMatchObject({ kind: 'quiet', read: 1 });
    expect(await storedTitle(rig, id)).toBe('Late');
  });

  it.each(['paused', 'off'] as const)('reads nobody while the changes are %s, and keeps who waits', async (changes) => {
    const rig = await openFollowed();
    await rig.store.peopleState.patch({ changes });
    await push(rig, 1);
    rig.instance.resetStats();
    expect((await follow(rig)).kind).toBe('stopped');
    expect([callsOf(rig), await rig.store.pushes.depth()]).toEqual([0, 1]);
  });

  it('reads nobody while people.sync is off', async () => {
    const rig = await openFollowed();
    await rig.store.settings.setPeople({ sync: false }, 'test');
    expect((await follow(rig)).kind).toBe('stopped');
  });

  it('ends when the changes are paused meanwhile', async () => {
    const rig = await openFollowed();
    const turned = await follow(rig, { onSleep: () => rig.store.peopleState.patch({ changes: 'paused' }) });
    expect(turned.kind).toBe('stopped');
  });

  it('reads nobody into a database that was restored', async () => {
    const rig = await openFollowed();
    const known = await rig.store.cursors.sequence();
    await push(rig, 1);
    await expect(follow(rig, { sequence: known + 1 })).rejects.toMatchObject({ key: 'store.restored' });
    await rig.store.peopleState.setTrouble('changes', { key: 'store.restored', at: new Date(), until: null });
    expect((await follow(rig)).kind).toBe('stopped');
    expect(await rig.store.pushes.depth()).toBe(1);
  });

  it('ends at once when its worker is to end, and what waits stays', async () => {
    const rig = await openFollowed();
    const stopping = new AbortController();
    const turned = await follow(rig, {
      stopping: stopping.signal,
      onSleep: async () => {
        await push(rig, 1);
        stopping.abort();
      },
    });
    expect([turned.kind, await rig.store.pushes.depth()]).toEqual(['over', 1]);
  });

  it('two at once read everybody, whoever takes whom off, and what is pushed meanwhile, too', async () => {
    const rig = await openFollowed();
    const people = truthOf(rig.instance).map(({ id }) => id);
    for (const id of people) rig.instance.update(id, { title: `Twice ${id}` });
    await push(rig, ...people.slice(0, 50));
    let rest = people.slice(50);
    const onSleep = async () => {
      const some = rest.slice(0, 20);
      rest = rest.slice(20);
      if (some.length > 0) await push(rig, ...some);
    };
    await Promise.all([follow(rig, { onSleep }), follow(rig)]);
    expect(await rig.store.pushes.depth()).toBe(0);
    await expectTruth(rig);
  });

  it('one that is killed in the middle of a read leaves its people to the next', async () => {
    const rig = await openFollowed();
    const { id } = someone(rig.instance);
    rig.instance.update(id, { title: 'Kept' });
    await push(rig, id);
    const env = newAttempt();
    const { marketo } = rig.deps;
    const dying: Rig['deps']['marketo'] = {
      ...marketo,
      leadsByIds: async (...given) => {
        const answer = await marketo.leadsByIds(...given);
        env.cancel('CANCELLED');
        return answer;
      },
    };
    await expect(follow(rig, { env, deps: { marketo: dying } })).rejects.toThrow();
    expect(await rig.store.pushes.depth()).toBe(1);
    await follow(rig);
    expect(await storedTitle(rig, id)).toBe('Kept');
  });
});
