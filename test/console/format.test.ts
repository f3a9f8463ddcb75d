import { expect, it } from 'vitest';
import { bytes, count, counted, duration, percent, relative } from '../../console/lib/format.ts';

it('groups numbers, and says so where there is none', () => {
  expect([count(1_234_567), count(0), count(null), count(null, 'none')]).toEqual(['1,234,567', '0', '–', 'none']);
  expect([counted(1, 'person', 'people'), counted(2_000, 'person', 'people')]).toEqual(['1 person', '2,000 people']);
  expect([bytes(0), bytes(999), bytes(1_500_000), bytes(500_000_000)]).toEqual(['0 B', '999 B', '1.5 MB', '500 MB']);
});

it('never calls done what is nearly done', () => {
  expect([percent(0.624), percent(0.999), percent(1), percent(null)]).toEqual(['62 %', '99 %', '100 %', '–']);
});

it('tells durations by their two largest units', () => {
  expect([duration(0.4), duration(59), duration(60), duration(3_725), duration(90_000)]).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '1 h 2 min',
    '1 d 1 h',
  ]);
  expect([duration(-3), duration(null), duration(Number.POSITIVE_INFINITY)]).toEqual(['0 s', '–', '–']);
});

it('tells how long ago roughly, and how long until exactly', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  const at = (seconds: number) => relative(new Date(now + seconds * 1_000).toISOString(), now);
  expect([at(-2), at(-90), at(-3_700), at(-200_000)]).toEqual(['now', '1 min ago', '1 h ago', '2 d ago']);
  expect([at(90), at(19_600)]).toEqual(['in 1 min 30 s', 'in 5 h 26 min']);
});
