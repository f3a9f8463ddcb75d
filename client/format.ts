export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** ISO 8601 UTC, to the second. */
export function moment(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}

export function percent(share: number): string {
  return `${Math.floor(Math.min(1, share) * 1_000) / 10} %`;
}
