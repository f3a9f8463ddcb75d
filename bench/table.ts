import type { Needs, Result } from './result.ts';

const HEAD = ['mark', 'what', 'measured', 'ratio', 'needed', 'met'];

/** Plain text in columns, widest cell decides. */
export function table(results: readonly Result[]): string {
  const rows = [HEAD, ...results.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return lines.toSpliced(1, 0, widths.map((width) => '-'.repeat(width)).join('  ')).join('\n');
}

function cells({ mark, what, measured, ratio, needs, met }: Result): string[] {
  return [mark, what, measured, ratio.toFixed(3), needed(needs), met ? 'yes' : 'NO'];
}

function needed(needs: Needs): string {
  return 'atLeast' in needs ? `≥ ${needs.atLeast}` : `≤ ${needs.atMost}`;
}
