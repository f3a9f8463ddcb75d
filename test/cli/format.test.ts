import { expect, test } from 'vitest';
import { ago, duration, moment, people, percent, printable, table } from '../../client/cli/lib/format.ts';

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [61, '1 min 1 s'],
  [3_600, '1 h'],
  [11_530, '3 h 12 min'],
  [3_605, '1 h'],
  [90_000, '1 d 1 h'],
  [-5, '0 s'],
])('a duration of %d s is told in its two largest units', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

test('moments are ISO 8601 UTC to the second', () => {
  expect(moment(new Date('2026-11-24T16:04:16.891Z'))).toBe('2026-11-24T16:04:16Z');
});

test('a moment ahead of our clock is not a negative time ago', () => {
  expect(ago(new Date(2_000), new Date(1_000))).toBe('0 s ago');
});

test('a part is never rounded up to all of it', () => {
  expect(percent(0.9999)).toBe('99.9 %');
  expect(percent(1.2)).toBe('100 %');
});

test('one person is not told in the plural', () => {
  expect([people(1), people(12_345)]).toEqual(['1 person', '12,345 people']);
});

test('columns line up, and no line ends in blanks', () => {
  expect(
    table(
      [
        ['a', 'bb', ''],
        ['aaa', 'b', 'c'],
      ],
      ' ',
    ),
  ).toEqual([' a    bb', ' aaa  b   c']);
});

test('text of a vendor can’t steer the terminal, and letters of any script stay', () => {
  expect(printable('a\u001b[2Jb\u202ec\nd')).toBe('a\\u001b[2Jb\\u202ec\\u000ad');
  expect(printable('さくら Müller 🙂')).toBe('さくら Müller 🙂');
});
