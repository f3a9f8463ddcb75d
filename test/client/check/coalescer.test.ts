import { describe, expect, it } from 'vitest';
import { Coalescer, type Outcomes, type Patience } from '../../../client/check/coalescer.ts';

interface Sent {
  take: () => readonly string[];
  wait: AbortSignal;
  answer: (outcomes?: Outcomes<string>) => Promise<void>;
  fail: (error: Error) => Promise<void>;
}

const SHORT: Patience = { ms: 5, error: () => 'time is over' };

/** Everything that follows from what was done has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Calls that leave and end when the test says so. */
function open({ size = 3, atOnce = 2 } = {}) {
  const calls: Sent[] = [];
  const coalescer = new Coalescer<string>({
    size,
    atOnce,
    call: (take, wait) =>
      new Promise((resolve, reject) => {
        wait.addEventListener('abort', () => reject(new Error('nobody needs it')));
        calls.push({
          take,
          wait,
          answer: async (outcomes) => {
            resolve(outcomes ?? new Map(take().map((key) => [key, { value: key.toUpperCase() }])));
            await settled();
          },
          fail: async (error) => {
            reject(error);
            await settled();
          },
        });
      }),
  });
  const ask = (keys: string[], patience?: Patience) => coalescer.ask(keys, patience);
  const sent = (index: number): Sent => {
    const call = calls[index];
    if (call === undefined) throw new Error(`there are ${calls.length} calls`);
    return call;
  };
  return { calls, ask, sent };
}

describe('a coalescer', () => {
  it('asks for a place at once, and who comes before the call leaves is part of it', async () => {
    const { calls, ask, sent } = open();
    const first = ask(['a']);
    expect(calls).toHaveLength(1);
    const second = ask(['b', 'a']);
    expect(calls).toHaveLength(1);
    expect(sent(0).take()).toEqual(['a', 'b']);
    expect(sent(0).take()).toEqual(['a', 'b']);
    await sent(0).answer();
    expect(await first).toEqual(new Map([['a', { value: 'A' }]]));
    expect(Object.fromEntries(await second)).toEqual({ a: { value: 'A' }, b: { value: 'B' } });
    expect(calls).toHaveLength(1);
  });

  it('never joins a call that has left, not even for the same key: its answer may be older than the question', async () => {
    const { calls, ask, sent } = open();
    const before = ask(['a']);
    sent(0).take();
    const after = ask(['a']);
    expect(calls).toHaveLength(2);
    await sent(0).answer(new Map([['a', { value: 'old' }]]));
    expect(await before).toEqual(new Map([['a', { value: 'old' }]]));
    await sent(1).answer(new Map([['a', { value: 'new' }]]));
    expect(await after).toEqual(new Map([['a', { value: 'new' }]]));
  });

  it('fills calls to their size, oldest first, and has no more of them under way than it may', async () => {
    const { calls, ask, sent } = open({ size: 2, atOnce: 2 });
    const all = ask(['a', 'b', 'c', 'd', 'e']);
    expect(calls).toHaveLength(2);
    expect(sent(1).take()).toEqual(['a', 'b']);
    expect(sent(0).take()).toEqual(['c', 'd']);
    expect(calls).toHaveLength(2);
    await sent(0).answer();
    expect(calls).toHaveLength(3);
    await sent(1).answer();
    await sent(2).answer();
    expect([...(await all).keys()].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(calls).toHaveLength(3);
  });

  it('gives up waiting calls that nobody fills any more', async () => {
    const { calls, ask, sent } = open({ size: 2 });
    const few = ask(['a']);
    const gone = ask(['b', 'c'], SHORT);
    expect(calls).toHaveLength(2);
    expect(Object.fromEntries(await gone)).toEqual({
      b: { error: 'time is over' },
      c: { error: 'time is over' },
    });
    expect(calls.map(({ wait }) => wait.aborted)).toEqual([false, true]);
    await settled();
    expect(sent(0).take()).toEqual(['a']);
    await sent(0).answer();
    expect(await few).toEqual(new Map([['a', { value: 'A' }]]));
    expect(calls).toHaveLength(2);
  });

  it('answers who leaves at once, keeps what it has, and lets the call go on for the others', async () => {
    const { ask, sent } = open();
    const impatient = ask(['a', 'b'], SHORT);
    const patient = ask(['a']);
    sent(0).take();
    expect(Object.fromEntries(await impatient)).toEqual({ a: { error: 'time is over' }, b: { error: 'time is over' } });
    expect(sent(0).wait.aborted).toBe(false);
    await sent(0).answer();
    expect(await patient).toEqual(new Map([['a', { value: 'A' }]]));
  });

  it('tells those of a failed call alone, and asks for the rest', async () => {
    const { ask, sent } = open({ size: 1, atOnce: 1 });
    const unlucky = ask(['a']);
    sent(0).take();
    const other = ask(['b']);
    const error = new Error('no');
    await sent(0).fail(error);
    expect(await unlucky).toEqual(new Map([['a', { error }]]));
    await sent(1).answer();
    expect(await other).toEqual(new Map([['b', { value: 'B' }]]));
  });

  it('tells those for whom a call would have left when it fails before, one call’s worth at a time', async () => {
    const { calls, ask, sent } = open({ size: 2, atOnce: 1 });
    const all = ask(['a', 'b', 'c']);
    const error = new Error('the day is used up');
    await sent(0).fail(error);
    expect(calls).toHaveLength(2);
    await sent(1).fail(error);
    expect(Object.fromEntries(await all)).toEqual({ a: { error }, b: { error }, c: { error } });
    expect(calls).toHaveLength(2);
  });

  it('has an error for a key that the answer left out', async () => {
    const { ask, sent } = open();
    const all = ask(['a', 'b']);
    await sent(0).answer(new Map([['a', { value: 'A' }]]));
    expect(Object.fromEntries(await all)).toMatchObject({ a: { value: 'A' }, b: { error: { key: 'unexpected' } } });
  });

  it('needs no call for no keys', async () => {
    const { calls, ask } = open();
    expect(await ask([])).toEqual(new Map());
    expect(calls).toHaveLength(0);
  });
});
