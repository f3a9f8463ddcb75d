import { count } from '../../format.ts';

export { count, moment, percent } from '../../format.ts';

export function people(value: number): string {
  return value === 1 ? '1 person' : `${count(value)} people`;
}

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest units: `3 h 12 min`. */
export function duration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(rest / size);
    if (parts.length === 1 && whole === 0) break;
    if (whole > 0) parts.push(`${whole} ${unit}`);
    if (parts.length === 2) break;
    rest -= whole * size;
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

export function ago(at: Date, now: Date): string {
  return `${duration((now.getTime() - at.getTime()) / 1_000)} ago`;
}

/** Megabytes of a million bytes, as Marketo counts them. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
}

/** Columns as wide as their widest cell; no trailing blanks. */
export function table(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths = rows.reduce<number[]>((all, row) => {
    for (const [index, cell] of row.entries()) all[index] = Math.max(all[index] ?? 0, cell.length);
    return all;
  }, []);
  return rows.map((row) =>
    `${indent}${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd(),
  );
}

/** Text of a vendor for a terminal: control characters could move the cursor or hide what follows. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
