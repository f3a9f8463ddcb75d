/** Requests that run long: so many at once are allowed, and shorter ones without limit (salesforce-rest.md section 4). */
export class Concurrency {
  max = 25;
  /** From this duration on a request counts. */
  longMs = 20_000;
  readonly #open = new Set<{ since: number }>();

  /** False when as many long requests run as may. */
  get free(): boolean {
    const now = performance.now();
    let long = 0;
    for (const { since } of this.#open) if (now - since >= this.longMs) long++;
    return long < this.max;
  }

  /** A request begins; what it returns is called when it ends. */
  enter(): () => void {
    const request = { since: performance.now() };
    this.#open.add(request);
    return () => {
      this.#open.delete(request);
    };
  }
}
