import type { FaultClass } from '../../simulators/marketo/index.ts';
import type { Simulator, Statistics } from './simulator.ts';

/**
 * alone    nobody but us calls          shared  others call too, within what our share leaves them
 * overrun  others alone fill the window: what we run into then is theirs, so it is counted, not judged
 */
export type Stretch = 'alone' | 'shared' | 'overrun';

export interface Peaks {
  in20s: number;
  atOnce: number;
  /** Calls refused with 606 or 615 by the limits themselves, not by a fault. */
  rejected: number;
}

const WINDOW_MS = 20_000;

/** Reads the simulator's own statistics, kept apart by who was calling. */
export class Meter {
  readonly peaks: Record<Stretch, Peaks> = {
    alone: { in20s: 0, atOnce: 0, rejected: 0 },
    shared: { in20s: 0, atOnce: 0, rejected: 0 },
    overrun: { in20s: 0, atOnce: 0, rejected: 0 },
  };
  calls = 0;
  callsOfOthers = 0;
  callsToday = 0;
  faults: Partial<Record<FaultClass, number>> = {};
  private readonly simulator: Simulator;
  private readonly left: number;
  private stretch: Stretch = 'alone';
  private others: { at: number; count: number }[] = [];

  /** `left`: calls in 20 s that our share leaves to others. */
  constructor(simulator: Simulator, left: number) {
    this.simulator = simulator;
    this.left = left;
  }

  /** Others call `count` times now; what would be more than they may is left out where it is to be fair. */
  async othersCall(count: number, fair: boolean): Promise<void> {
    const before = this.othersInWindow();
    const calls = fair ? Math.min(count, this.left - before) : count;
    if (calls <= 0) return;
    await this.close();
    this.stretch = before + calls > this.left || this.stretch === 'overrun' ? 'overrun' : 'shared';
    this.others.push({ at: performance.now(), count: calls });
    this.callsOfOthers += calls;
    await this.simulator.control('PUT', '/limits', { otherCalls: calls });
  }

  /** Call now and then: a stretch ends when the others' calls have left the window. */
  async look(): Promise<void> {
    await this.close();
    if (this.othersInWindow() === 0) this.stretch = 'alone';
  }

  private othersInWindow(): number {
    // A second more than the window: the simulator's clock read its calls a little later.
    const since = performance.now() - WINDOW_MS - 1_000;
    this.others = this.others.filter(({ at }) => at > since);
    return this.others.reduce((sum, { count }) => sum + count, 0);
  }

  private async close(): Promise<void> {
    const found = await this.simulator.statistics();
    await this.simulator.control('POST', '/stats/reset');
    this.add(found);
  }

  private add({ peakIn20s, peakAtOnce, rejected, calls, callsToday, faults }: Statistics): void {
    const peaks = this.peaks[this.stretch];
    peaks.in20s = Math.max(peaks.in20s, peakIn20s);
    peaks.atOnce = Math.max(peaks.atOnce, peakAtOnce);
    peaks.rejected += rejected;
    this.calls += calls;
    this.callsToday = callsToday;
    this.faults = faults;
  }
}
