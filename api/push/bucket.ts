/** Lets so many through in a second, and as many again at once after a quiet time. */
export class Bucket {
  private left: number;
  private at: number;
  private readonly perSecond: number;
  private readonly now: () => number;

  /** @param now milliseconds of a clock that never jumps */
  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.perSecond = perSecond;
    this.now = now;
    this.left = 2 * perSecond;
    this.at = now();
  }

  take(): boolean {
    const now = this.now();
    this.left = Math.min(2 * this.perSecond, this.left + ((now - this.at) / 1_000) * this.perSecond);
    this.at = now;
    if (this.left < 1) return false;
    this.left -= 1;
    return true;
  }
}
