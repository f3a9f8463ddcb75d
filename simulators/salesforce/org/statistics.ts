import type { Outcome } from '../records/store.ts';

const bump = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Counts of what was asked, answered and written since the last reset, for tests and dashboards. */
export class Statistics {
  readonly #endpoints = new Map<string, number>();
  readonly #codes = new Map<string, number>();
  readonly #writes = new Map<string, Record<Outcome, number>>();
  #open = 0;
  #peak = 0;

  /** One call of an endpoint, refused or not; what it returns is called when it ends. */
  call(endpoint: string): () => void {
    bump(this.#endpoints, endpoint);
    this.#open++;
    this.#peak = Math.max(this.#peak, this.#open);
    return () => {
      this.#open--;
    };
  }

  /** One error code in an answer, or an HTTP status as `http502`. */
  code(code: string): void {
    bump(this.#codes, code);
  }

  wrote(object: string, outcome: Outcome): void {
    const counts = this.#writes.get(object) ?? { created: 0, updated: 0, unchanged: 0, deleted: 0 };
    counts[outcome]++;
    this.#writes.set(object, counts);
  }

  counts() {
    const calls = [...this.#endpoints.values()].reduce((sum, n) => sum + n, 0);
    const unchanged = [...this.#writes.values()].reduce((sum, counts) => sum + counts.unchanged, 0);
    return {
      calls,
      endpoints: Object.fromEntries(this.#endpoints),
      codes: Object.fromEntries(this.#codes),
      writes: Object.fromEntries(this.#writes),
      /** Writes of API callers that left every value as it was. */
      writesWithoutChange: unchanged,
      openNow: this.#open,
      peakAtOnce: this.#peak,
    };
  }

  reset(): void {
    for (const counts of [this.#endpoints, this.#codes, this.#writes]) counts.clear();
    this.#peak = this.#open;
  }
}
