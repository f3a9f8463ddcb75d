const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Calls of the last 24 hours against the org's daily limit (a rolling window, by the minute). */
export class DailyLimit {
  max: number;
  /** Off: calls are counted and never refused. */
  on: boolean;
  /** Calls refused since the start. */
  refused = 0;
  readonly #minutes = new Map<number, number>();
  readonly #now: () => number;
  #used = 0;

  constructor(max: number, on: boolean, now: () => number) {
    this.max = max;
    this.on = on;
    this.#now = now;
  }

  /** Counts a call; false when the limit is reached, and then it isn't counted. */
  enter(): boolean {
    if (this.on && this.used >= this.max) {
      this.refused++;
      return false;
    }
    this.add(1);
    return true;
  }

  /** Calls made now, by whomever. */
  add(calls: number): void {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + calls);
    this.#used += calls;
  }

  /** Makes it so that so many calls were made today, all of them now. */
  setUsed(calls: number): void {
    this.#minutes.clear();
    this.#used = 0;
    this.add(calls);
  }

  get used(): number {
    const oldest = Math.floor((this.#now() - DAY_MS) / MINUTE_MS);
    for (const [minute, calls] of this.#minutes) {
      if (minute > oldest) break;
      this.#minutes.delete(minute);
      this.#used -= calls;
    }
    return this.#used;
  }

  /** Value of the header Sforce-Limit-Info. */
  get info(): string {
    return `api-usage=${this.used}/${this.max}`;
  }
}
