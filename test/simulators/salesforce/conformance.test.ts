import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEFT_OUT } from './left-out.ts';

const LAST = 62;
const SPEC = new URL('../../../../shared/spec/salesforce-rest.md', import.meta.url);

/** Numbers that stand at the start of a test's name in this folder. */
function tested(): Set<number> {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const text = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const names = text.matchAll(/^\s*(?:it(?:\.\w+\(.*\))?|\](?: as const)?\))\(\s*['"`]S(\d+) /gm);
  return new Set([...names].map(([, number]) => Number(number)));
}

describe('conformance list', () => {
  it('every statement is either tested under its number or left out with a reason, not both', () => {
    const named = tested();
    const all = Array.from({ length: LAST }, (_, i) => i + 1);
    const leftOut = new Set(all.filter((n) => LEFT_OUT.some(({ from, to }) => n >= from && n <= to)));
    expect(all.filter((n) => !named.has(n) && !leftOut.has(n))).toEqual([]);
    expect(all.filter((n) => named.has(n) && leftOut.has(n))).toEqual([]);
    expect([...named].filter((n) => n > LAST)).toEqual([]);
  });

  it.skipIf(!existsSync(SPEC))('the list of ../shared/spec/salesforce-rest.md has no other statements', () => {
    const [, list = ''] = readFileSync(SPEC, 'utf8').split(/^## 10\. .*$/m);
    const [own = ''] = list.split(/^---$/m);
    const numbers = [...own.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(Array.from({ length: LAST }, (_, i) => i + 1));
  });
});
