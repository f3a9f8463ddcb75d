const MB = 1_000_000;

/** Bytes of finished files by day, against the day's allowance (3.2: 500 MB by fileSize). */
export class Allowance {
  readonly #days = new Map<string, number>();
  readonly #dateOf: (ms: number) => string;

  /** `dateOf` gives the Central-time date of a moment. */
  constructor(dateOf: (ms: number) => string) {
    this.#dateOf = dateOf;
  }

  usedAt(ms: number): number {
    return this.#days.get(this.#dateOf(ms)) ?? 0;
  }

  setUsedAt(ms: number, bytes: number): void {
    this.#days.set(this.#dateOf(ms), bytes);
  }

  add(ms: number, bytes: number): void {
    this.setUsedAt(ms, this.usedAt(ms) + bytes);
  }
}

/** What a refused call is told (seen: airbyte's tests). */
export const exceeded = (allowed: number): string => `Export daily quota ${Math.ceil(allowed / MB)}MB exceeded.`;
