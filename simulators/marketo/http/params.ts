import { ApiError } from './errors.ts';

/** Query and form parameters of one call. Lists come comma-separated or repeated, or both (14.18). */
export class Params {
  readonly #all: Map<string, string[]> = new Map();

  constructor(...sources: readonly string[]) {
    for (const source of sources) {
      for (const [name, value] of new URLSearchParams(source)) {
        const values = this.#all.get(name);
        if (values === undefined) this.#all.set(name, [value]);
        else values.push(value);
      }
    }
  }

  /** First value, or undefined when absent or blank. */
  get(name: string): string | undefined {
    const value = this.#all.get(name)?.[0];
    return value === undefined || value.trim() === '' ? undefined : value;
  }

  /** All values of a list parameter, blanks dropped. */
  list(name: string): string[] {
    const values = this.#all.get(name) ?? [];
    return values
      .flatMap((value) => value.split(','))
      .map((value) => value.trim())
      .filter((value) => value !== '');
  }

  /** A list of integers; anything else is a 1001. */
  integers(name: string): number[] {
    return this.list(name).map((value) => {
      if (!/^\d{1,15}$/.test(value)) throw new ApiError('1001', `Invalid value '${value}'. Required of type 'integer'`);
      return Number(value);
    });
  }
}
