/** However quiet, they are looked through again after so long: another worker may have stored some. */
const LOOK_EVERY_MS = 10 * 60_000;

/** When refused tasks are to be looked through next, as far as this process knows: that is a pass over all tasks. */
export class RefusedWatch {
  #nextAt = 0;

  isDue(now: Date): boolean {
    return now.getTime() >= this.#nextAt;
  }

  inMs(now: Date): number {
    return Math.max(0, this.#nextAt - now.getTime());
  }

  /** One was refused, and may go on then. */
  add(at: Date): void {
    this.#nextAt = Math.min(this.#nextAt, at.getTime());
  }

  /** They were looked through; the next of them is due after so long. */
  looked(now: Date, nextInMs: number): void {
    this.#nextAt = now.getTime() + Math.min(nextInMs, LOOK_EVERY_MS);
  }
}
