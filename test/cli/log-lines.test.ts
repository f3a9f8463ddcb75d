import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { logLines, type ResultLine } from '../../client/cli/activities/log-lines.ts';
import { type JsonLine, readNdjson } from '../../client/cli/activities/ndjson.ts';
import type { LogResult } from '../../client/sales-activities/log.ts';

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

/** The bytes of a text in chunks of a size, which may cut a character. */
async function* chunks(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const accepted = (values: readonly unknown[]): Promise<LogResult[]> =>
  Promise.resolve(values.map((value) => ({ id: JSON.stringify(value), result: 'accepted' })));

it.each([1, 2, 3, 7, 1_000])('reads values line by line from chunks of %d bytes', async (size) => {
  const text = '\uFEFF{"a":"é🎈"}\r\n\n{"b":1}\nnot json\n[1]';
  expect(await all(readNdjson(chunks(text, size)))).toEqual<JsonLine[]>([
    { line: 1, value: { a: 'é🎈' } },
    { line: 3, value: { b: 1 } },
    { line: 4, problem: 'must be JSON' },
    { line: 5, value: [1] },
  ]);
});

it('a line that is too long is told, not kept, and the next one is read', async () => {
  const text = `"${'x'.repeat(600_000)}"\n1\n`;
  expect(await all(readNdjson(chunks(text, 64 * 1_024)))).toEqual([
    { line: 1, problem: 'must not be longer than 512 KiB' },
    { line: 2, value: 1 },
  ]);
});

it('an empty input has no lines', async () => {
  expect(await all(readNdjson(chunks('', 1)))).toEqual([]);
  expect(await all(logLines(chunks('\n\n', 1), accepted))).toEqual([]);
});

it('answers each line in order, stored in batches of at most 500', async () => {
  const sizes: number[] = [];
  const log = (values: readonly unknown[]) => {
    sizes.push(values.length);
    return accepted(values);
  };
  const text = Array.from({ length: 1_203 }, (_, index) => (index === 600 ? '{' : String(index))).join('\n');
  const results = await all(logLines(chunks(text, 1_000), log));
  expect(sizes).toEqual([500, 499, 203]);
  expect(results.map(({ line }) => line)).toEqual(Array.from({ length: 1_203 }, (_, index) => index + 1));
  expect(results[600]).toEqual({
    line: 601,
    id: null,
    result: 'rejected',
    problems: [{ field: 'line', reason: 'must be JSON' }],
  });
  expect(results[1_202]).toEqual({ line: 1_203, id: '1202', result: 'accepted' });
});

it('lines of a source that pauses are stored without waiting for more', async () => {
  let goOn = () => {};
  const paused = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* source(): AsyncGenerator<string> {
    yield '1\n2\n';
    await paused;
    yield '3\n';
  }
  const results = logLines(source(), accepted);
  const first = [(await results.next()).value, (await results.next()).value] as ResultLine[];
  expect(first.map(({ line }) => line)).toEqual([1, 2]);
  goOn();
  expect((await all(results)).map(({ line }) => line)).toEqual([3]);
});

it('an error of the input or the store ends it', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield '1\n';
    throw new Error('read failed');
  }
  await expect(all(logLines(broken(), accepted))).rejects.toThrow('read failed');
  async function* brokenLater(): AsyncGenerator<string> {
    yield '1\n'.repeat(500);
    throw new Error('read failed');
  }
  const slowly = async (values: readonly unknown[]) => {
    await delay(20);
    return accepted(values);
  };
  const results = logLines(brokenLater(), slowly);
  for (let line = 1; line <= 500; line++) expect((await results.next()).done).toBe(false);
  await expect(results.next()).rejects.toThrow('read failed');
  await expect(all(logLines(chunks('1\n', 9), () => Promise.reject(new Error('store failed'))))).rejects.toThrow(
    'store failed',
  );
});
