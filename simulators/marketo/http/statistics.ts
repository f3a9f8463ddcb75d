/** Counts of what was asked and answered since the last reset, for tests and dashboards. */
export class Statistics {
  #endpoints = new Map<string, number>();
  #codes = new Map<string, number>();

  /** One call of an endpoint, refused or not. */
  call(endpoint: string): void {
    this.#endpoints.set(endpoint, (this.#endpoints.get(endpoint) ?? 0) + 1);
  }

  /** One error code in an envelope, or an HTTP status as `http502`. */
  code(code: string): void {
    this.#codes.set(code, (this.#codes.get(code) ?? 0) + 1);
  }

  counts(): { calls: number; endpoints: Record<string, number>; codes: Record<string, number> } {
    const calls = [...this.#endpoints.values()].reduce((sum, n) => sum + n, 0);
    return { calls, endpoints: Object.fromEntries(this.#endpoints), codes: Object.fromEntries(this.#codes) };
  }

  reset(): void {
    this.#endpoints = new Map();
    this.#codes = new Map();
  }
}
