/** Mulberry32: the same seed gives the same run. */
export function dice(seed: number) {
  let state = seed | 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(roll() * n);
  return {
    below,
    /** Both ends included. */
    between: (from: number, to: number) => from + below(to - from + 1),
    chance: (share: number) => roll() < share,
    oneOf: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0],
  };
}

export type Dice = ReturnType<typeof dice>;
