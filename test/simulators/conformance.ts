import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Statements of a conformance list that no test carries, and why. */
export interface LeftOut {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

interface Conformance {
  /** With the tests, and nothing of other lists. */
  readonly folder: URL;
  /** Before each number, such as `S`. */
  readonly letter: string;
  /** How many statements the list has. */
  readonly last: number;
  readonly leftOut: readonly LeftOut[];
}

/** Numbers that stand at the start of a test's name in this folder. */
function tested({ folder, letter }: Conformance): Set<number> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const text = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const name = new RegExp(`^\\s*(?:it(?:\\.\\w+\\(.*\\))?|\\](?: as const)?\\))\\(\\s*['"\`]${letter}(\\d+) `, 'gm');
  return new Set([...text.matchAll(name)].map(([, number]) => Number(number)));
}

/** 1 to `last`. */
export const statements = (last: number): number[] => Array.from({ length: last }, (_, i) => i + 1);

/** Declares the test that a folder's tests cover a conformance list. */
export function itCoversStatements(conformance: Conformance): void {
  it('every statement is either tested under its number or left out with a reason, not both', () => {
    const { last, leftOut } = conformance;
    const named = tested(conformance);
    const all = statements(last);
    const excused = new Set(all.filter((n) => leftOut.some(({ from, to }) => n >= from && n <= to)));
    expect(all.filter((n) => !named.has(n) && !excused.has(n))).toEqual([]);
    expect(all.filter((n) => named.has(n) && excused.has(n))).toEqual([]);
    expect([...named].filter((n) => n > last)).toEqual([]);
  });
}
