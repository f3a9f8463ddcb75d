/**
 * Row locks as time: a write that takes a row holds it for `holdMs`, and another that wants it comes after. One that
 * would wait longer than `waitMs` is refused, as Salesforce refuses it after ten seconds.
 */
export class RowLocks {
  /** How long a write holds its rows. 0, the default: nothing ever contends. */
  holdMs = 0;
  waitMs = 10_000;
  /** Writes refused since the start. */
  refusals = 0;
  readonly #until = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Somebody else's transaction holds a row for so long. */
  hold(id: string, ms: number): void {
    this.#until.set(id, this.#now() + ms);
  }

  /** A row that can't be had in time; undefined when all can. */
  blocked(ids: readonly string[]): string | undefined {
    const found = ids.find((id) => this.#waitFor(id) > this.waitMs);
    if (found !== undefined) this.refusals++;
    return found;
  }

  /** Takes rows; returns how much later, in ms, the write ends. */
  take(ids: readonly string[]): number {
    if (ids.length === 0 || (this.holdMs === 0 && this.#until.size === 0)) return 0;
    const wait = Math.max(...ids.map((id) => this.#waitFor(id)));
    const end = wait + this.holdMs;
    if (this.holdMs > 0) for (const id of ids) this.hold(id, end);
    return end;
  }

  #waitFor(id: string): number {
    const until = this.#until.get(id);
    const wait = until === undefined ? 0 : until - this.#now();
    if (wait <= 0) this.#until.delete(id);
    return Math.max(0, wait);
  }
}
