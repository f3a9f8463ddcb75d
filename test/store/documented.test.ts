import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SETTINGS } from '../../model/settings/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

const sources = readdirSync(`${root}store`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(`store/${name}`));

/** What is given to `collection(…)` in the store: a name, or a constant that has it. */
function usedCollections(): string[] {
  const constants = new Map(
    sources.flatMap((text) =>
      [...text.matchAll(/const ([A-Z_]+) = '(\w+)';/g)].map(([, name = '', value = '']) => [name, value] as const),
    ),
  );
  const given = sources.flatMap((text) =>
    [...text.matchAll(/\bcollection(?:<[^()]*>)?\(\s*(?:'(\w+)'|([A-Z_]+))/g)].map(
      ([, name, constant = '']) => name ?? constants.get(constant) ?? `unknown ${constant}`,
    ),
  );
  return [...new Set(given)].sort();
}

/** The names in the first column of the tables below a heading, up to the next one. */
function tabled(page: string, heading: string): string[] {
  const [section = ''] = (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name)).sort();
}

it.each([
  ['docs/security.md', 'What is stored: MongoDB'],
  ['docs/architecture.md', 'Collections'],
])('%s lists the collections that the store uses, and no other', (page, heading) => {
  const used = usedCollections();
  expect(used).toContain('people');
  expect(tabled(read(page), heading)).toEqual(used);
});

it('every retention setting is named where it says how long things are kept', () => {
  const page = read('docs/security.md');
  for (const { key } of SETTINGS.filter(({ group }) => group === 'retention')) expect(page).toContain(`\`${key}\``);
});
