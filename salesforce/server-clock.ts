/** Milliseconds that only ever grow: `performance.now`. */
type Elapsed = () => number;

/**
 * Salesforce's clock, as its newest answer told it (whole seconds, rounded down) plus the time since then. Windows and
 * edits are compared by it alone: ours may differ by minutes (salesforce-rest 6.1).
 */
export class ServerClock {
  #told: { ms: number; at: number } | null = null;
  readonly #elapsed: Elapsed;

  constructor(elapsed: Elapsed = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Takes note of an answer's `Date`; one without a readable one tells nothing. */
  note(header: string | undefined): void {
    const ms = Date.parse(header ?? '');
    if (Number.isFinite(ms)) this.#told = { ms, at: this.#elapsed() };
  }

  /** null before the first answer. */
  now(): Date | null {
    if (this.#told === null) return null;
    return new Date(this.#told.ms + Math.round(this.#elapsed() - this.#told.at));
  }
}
