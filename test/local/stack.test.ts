import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { startLocalStack } from '../../local/stack.ts';
import type { LocalStack, StackOptions } from '../../local/types.ts';
import { cacheDir, isRunning, killHard, ownEnvironment, startParent, temporaryFolder } from './support/parents.ts';

const DOCUMENTS = 1_000;
const parentLine = z.object({ mongo: z.object({ uri: z.string() }), temporal: z.object({ address: z.string() }) });
const lockFile = z.object({ children: z.array(z.object({ pid: z.number() })) });

async function start(dir: string, more: Partial<StackOptions> = {}): Promise<LocalStack> {
  const stack = await startLocalStack({
    dir,
    cacheDir,
    env: ownEnvironment(),
    say: () => {},
    temporalUi: false,
    ...more,
  });
  onTestFinished(() => stack.close());
  return stack;
}

async function withPeople<T>(uri: string, use: (people: ReturnType<typeof peopleOf>) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { retryWrites: false });
  try {
    return await use(peopleOf(client));
  } finally {
    await client.close();
  }
}

function peopleOf(client: MongoClient) {
  return client.db('stack_test').collection<{ _id: number }>('people');
}

const write = (uri: string) =>
  withPeople(uri, (people) => people.insertMany(Array.from({ length: DOCUMENTS }, (_, id) => ({ _id: id }))));
const count = (uri: string) => withPeople(uri, (people) => people.countDocuments());

async function childrenOf(dir: string): Promise<number[]> {
  // The lock is written behind the start's back.
  return vi.waitFor(async () => {
    const { children } = lockFile.parse(JSON.parse(await readFile(join(dir, 'lock'), 'utf8')));
    expect(children.length).toBe(2);
    return children.map(({ pid }) => pid);
  });
}

// The very first run on a machine downloads.
describe('the real stack', { timeout: 300_000 }, () => {
  test('Temporal answers with the search attributes asked for', async () => {
    const searchAttributes = { SyncFlow: 'Keyword', PeopleRead: 'Int' } as const;
    const stack = await start(await temporaryFolder(), { ephemeral: true, searchAttributes });
    const connection = await Connection.connect({ address: stack.temporal.address });
    onTestFinished(() => connection.close());
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    expect(Object.keys(customAttributes)).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
  });

  test('data survives a restart, which uses the recorded winners and says nothing else', async () => {
    const dir = await temporaryFolder();
    const first = await start(dir);
    await write(first.mongo.uri);
    await first.close();
    const lines: string[] = [];
    const second = await start(dir, { say: (line) => lines.push(line) });
    expect(await count(second.mongo.uri)).toBe(DOCUMENTS);
    expect(second.mongo.from).toBe(first.mongo.from);
    expect(lines).toHaveLength(2);
  });

  test('data survives SIGKILL of the parent and a start at once after it', async () => {
    const dir = await temporaryFolder();
    const { parent, line } = await startParent('stack-parent.mjs', dir, cacheDir);
    await write(parentLine.parse(line).mongo.uri);
    await killHard(parent);
    const stack = await start(dir);
    expect(await count(stack.mongo.uri)).toBe(DOCUMENTS);
  });

  test('SIGKILL of the parent leaves no child', async () => {
    const dir = await temporaryFolder();
    const { parent } = await startParent('stack-parent.mjs', dir, cacheDir);
    const children = await childrenOf(dir);
    await killHard(parent);
    await vi.waitFor(() => expect(children.filter(isRunning)).toEqual([]), { timeout: 15_000 });
  });

  test('close leaves no child and frees the folder', async () => {
    const dir = await temporaryFolder();
    const stack = await start(dir);
    const children = await childrenOf(dir);
    await expect(start(dir)).rejects.toThrow('another stack runs on');
    await stack.close();
    expect(children.filter(isRunning)).toEqual([]);
    await start(dir, { ephemeral: true });
  });

  test('ephemeral keeps nothing, ignores the data there is and leaves the record alone', async () => {
    const dir = await temporaryFolder();
    const kept = await start(dir);
    await write(kept.mongo.uri);
    await kept.close();
    const record = await readFile(join(dir, 'stack.json'), 'utf8');
    const ephemeral = await start(dir, { ephemeral: true });
    expect(await count(ephemeral.mongo.uri)).toBe(0);
    await ephemeral.close();
    expect(await readFile(join(dir, 'stack.json'), 'utf8')).toBe(record);
  });

  test('an abort ends the start and what it had started', async () => {
    const dir = await temporaryFolder();
    await expect(start(dir, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort|timeout/i);
    await start(dir, { ephemeral: true });
  });
});
