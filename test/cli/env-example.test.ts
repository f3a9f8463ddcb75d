import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { ENVIRONMENT_VARIABLES, readEnvironment } from '../../model/env.ts';

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
const lines = text.split('\n');
const VARIABLE = /^#?([A-Z_]+)=/;
const named = lines.flatMap((line) => VARIABLE.exec(line)?.[1] ?? []);

test('.env.example names every variable, and no other', () => {
  expect(named.toSorted()).toEqual([...ENVIRONMENT_VARIABLES, 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'].toSorted());
});

test('each variable has a comment line above it', () => {
  for (const [index, line] of lines.entries()) {
    if (VARIABLE.test(line)) expect(lines[index - 1], line).toMatch(/^# \S/);
  }
});

test('the examples are values that the schema takes, and those commented out are the defaults', () => {
  const all = parseEnv(text.replaceAll(/^#(?=[A-Z_]+=)/gm, ''));
  const defaults = readEnvironment({});
  const given = readEnvironment(all);
  for (const name of ENVIRONMENT_VARIABLES) {
    const fallback = defaults[name];
    if (fallback !== undefined) expect(given[name], name).toBe(fallback);
  }
});
