import { RATE_AT_ONCE, RATE_CALLS } from '../../model/quota.ts';
import type { Meter } from '../rig/meter.ts';
import type { Check } from './check.ts';

export interface OurLimits {
  share: number;
  dailyCalls: number;
  dailyShare: number;
}

type Measured = Pick<Meter, 'peaks' | 'callsToday' | 'callsOfOthers'>;

/**
 * From the simulator's own statistics. Stretches in which others alone overran the window are counted elsewhere: what
 * is refused there is no fault of ours. Frozen workers may send the calls they were granted later than the ledger
 * thinks: at most as many as may be open at once.
 */
export function judgeLimits({ peaks, callsToday, callsOfOthers }: Measured, ours: OurLimits): Check[] {
  const windowCalls = Math.floor(RATE_CALLS * ours.share);
  const atOnce = Math.floor(RATE_AT_ONCE * ours.share);
  const fair = {
    in20s: Math.max(peaks.alone.in20s, peaks.shared.in20s),
    atOnce: Math.max(peaks.alone.atOnce, peaks.shared.atOnce),
  };
  return [
    { name: 'most calls in 20 s, others’ too', found: fair.in20s, allowed: RATE_CALLS },
    { name: 'most calls at once', found: fair.atOnce, allowed: RATE_AT_ONCE },
    { name: 'calls refused by the limits', found: peaks.alone.rejected + peaks.shared.rejected, allowed: 0 },
    { name: 'most calls of ours in 20 s', found: peaks.alone.in20s, allowed: windowCalls + atOnce },
    { name: 'most calls of ours at once', found: peaks.alone.atOnce, allowed: atOnce },
    { name: 'calls of ours today', found: callsToday - callsOfOthers, allowed: ours.dailyCalls * ours.dailyShare },
  ];
}
