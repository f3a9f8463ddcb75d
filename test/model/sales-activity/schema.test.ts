import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salesActivitySchemaFile } from '../../../model/sales-activity/json-schema.ts';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { salesActivityLine } from '../../../model/sales-activity/line.ts';
import { LINES, lineOf } from './lines.ts';

describe('docs/sales-activity.schema.json', () => {
  it('is what the format says', async () => {
    const file = await readFile(new URL('../../../docs/sales-activity.schema.json', import.meta.url), 'utf8');
    expect(file).toBe(salesActivitySchemaFile());
  });

  it('describes every member', () => {
    const { oneOf, anyOf } = JSON.parse(salesActivitySchemaFile());
    const kinds: { properties: Record<string, { description?: string; const?: string }> }[] = oneOf ?? anyOf;
    expect(kinds).toHaveLength(SALES_ACTIVITY_KINDS.length);
    for (const { properties } of kinds) {
      const without = Object.entries(properties).filter(([, { description }]) => description === undefined);
      expect(without.map(([name]) => name)).toEqual(['type']);
    }
  });

  it('agrees with what intake takes, on lines changed in any one member', () => {
    const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(
      JSON.parse(salesActivitySchemaFile()),
    );
    const members = [...new Set(LINES.flatMap((line) => Object.keys(line))), 'colour'];
    const values = fc.oneof(
      fc.constantFrom<unknown>(
        undefined,
        null,
        '',
        'text',
        'a@b.example',
        'HTTPS://x.example',
        `https://x.example/${'🎈'.repeat(1_500)}`,
        '🎈'.repeat(300),
      ),
      fc.constantFrom<unknown>(0, 1, 1.5, -1, 10 ** 12, true, [], {}, '2026-11-27T10:00:00Z', '2026-13-27T10:00:00Z'),
      fc.string({ maxLength: 80 }).map((text) => text.replaceAll('\0', '')),
      fc.integer({ min: 0, max: 5_000 }).map((length) => 'x'.repeat(length)),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...SALES_ACTIVITY_KINDS),
        fc.constantFrom(...members),
        values,
        (kind, name, value) => {
          const line: unknown = JSON.parse(JSON.stringify(lineOf(kind, { [name]: value })));
          expect(accepts(line)).toBe(salesActivityLine.safeParse(line).success);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(LINES.every((line) => accepts(line))).toBe(true);
  });
});
