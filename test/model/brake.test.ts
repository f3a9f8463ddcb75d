import { expect, it } from 'vitest';
import { brakeBucket, brakeBuckets, brakeLimit } from '../../model/brake.ts';

it.each([
  [0, 100],
  [4_999, 100],
  [5_000, 100],
  [5_099, 101],
  [1_000_000, 20_000],
])('of %i visible people %i may leave within 24 h: 2 %%, at least 100', (visible, limit) => {
  expect(brakeLimit(visible)).toBe(limit);
});

it('the brake counts the running UTC hour and the 23 before it, oldest first', () => {
  const at = new Date('2026-11-24T14:59:59.999Z');
  const buckets = brakeBuckets(at);
  expect(buckets).toHaveLength(24);
  expect(buckets[0]).toBe('2026-11-23T15');
  expect(buckets.at(-1)).toBe(brakeBucket(at));
  expect([...buckets].sort()).toEqual(buckets);
});
