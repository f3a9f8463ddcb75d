/** So many calls are under way at once, whatever they call; the others wait in order. */
export class Lines {
  readonly #most: number;
  readonly #waiting: (() => Promise<void>)[] = [];
  #open = 0;
  peak = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get open(): number {
    return this.#open;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(call: () => Promise<void>): void {
    this.#waiting.push(call);
    this.#next();
  }

  /** Nobody is called any more. */
  clear(): void {
    this.#waiting.length = 0;
  }

  #next(): void {
    if (this.#open >= this.#most) return;
    const call = this.#waiting.shift();
    if (call === undefined) return;
    this.#open += 1;
    this.peak = Math.max(this.peak, this.#open);
    void call().finally(() => {
      this.#open -= 1;
      this.#next();
    });
  }
}
