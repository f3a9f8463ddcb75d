/** Two good clocks part by less than this; what is known about their difference gets looser at this rate. */
const DRIFT = 1e-4;
/** Dates are cut to whole milliseconds, the database's and ours. */
const RESOLUTION_MS = 1;

/**
 * The database's time, estimated. Each answer that carries the database's clock says: the difference lies between
 * `database − received` and `database − sent`. The overlap of all answers is usually below 2 ms; an answer that
 * contradicts it (a clock was set) replaces it.
 */
export class DatabaseClock {
  private readonly local: () => number;
  private low = Number.NEGATIVE_INFINITY;
  private high = Number.POSITIVE_INFINITY;
  private checkedAt = 0;

  /** @param local a clock of this process, in ms */
  constructor(local: () => number) {
    this.local = local;
  }

  /** `sent` and `received` by the local clock, `database` from the answer; all in ms. */
  learn(sent: number, received: number, database: number): void {
    const slack = this.checkedAt === 0 ? 0 : Math.abs(received - this.checkedAt) * DRIFT;
    const answer = { low: database - received - RESOLUTION_MS, high: database + RESOLUTION_MS - sent };
    const low = Math.max(this.low - slack, answer.low);
    const high = Math.min(this.high + slack, answer.high);
    const agrees = low <= high;
    this.low = agrees ? low : answer.low;
    this.high = agrees ? high : answer.high;
    this.checkedAt = received;
  }

  now(): Date {
    const offset = Number.isFinite(this.low) ? (this.low + this.high) / 2 : 0;
    return new Date(this.local() + offset);
  }
}
