import { describe, expect, it } from 'vitest';
import { combined, heldUp, refusalOf } from '../../../../activities/sales-activities/salesforce/answers.ts';
import { AppError } from '../../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../../model/errors/registry.ts';
import type { BranchAnswer } from '../../../../model/sales-activity/branch.ts';
import { MINUTE, SECOND } from '../../clock.ts';

const NOW = new Date('2026-11-27T12:00:00Z');

/** How long it waits in ms, or that it fails. */
function waits(key: ErrorKey, tries: number, scope: 'whole' | 'record', random = 0.5): number | 'fails' {
  const answer = refusalOf(new AppError(key), { tries, now: NOW, random }, scope);
  return answer.state === 'parked' ? answer.until.getTime() - NOW.getTime() : 'fails';
}

describe('after a refusal', () => {
  it('a lock waits 2 to 32 s, spread around that by half, and never fails', () => {
    const lock = (tries: number, random?: number) => waits('salesforce.UNABLE_TO_LOCK_ROW', tries, 'record', random);
    expect([1, 2, 3, 5, 9, 99].map((tries) => lock(tries))).toEqual([2, 4, 8, 32, 32, 32].map((s) => s * SECOND));
    expect([lock(1, 0), lock(1, 1)]).toEqual([SECOND, 3 * SECOND]);
  });

  it('passing trouble waits longer each time, to half an hour', () => {
    const tries = [1, 2, 3, 7, 99];
    expect(tries.map((n) => waits('store.unreachable', n, 'whole'))).toEqual(
      [0.5, 1, 2, 30, 30].map((minutes) => minutes * MINUTE),
    );
  });

  it('a wrong set-up waits for the admin; of one record alone for a day, then it fails', () => {
    const wait = (tries: number, scope: 'whole' | 'record') => waits('salesforce.STORAGE_LIMIT_EXCEEDED', tries, scope);
    expect([1, 2, 5, 6, 99].map((tries) => wait(tries, 'whole'))).toEqual(
      [0.5, 1, 8, 10, 10].map((minutes) => minutes * MINUTE),
    );
    expect([1, 2, 3, 4, 25].map((tries) => wait(tries, 'record'))).toEqual(
      [10, 20, 40, 60, 60].map((minutes) => minutes * MINUTE),
    );
    expect(wait(26, 'record')).toBe('fails');
  });

  it('the org’s own automation gets an hour, once', () => {
    expect([1, 2].map((tries) => waits('salesforce.APEX_ERROR', tries, 'record'))).toEqual([60 * MINUTE, 'fails']);
  });

  it('a wrong record fails at once; one that was deleted may have a merge’s winner soon', () => {
    expect(waits('salesforce.CANNOT_UPDATE_CONVERTED_LEAD', 1, 'record')).toBe('fails');
    expect(waits('salesforce.INACTIVE_OWNER_OR_USER', 1, 'record')).toBe('fails');
    expect(waits('unexpected', 1, 'whole')).toBe('fails');
    const deleted = [1, 3, 4].map((tries) => waits('salesforce.ENTITY_IS_DELETED', tries, 'record'));
    expect(deleted).toEqual([5 * MINUTE, 20 * MINUTE, 'fails']);
    expect(waits('salesforce.DUPLICATE_VALUE', 1, 'record')).toBe(5 * SECOND);
  });

  it('what was held up goes on at once, and slower where that happens again', () => {
    const until = (tries: number) => heldUp({ tries, now: NOW });
    const at = (ms: number) => ({ state: 'parked', until: new Date(NOW.getTime() + ms), reason: 'heldUp' });
    expect([1, 2, 3, 99].map(until)).toEqual([0, SECOND, 2 * SECOND, 5 * MINUTE].map(at));
  });

  it('waits at least until the error says', () => {
    const retryAt = new Date(NOW.getTime() + 5 * MINUTE);
    const error = new AppError('store.unreachable', { retryAt });
    expect(refusalOf(error, { tries: 1, now: NOW, random: 0 }, 'whole')).toMatchObject({ until: retryAt });
  });
});

describe('an activity that is a Task and a mark', () => {
  const done: BranchAnswer = { state: 'done', reference: '00TA' };
  const marked: BranchAnswer = { state: 'done', reference: '00TB' };
  const skip: BranchAnswer = { state: 'skipped', reason: 'sellerUnknown' };
  const park: BranchAnswer = { state: 'parked', until: NOW, reason: 'sendNotDone' };
  const fail: BranchAnswer = { state: 'failed', error: 'unexpected' };
  const unknown: BranchAnswer = { state: 'unknown' };
  it.each([
    [done, marked, done],
    [skip, marked, skip],
    [done, skip, done],
    [done, park, park],
    [skip, park, park],
    [fail, park, park],
    [done, fail, fail],
    [unknown, park, unknown],
    [done, unknown, unknown],
    [done, undefined, done],
    [undefined, skip, skip],
    [undefined, undefined, unknown],
  ])('%j and %j is %j', (task, mark, expected) => {
    expect(combined(task, mark)).toEqual(expected);
  });
});
