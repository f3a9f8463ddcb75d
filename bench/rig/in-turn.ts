/** Something that is measured. */
export type Ask = () => Promise<unknown>;

/** Two ways, asked in turn after some that warm up; each goes first in half of the pairs. @returns ms of each look */
export async function inTurn(
  ways: { ours: Ask; bare: Ask },
  { rounds, warmUp }: { rounds: number; warmUp: number },
): Promise<{ ours: number[]; bare: number[] }> {
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      const startedAt = performance.now();
      await ways[way]();
      if (round >= 0) times[way].push(performance.now() - startedAt);
    }
  }
  return times;
}
