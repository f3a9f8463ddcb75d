/** One request as it arrived and was answered. */
export interface JournalEntry {
  /** From 1, in the order of arrival. */
  readonly n: number;
  readonly at: string;
  readonly method: string;
  /** Path and query as the client sent them. */
  readonly url: string;
  org: number | undefined;
  userId: string | undefined;
  /** Undefined while it runs; 0 when the connection was cut. */
  status: number | undefined;
  /** Whether it counted against the daily limit. */
  counted: boolean;
}

const KEPT = 100_000;

/** The last 100,000 requests, for tests that judge how a client behaves. */
export class RequestJournal {
  #entries: JournalEntry[] = [];
  #n = 0;

  begin(entry: Pick<JournalEntry, 'at' | 'method' | 'url'>): JournalEntry {
    this.#n++;
    const begun: JournalEntry = {
      ...entry,
      n: this.#n,
      org: undefined,
      userId: undefined,
      status: undefined,
      counted: false,
    };
    this.#entries.push(begun);
    if (this.#entries.length > KEPT * 2) this.#entries = this.#entries.slice(-KEPT);
    return begun;
  }

  /** Entries after the nth. */
  since(n: number): readonly JournalEntry[] {
    return this.#entries.slice(-KEPT).filter((entry) => entry.n > n);
  }

  reset(): void {
    this.#entries = [];
  }
}
