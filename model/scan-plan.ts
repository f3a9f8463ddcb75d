export interface ScanRange {
  from: number;
  to: number;
}

interface Finished extends ScanRange {
  asked: number;
  read: number;
  qualified: number;
}

/** Ids beyond the highest known one are probed until this many in a row belong to nobody. */
export const EMPTY_STRETCH_IDS = 3_000;

/**
 * Which id ranges of a scan are still to be read. Ranges have a fixed size and start, so finished ones are found
 * again after a restart. The end moves while people turn up beyond it.
 */
export class ScanPlan {
  private readonly size: number;
  private readonly done = new Set<number>();
  private readonly taken = new Set<number>();
  private highest: number;
  private position = 1;
  private readonly counts = { asked: 0, read: 0, qualified: 0 };

  constructor(highestId: number, size: number, finished: readonly Finished[] = []) {
    this.size = size;
    this.highest = highestId;
    // Ranges of another size are an earlier version's: they are read again.
    for (const range of finished) if (range.to - range.from + 1 === size) this.finish(range);
  }

  /** The next range nobody has taken, or null when nothing is left up to the end as known now. */
  next(): ScanRange | null {
    while (this.position <= this.end()) {
      const from = this.position;
      this.position += this.size;
      if (this.done.has(from)) continue;
      this.taken.add(from);
      return { from, to: from + this.size - 1 };
    }
    return null;
  }

  finish(range: Finished): void {
    this.taken.delete(range.from);
    if (this.done.has(range.from)) return;
    this.done.add(range.from);
    this.counts.asked += range.asked;
    this.counts.read += range.read;
    this.counts.qualified += range.qualified;
    if (range.read > 0) this.highest = Math.max(this.highest, range.to);
  }

  /** Last id to ask for: the highest known one and an empty stretch behind it. */
  end(): number {
    return Math.ceil((this.highest + EMPTY_STRETCH_IDS) / this.size) * this.size;
  }

  complete(): boolean {
    return this.taken.size === 0 && this.done.size * this.size >= this.end();
  }

  totals(): { asked: number; read: number; qualified: number } {
    return { ...this.counts };
  }
}
