import { expect, it } from 'vitest';
import { FEED_MEMORY_MS, INITIAL_OVERLAP_MS, MERGE_TYPES, WATCHED_ACTIVITY_TYPES } from '../../model/feeds.ts';
import { isMarketoId } from '../../model/ids.ts';

it('the activities that say who changed without a field change are 19, 21, 23, 29, 31 and 32: within the ten of one call', () => {
  expect(new Set(WATCHED_ACTIVITY_TYPES)).toEqual(new Set([19, 21, 23, 29, 31, 32]));
  expect(WATCHED_ACTIVITY_TYPES.length).toBeLessThanOrEqual(10);
  expect(MERGE_TYPES).toEqual(new Set([31, 32]));
});

it('the initial sync starts its feeds well within their memory', () => {
  expect(INITIAL_OVERLAP_MS).toBeLessThan(FEED_MEMORY_MS);
});

it.each([0, -1, 1.5, Number.MAX_SAFE_INTEGER + 1, '7', null, Number.NaN])('%j is no Marketo id', (value) => {
  expect(isMarketoId(value)).toBe(false);
});
