import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../client/cli/program.ts';
import { errorRegistry, isErrorKey } from '../../model/errors/registry.ts';
import { SETTINGS } from '../../model/settings/registry.ts';

// The runbook is of use only as long as what it names exists: tests, error keys, settings, commands, and its own anchors.

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(`${root}docs/operations.md`, 'utf8');
const PARTS = ['You see', 'Why', 'Do', 'By itself', 'Rehearsed'] as const;

interface Entry {
  title: string;
  parts: Map<string, string>;
}

const entries: Entry[] = page
  .split(/^### /m)
  .slice(1)
  .map((text) => {
    const [title = '', ...lines] = text.split('\n');
    const parts = lines.flatMap((line) => {
      const found = /^- \*\*([\w ]+)\*\*: (.+)$/.exec(line);
      return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
    });
    return { title, parts: new Map(parts) };
  });

/** As GitHub makes it. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-');
const anchors = new Set(entries.map(({ title }) => anchorOf(title)));

test('there are at least 30 failures, each with all of its parts, under a name of its own', () => {
  expect(entries.length).toBeGreaterThanOrEqual(30);
  expect(anchors.size).toBe(entries.length);
  expect(entries.filter(({ parts }) => parts.size !== PARTS.length || !PARTS.every((part) => parts.has(part)))).toEqual(
    [],
  );
});

test.each(entries.map(({ title, parts }) => [title, parts.get('Rehearsed') ?? ''] as const))(
  '%s: the tests named are there',
  (_, rehearsed) => {
    const named = [...rehearsed.matchAll(/`(test\/[^`]+\.ts)` · `([^`]+)`/g)].map(([, file = '', name = '']) => ({
      file,
      name,
    }));
    expect(named).toHaveLength(rehearsed.split('; `test/').length);
    for (const { file, name } of named) expect(titlesOf(file), `${file} has no test of this title`).toContain(name);
  },
);

test('every error key and setting that it names exists', () => {
  const families = new Set(
    [...Object.keys(errorRegistry), ...SETTINGS.map(({ key }) => key)].map((key) => key.split('.')[0]),
  );
  const settings = new Set<string>(SETTINGS.map(({ key }) => key));
  const named = [...page.matchAll(/`([a-z][A-Za-z]+\.[A-Za-z0-9_.]+)`/g)].map(([, key = '']) => key);
  const meant = named.filter((key) => families.has(key.split('.')[0]));
  expect(meant.length).toBeGreaterThan(50);
  // `people.rescan` is an action of the audit log.
  expect(meant.filter((key) => !isErrorKey(key) && !settings.has(key) && key !== 'people.rescan')).toEqual([]);
});

test('every command that it names exists, with its options', () => {
  const commands = [...page.matchAll(/`actions-sync ([^`]+)`/g)].map(([, line = '']) => line);
  expect(commands.length).toBeGreaterThan(30);
  expect(commands.filter((line) => !isCommand(line))).toEqual([]);
});

test('every anchor that an alert of ours leads to exists', ({ skip }) => {
  const rules = `${root}deploy/prometheus/alerts.yml`;
  if (!existsSync(rules)) skip('there are no alert rules');
  const named = [...readFileSync(rules, 'utf8').matchAll(/operations\.md#([\w-]+)/g)].map(([, anchor = '']) => anchor);
  expect(named.filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

/** Of `test('…')`, `it('…')` and their `each`, as they are written. */
function titlesOf(file: string): string[] {
  if (!existsSync(root + file)) return [];
  const text = readFileSync(root + file, 'utf8');
  return [
    ...text.matchAll(/^\s*(?:(?:test|it)\b.*|.*\)\()?\s*'((?:[^'\\]|\\.)+)',/gm),
    ...text.matchAll(/\b(?:test|it)\('((?:[^'\\]|\\.)+)'/g),
  ].map(([, title = '']) => title.replaceAll("\\'", "'"));
}

function isCommand(line: string): boolean {
  let at: Command = createProgram();
  const words = line.split(' ');
  while (words[0] !== undefined) {
    const next = at.commands.find((child) => child.name() === words[0]);
    if (next === undefined) break;
    at = next;
    words.shift();
  }
  const options = words.filter((word) => word.startsWith('--'));
  const areKnown = options.every((option) => at.options.some(({ long }) => long === option));
  return at.parent !== null && at.commands.length === 0 && areKnown;
}
