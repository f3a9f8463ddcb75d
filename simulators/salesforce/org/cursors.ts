import type { QueryResult } from '../soql/index.ts';

const LIFETIME_MS = 2 * 24 * 3_600_000;
/** Results kept at once; the oldest goes. */
const KEPT = 200;

interface Cursor {
  readonly result: QueryResult;
  readonly userId: string;
  readonly at: number;
}

/** Results of queries that have more pages. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Keeps a result; returns the first part of its locators. */
  keep(result: QueryResult, userId: string): string {
    const key = `01g5g${String(++this.#count).padStart(10, '0')}AAA`;
    this.#cursors.set(key, { result, userId, at: this.#now() });
    const [oldest] = this.#cursors.keys();
    if (this.#cursors.size > KEPT && oldest !== undefined) this.#cursors.delete(oldest);
    return key;
  }

  /** The result of a locator that its own user asks for in time, and where to go on. */
  find(locator: string, userId: string): { key: string; result: QueryResult; from: number } | undefined {
    const [, key = '', from] = /^(01g\w+)-(\d+)$/.exec(locator) ?? [];
    const cursor = this.#cursors.get(key);
    if (cursor === undefined || cursor.userId !== userId || this.#now() > cursor.at + LIFETIME_MS) return undefined;
    return Number(from) < cursor.result.size ? { key, result: cursor.result, from: Number(from) } : undefined;
  }

  /** Forgets all results, as a release or two days do. */
  clear(): void {
    this.#cursors.clear();
  }
}
