import { describe, expect, it } from 'vitest';
import { type Consent, HISTORY_KEPT, optOut, resubscribe } from '../../../model/unsubscribe/consent.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 1, 0, minutes));
const manual = (minutes: number) => ({ at: at(minutes), source: 'manual', by: 'ada', reason: null }) as const;
const back = (minutes: number) => ({ at: at(minutes), by: 'admin', reason: 'asked by phone' });

function apply(before: Consent | null, after: Consent | null): Consent {
  const now = after ?? before;
  if (now === null) throw new Error('nothing known');
  return now;
}

describe('an opt-out', () => {
  it('sets, from wherever it comes, and a second one changes nothing', () => {
    const first = apply(null, optOut(null, manual(1)));
    expect(first).toMatchObject({ optedOut: true, since: at(1), source: 'manual', revision: 1 });
    expect(optOut(first, { ...manual(2), source: 'salesforce' })).toBeNull();
  });

  it('sets again after a resubscribe, whatever its source', () => {
    const resubscribed = apply(null, resubscribe(apply(null, optOut(null, manual(1))), back(2)));
    const again = optOut(resubscribed, { ...manual(3), source: 'salesforce', by: null });
    expect(again).toMatchObject({ optedOut: true, since: at(3), source: 'salesforce', revision: 3 });
  });

  it('that happened before the resubscribe and is told late or twice changes nothing; a later one does', () => {
    const bounced = apply(null, optOut(null, { ...manual(1), source: 'bounce', happenedAt: at(0) }));
    const resubscribed = apply(null, resubscribe(bounced, back(2)));
    expect(optOut(resubscribed, { ...manual(9), source: 'bounce', happenedAt: at(0) })).toBeNull();
    expect(optOut(resubscribed, { ...manual(9), source: 'bounce', happenedAt: at(2) })).toBeNull();
    expect(optOut(resubscribed, { ...manual(9), source: 'bounce', happenedAt: at(3) })).toMatchObject({
      optedOut: true,
    });
  });
});

describe('a resubscribe', () => {
  it('clears, and keeps who did it and why beside what was before', () => {
    const before = apply(null, optOut(null, { ...manual(1), reason: 'asked by mail' }));
    const after = resubscribe(before, back(2));
    expect(after).toMatchObject({ optedOut: false, since: at(2), source: 'admin', reason: 'asked by phone' });
    expect(after?.history).toEqual([
      { at: at(1), what: 'unsubscribed', source: 'manual', by: 'ada', reason: 'asked by mail' },
      { at: at(2), what: 'resubscribed', source: 'admin', by: 'admin', reason: 'asked by phone' },
    ]);
  });

  it('of an address that is not opted out changes nothing', () => {
    expect(resubscribe(null, back(1))).toBeNull();
    const resubscribed = apply(null, resubscribe(apply(null, optOut(null, manual(1))), back(2)));
    expect(resubscribe(resubscribed, back(3))).toBeNull();
  });
});

it('the history keeps the first change and the newest, in order, however many there were', () => {
  let now = apply(null, optOut(null, manual(0)));
  for (let minute = 1; minute <= 3 * HISTORY_KEPT; minute++) {
    now = apply(now, minute % 2 === 1 ? resubscribe(now, back(minute)) : optOut(now, manual(minute)));
  }
  expect(now.revision).toBe(3 * HISTORY_KEPT + 1);
  expect(now.history).toHaveLength(HISTORY_KEPT);
  const minutes = now.history.map((change) => change.at.getTime() / 60_000 - at(0).getTime() / 60_000);
  expect(minutes[0]).toBe(0);
  expect(minutes.slice(1)).toEqual(Array.from({ length: HISTORY_KEPT - 1 }, (_, i) => 2 * HISTORY_KEPT + 2 + i));
});
