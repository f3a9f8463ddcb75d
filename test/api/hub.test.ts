import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Hub } from '../../api/events/hub.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function counted(values: readonly string[]) {
  let reads = 0;
  const hub = new Hub<string>({
    read: async () => values[Math.min(reads++, values.length - 1)] ?? '',
    everyMs: 1_000,
    essence: (value) => value.toLowerCase(),
  });
  return { hub, reads: () => reads };
}

it('reads once for however many listen, and tells what differs', async () => {
  const { hub, reads } = counted(['a', 'A', 'b']);
  const told: string[][] = Array.from({ length: 50 }, () => []);
  const ends = told.map((mine) => hub.listen((value) => mine.push(value)));
  await vi.advanceTimersByTimeAsync(2_500);
  expect(reads()).toBe(3);
  for (const mine of told) expect(mine).toEqual(['a', 'b']);
  for (const end of ends) end();
});

it('tells a newcomer the last at once, without reading more often', async () => {
  const { hub, reads } = counted(['a']);
  hub.listen(() => {});
  await vi.advanceTimersByTimeAsync(100);
  const mine: string[] = [];
  hub.listen((value) => mine.push(value));
  expect(mine).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(100);
  expect(reads()).toBe(1);
});

it('reads nothing while nobody listens, and goes on when somebody comes', async () => {
  const { hub, reads } = counted(['a', 'b']);
  hub.listen(() => {})();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reads()).toBe(1);
  const mine: string[] = [];
  hub.listen((value) => mine.push(value));
  await vi.advanceTimersByTimeAsync(10);
  expect(mine).toEqual(['b']);
  expect(hub.size).toBe(1);
});

it('looks the more seldom the longer a look takes', async () => {
  let reads = 0;
  const hub = new Hub<number>({
    read: async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      reads += 1;
      return reads;
    },
    everyMs: 1_000,
    essence: (value) => value,
  });
  hub.listen(() => {});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reads).toBe(1);
  await vi.advanceTimersByTimeAsync(11_100);
  expect(reads).toBe(2);
});
