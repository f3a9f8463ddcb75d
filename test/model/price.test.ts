import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Allowance,
  cheapest,
  isOffer,
  type Offer,
  type Price,
  type PriceFacts,
  prices,
} from '../../model/price.ts';
import { quotaResetAfter } from '../../model/quota.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
/** 18 hours later. */
const RESET = new Date('2026-11-25T06:00:00Z');
const MB = 1_000_000;

function allowance(extra: Partial<Allowance> = {}): Allowance {
  return {
    now: NOW,
    resetsAt: RESET,
    callsLeft: 34_000,
    callsPerDay: 34_000,
    bytesUsed: 0,
    bytesLeft: 400 * MB,
    bytesPerDay: 400 * MB,
    windowCalls: 50,
    exportJobs: 4,
    ...extra,
  };
}

/** A million people on 1.5 million ids, in exports of 60 months; nothing hinders. */
function facts(extra: Partial<PriceFacts> = {}): PriceFacts {
  return {
    allowance: allowance(),
    idsToAsk: 1_500_000,
    people: 1_000_000,
    bytes: 250 * MB,
    windows: Array.from({ length: 60 }, (_, month) => (month === 0 ? 0 : 1_000_000 / 59)),
    pollMs: 60_000,
    smartList: null,
    crm: [400_000, 300_100],
    ...extra,
  };
}

function offerOf(way: Price['way'], extra: Partial<PriceFacts> = {}): Offer {
  const found = prices(facts(extra)).find((price) => price.way === way);
  if (found === undefined || !isOffer(found)) throw new Error(`${way} is not open`);
  return found;
}
const hours = (from: Date, to: Date | null) => ((to?.getTime() ?? Number.NaN) - from.getTime()) / 3_600_000;

describe('prices', () => {
  it('of an id scan: a call for 300 ids, at our share of 100 calls in 20 s', () => {
    expect(offerOf('ids')).toMatchObject({
      calls: 5_000,
      jobs: 0,
      bytes: 0,
      seconds: 2_000,
      fitsToday: true,
      resets: 0,
    });
    expect(offerOf('ids', { allowance: allowance({ windowCalls: 100 }) }).seconds).toBe(1_000);
  });

  it('people are stored at a rate of their own, where that is slower than asking', () => {
    const dense = { idsToAsk: 1_000_000, people: 1_000_000, allowance: allowance({ windowCalls: 10_000 }) };
    expect(offerOf('ids', dense).seconds).toBe(100);
  });

  it('of exports: to make, queue, look at and fetch each; two at a time, two minutes at least', () => {
    // 60 × (2 + 2 looks) and a file for each but the empty one; 30 pairs of two minutes, then 100 s of storing.
    expect(offerOf('windows')).toMatchObject({ calls: 299, jobs: 60, bytes: 250 * MB, seconds: 3_700 });
    // One job; a file of 250 MB comes in 15 parts of 16 MiB.
    expect(offerOf('smartList')).toMatchObject({ calls: 19, jobs: 1, bytes: 250 * MB, seconds: 220 });
  });

  it('of exports one at a time, where our share of Marketo’s queue is one', () => {
    expect(offerOf('windows', { allowance: allowance({ exportJobs: 1 }) }).seconds).toBe(7_300);
  });

  it('of exports looked at more seldom: no job is done before its look', () => {
    expect(offerOf('smartList', { pollMs: 300_000 })).toMatchObject({ calls: 18, seconds: 400 });
  });

  it('of a CRM scan: a call for 300 owned records of each kind', () => {
    expect(offerOf('crm')).toMatchObject({ calls: 1_334 + 1_001, reads: 700_100, bytes: 0 });
  });

  it('are shares of what is left of today’s calls, and of a day’s bytes', () => {
    const some = { allowance: allowance({ callsLeft: 10_000, bytesLeft: 300 * MB, bytesUsed: 100 * MB }) };
    expect(offerOf('ids', some)).toMatchObject({ callShare: 0.5, byteShare: 0 });
    expect(offerOf('windows', some)).toMatchObject({ callShare: 0.0299, byteShare: 0.625 });
    const none = { allowance: allowance({ callsLeft: 0, bytesPerDay: 0 }) };
    expect(offerOf('ids', none)).toMatchObject({ callShare: null, byteShare: null, fitsToday: false });
  });

  it('say why a way is not open', () => {
    const unavailable = { hindrance: 'listNotSupported', key: 'marketo.1035' } as const;
    const crm = { hindrance: 'crmNotConnected', key: null } as const;
    expect(prices(facts({ smartList: unavailable, crm })).map((price) => [price.way, price.unavailable])).toEqual([
      ['ids', null],
      ['windows', null],
      ['smartList', unavailable],
      ['crm', crm],
    ]);
  });

  it('of nobody are next to nothing, and finite', () => {
    const nobody = { idsToAsk: 3_000, people: 0, bytes: 0, windows: [0], crm: [0, 0] };
    for (const price of prices(facts(nobody))) {
      expect(
        Object.values(price)
          .filter((value) => typeof value === 'number')
          .every(Number.isFinite),
      ).toBe(true);
    }
    expect(offerOf('windows', nobody)).toMatchObject({ calls: 4, bytes: 0 });
  });
});

describe('when it would be done', () => {
  it('at once and without a wait, where today’s quota is enough', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(5_000_000), (idsToAsk, people) => {
        const bytes = people * 250;
        const windows = [people];
        for (const price of prices(facts({ idsToAsk, people, bytes, windows }))) {
          if (!isOffer(price) || !price.fitsToday) continue;
          expect(price.resets).toBe(0);
          expect(price.doneAt?.getTime()).toBeCloseTo(NOW.getTime() + price.seconds * 1_000, -1);
        }
      }),
    );
  });

  it('after the reset, with what is left to do then, where today’s calls are too few', () => {
    const { doneAt, resets } = offerOf('ids', { allowance: allowance({ callsLeft: 1_000 }) });
    expect(resets).toBe(1);
    // A fifth is done today; the other 4,000 calls take 1,600 s.
    expect(doneAt).toEqual(new Date(RESET.getTime() + 1_600_000));
  });

  it('after several resets, each day as much as its calls', () => {
    const few = allowance({ callsLeft: 0, callsPerDay: 2_000 });
    const { doneAt, resets } = offerOf('ids', { allowance: few });
    expect(resets).toBe(3);
    const second = quotaResetAfter(RESET);
    expect(doneAt).toEqual(new Date(quotaResetAfter(second).getTime() + 400_000));
  });

  it('after the reset, where the day’s export volume is used up', () => {
    const used = allowance({ bytesUsed: 275 * MB, bytesLeft: 125 * MB });
    const { doneAt, resets, fitsToday } = offerOf('windows', { allowance: used });
    expect({ resets, fitsToday }).toEqual({ resets: 1, fitsToday: false });
    expect(doneAt).toEqual(new Date(RESET.getTime() + 1_850_000));
  });

  it('one file waits whole for the reset, and a day’s first file may be larger than our share', () => {
    const used = allowance({ bytesUsed: 275 * MB, bytesLeft: 125 * MB });
    expect(offerOf('smartList', { allowance: used }).doneAt).toEqual(new Date(RESET.getTime() + 220_000));
    const large = { people: 2_000_000, bytes: 500 * MB };
    expect(offerOf('smartList', large)).toMatchObject({ resets: 0, fitsToday: false, byteShare: 1.25 });
    expect(offerOf('smartList', { ...large, allowance: used })).toMatchObject({ resets: 1 });
  });

  it('work that goes on over midnight uses the new day’s quota without a wait', () => {
    const late = new Date(RESET.getTime() - 600_000);
    const { doneAt, resets } = offerOf('ids', { allowance: allowance({ now: late, callsLeft: 1_600 }) });
    expect(resets).toBe(0);
    expect(doneAt).toEqual(new Date(late.getTime() + 2_000_000));
  });

  it('never, where a day has no calls for it', () => {
    expect(offerOf('ids', { allowance: allowance({ callsLeft: 0, callsPerDay: 0 }) })).toMatchObject({ doneAt: null });
  });

  it('is never earlier with less quota', () => {
    const quota = fc.record({
      callsLeft: fc.nat(6_000),
      callsPerDay: fc.integer({ min: 500, max: 6_000 }),
      bytesLeft: fc.nat(300 * MB),
      bytesPerDay: fc.integer({ min: 20 * MB, max: 300 * MB }),
    });
    fc.assert(
      fc.property(quota, fc.double({ min: 0.1, max: 1, noNaN: true }), (given, part) => {
        const less = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value * part]));
        for (const way of ['ids', 'windows', 'crm'] as const) {
          const much = offerOf(way, { allowance: allowance({ bytesUsed: 1, ...given }) });
          const little = offerOf(way, { allowance: allowance({ bytesUsed: 1, ...less }) });
          expect(hours(NOW, little.doneAt)).toBeGreaterThanOrEqual(hours(NOW, much.doneAt) - 1e-6);
          expect(hours(NOW, much.doneAt) * 3_600).toBeGreaterThanOrEqual(much.seconds - 0.01);
        }
      }),
    );
  });
});

describe('the pick', () => {
  const offer = (name: Offer['way'], extra: Partial<Offer>): Offer => ({ ...offerOf(name), ...extra });
  const at = (minute: number) => new Date(NOW.getTime() + minute * 60_000);

  it('is the one done first among those that today’s quota is enough for', () => {
    const slow = offer('windows', { doneAt: at(60), fitsToday: true });
    const fast = offer('ids', { doneAt: at(20), fitsToday: true });
    // Today's first file may be larger than our share: done sooner, but not within it.
    const greedy = offer('smartList', { doneAt: at(5), fitsToday: false });
    expect(cheapest([slow, fast, greedy])?.way).toBe('ids');
  });

  it('is the one done first of all, where today’s quota is enough for none', () => {
    const late = offer('ids', { doneAt: at(900), fitsToday: false });
    const later = offer('windows', { doneAt: at(901), fitsToday: false });
    const never = offer('crm', { doneAt: null, fitsToday: false });
    expect(cheapest([never, later, late])?.way).toBe('ids');
  });

  it('of two done in the same second is the one with fewer calls', () => {
    const many = offer('ids', { doneAt: new Date(at(5).getTime() - 1), calls: 100 });
    const few = offer('crm', { doneAt: new Date(at(5).getTime() - 900), calls: 40 });
    expect(cheapest([many, few])?.way).toBe('crm');
    expect(cheapest([few, many])?.way).toBe('crm');
  });

  it('of none is none', () => {
    expect(cheapest([])).toBeNull();
  });
});
