import type { MarkName } from './options.ts';

/** What the ratio has to be. */
export type Needs = { atLeast: number } | { atMost: number };

/** One mark, measured. `ratio` is what is compared with `needs`; both come from the same run. */
export interface Result {
  mark: MarkName;
  what: string;
  measured: string;
  ratio: number;
  needs: Needs;
  met: boolean;
  /** Everything that the number was made from. */
  details: Record<string, number | string | readonly number[]>;
}

export function result({ needs, ratio, ...rest }: Omit<Result, 'met'>): Result {
  const met = 'atLeast' in needs ? ratio >= needs.atLeast : ratio <= needs.atMost;
  return { ...rest, ratio: rounded(ratio, 3), needs, met };
}

export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Linear between neighbours; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
