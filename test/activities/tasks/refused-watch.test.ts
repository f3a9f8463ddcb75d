import { expect, it } from 'vitest';
import { RefusedWatch } from '../../../activities/tasks/push/refused-watch.ts';
import { MINUTE, SECOND } from '../clock.ts';

const at = (ms: number) => new Date(ms);

it('looks at once in a new process, then when the next one is due, and never later than ten minutes', () => {
  const watch = new RefusedWatch();
  expect(watch.isDue(at(1))).toBe(true);
  watch.looked(at(MINUTE), Number.POSITIVE_INFINITY);
  expect([watch.isDue(at(11 * MINUTE - 1)), watch.isDue(at(11 * MINUTE))]).toEqual([false, true]);
  watch.looked(at(MINUTE), 30 * SECOND);
  expect(watch.inMs(at(MINUTE))).toBe(30 * SECOND);
});

it('a new refusal brings the next look forward, never back', () => {
  const watch = new RefusedWatch();
  watch.looked(at(0), Number.POSITIVE_INFINITY);
  watch.add(at(5 * SECOND));
  watch.add(at(60 * MINUTE));
  expect([watch.inMs(at(0)), watch.inMs(at(9 * SECOND))]).toEqual([5 * SECOND, 0]);
});
