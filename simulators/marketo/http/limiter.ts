import { ApiError } from './errors.ts';

/** Limits of one instance, shared by all its clients (3.1). */
export interface Limits {
  on: boolean;
  dailyQuota: number;
  /** Calls in any 20 s. */
  window: number;
  /** Calls in process at once. */
  atOnce: number;
  /** Bytes of bulk files a day. */
  bulkBytes: number;
  /** Bulk jobs processed at once: holds also with limits off. */
  bulkProcessing: number;
  /** Bulk jobs in the queue, those being processed included. */
  bulkQueue: number;
}

/** Use of one Central-time day. */
export interface Day {
  total: number;
  readonly users: Map<string, number>;
  readonly errors: Map<string, number>;
}

const WINDOW_MS = 20_000;
const HOUR_MS = 3_600_000;
const central = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' });

/** Counts calls and refuses those beyond the limits. */
export class Limiter {
  readonly limits: Limits;
  readonly #now: () => number;
  readonly #switches: () => { rejectedCallsCount: boolean; rejectedFillWindow: boolean };
  #times: number[] = [];
  #head = 0;
  #open = 0;
  readonly #days = new Map<string, Day>();
  #dayHour = -1;
  #dayKey = '';
  peakWindow = 0;
  peakAtOnce = 0;
  rejected = 0;

  constructor(limits: Limits, now: () => number, switches: Limiter['switches']) {
    this.limits = limits;
    this.#now = now;
    this.#switches = switches;
  }

  get switches() {
    return this.#switches;
  }

  /** Calls in process now. */
  get open(): number {
    return this.#open;
  }

  /** Calls of the last 20 s. */
  get inWindow(): number {
    return this.#times.length - this.#head;
  }

  /** Central-time date of a moment; midnight there is always on a UTC hour, so one look-up an hour is enough. */
  dateOf(ms: number): string {
    const hour = Math.floor(ms / HOUR_MS);
    if (hour !== this.#dayHour) {
      this.#dayHour = hour;
      this.#dayKey = central.format(hour * HOUR_MS);
    }
    return this.#dayKey;
  }

  day(date = this.dateOf(this.#now())): Day {
    const day = this.#days.get(date) ?? { total: 0, users: new Map(), errors: new Map() };
    this.#days.set(date, day);
    return day;
  }

  /** Days with any use, oldest first. */
  days(): [string, Day][] {
    return [...this.#days].sort(([a], [b]) => a.localeCompare(b));
  }

  /** Lets a call in and returns what ends it, or throws 607, 606 or 615. */
  enter(userId: string): () => void {
    const { on, window, atOnce, dailyQuota } = this.limits;
    this.#forget();
    const code =
      this.day().total >= dailyQuota ? '607' : this.inWindow >= window ? '606' : this.#open >= atOnce ? '615' : '';
    if (on && code !== '') {
      this.rejected++;
      if (this.#switches().rejectedFillWindow && code !== '607') this.#arrive();
      if (this.#switches().rejectedCallsCount) this.#charge(userId);
      throw new ApiError(code, this.#text(code));
    }
    this.#arrive();
    this.#charge(userId);
    this.#open++;
    this.peakAtOnce = Math.max(this.peakAtOnce, this.#open);
    let left = false;
    return () => {
      if (!left) this.#open--;
      left = true;
    };
  }

  /** Calls of another vendor's integration: they fill window and quota. */
  otherVendor(calls: number): void {
    this.#forget();
    for (let i = 0; i < calls; i++) {
      this.#arrive();
      this.#charge('other-vendor@example.com');
    }
  }

  setUsedToday(total: number): void {
    this.day().total = total;
  }

  /** Notes an error code in the day's error statistics. */
  noteError(code: string): void {
    const { errors } = this.day();
    errors.set(code, (errors.get(code) ?? 0) + 1);
  }

  resetPeaks(): void {
    this.peakWindow = 0;
    this.peakAtOnce = this.#open;
    this.rejected = 0;
  }

  #charge(userId: string): void {
    const day = this.day();
    day.total++;
    day.users.set(userId, (day.users.get(userId) ?? 0) + 1);
  }

  #arrive(): void {
    this.#times.push(this.#now());
    this.peakWindow = Math.max(this.peakWindow, this.inWindow);
  }

  #forget(): void {
    const from = this.#now() - WINDOW_MS;
    while ((this.#times[this.#head] ?? Infinity) <= from) this.#head++;
    if (this.#head > 4096) {
      this.#times = this.#times.slice(this.#head);
      this.#head = 0;
    }
  }

  #text(code: string): string | undefined {
    const { window, atOnce } = this.limits;
    const texts: Record<string, string> = {
      '606': `Max rate limit '${window}' exceeded with in '20' secs`,
      '615': `Concurrent access limit '${atOnce}' reached`,
    };
    return texts[code];
  }
}
