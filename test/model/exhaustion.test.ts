import { describe, expect, it } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import { isSameExhaustion, isUsedUp } from '../../model/exhaustion.ts';
import { dayExhausted } from '../../model/quota.ts';

const MINUTE = 60_000;
const RESET = new Date('2026-11-25T06:00:00Z');
const later = (ms: number) => new Date(RESET.getTime() + ms);

describe('what is used up', () => {
  it.each([
    ['our share', new AppError('quota.dayShareUsed', { retryAt: RESET }), true],
    ['the instance’s day', new AppError('marketo.607', { retryAt: RESET }), true],
    ['nothing, if nobody knows until when', new AppError('marketo.607'), false],
    ['nothing, by another error that has its time', new AppError('marketo.606', { retryAt: RESET }), false],
  ])('%s', (_, error, expected) => {
    expect(isUsedUp(error)).toBe(expected);
  });
});

describe('an exhaustion', () => {
  const told = (key: string, until: Date | null) => ({ key, until });

  it.each([
    ['nothing was told', null, false],
    ['the same reset was told', told('quota.dayShareUsed', RESET), true],
    ['Marketo and our share run out on the same day', told('marketo.607', later(5_000)), true],
    ['the reset before was told', told('quota.dayShareUsed', later(-24 * 60 * MINUTE)), false],
    ['another trouble was told', told('marketo.dns', RESET), false],
    ['a trouble without an end was told', told('quota.dayShareUsed', null), false],
    ['a key of another version was told', told('quota.unheardOf', RESET), false],
  ])('is known or new when %s', (_, known, expected) => {
    expect(isSameExhaustion(known, RESET)).toBe(expected);
  });

  it('is told once although it goes on minute by minute after midnight', () => {
    let known: { key: string; until: Date } = { key: 'marketo.607', until: RESET };
    for (let minute = 0; minute < 10; minute += 1) {
      const { until } = dayExhausted(later(minute * MINUTE));
      expect(isSameExhaustion(known, until)).toBe(true);
      known = { ...known, until };
    }
    // And a day that is used up as well is another one.
    expect(isSameExhaustion(known, dayExhausted(later(11 * MINUTE)).until)).toBe(false);
  });
});
