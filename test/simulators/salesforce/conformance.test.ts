import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { itCoversStatements, statements } from '../conformance.ts';
import { LEFT_OUT } from './left-out.ts';

const LAST = 62;
const SPEC = new URL('../../../../shared/spec/salesforce-rest.md', import.meta.url);

describe('conformance list', () => {
  itCoversStatements({ folder: new URL('./', import.meta.url), letter: 'S', last: LAST, leftOut: LEFT_OUT });

  it.skipIf(!existsSync(SPEC))('the list of ../shared/spec/salesforce-rest.md has no other statements', () => {
    const [, list = ''] = readFileSync(SPEC, 'utf8').split(/^## 10\. .*$/m);
    const [own = ''] = list.split(/^---$/m);
    const numbers = [...own.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(statements(LAST));
  });
});
