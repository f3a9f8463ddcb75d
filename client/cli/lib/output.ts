import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** For people: notes, hints, progress. */
export function say(line = ''): void {
  process.stderr.write(`${line}\n`);
}

/** The result of a command. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Exactly one document; indented where a person reads it. */
export function printJson(document: unknown): void {
  print(JSON.stringify(document, null, process.stdout.isTTY ? 2 : 0));
}

const CHUNK_CHARS = 64 * 1_024;

/** One JSON document per line; waits for a slow reader, so that memory stays flat. @returns how many lines */
export async function writeLines(lines: AsyncIterable<unknown> | Iterable<unknown>, out: Writable): Promise<number> {
  let count = 0;
  let chunk = '';
  const flush = async () => {
    if (chunk !== '' && !out.write(chunk)) await once(out, 'drain');
    chunk = '';
  };
  for await (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`;
    count += 1;
    if (chunk.length >= CHUNK_CHARS) await flush();
  }
  await flush();
  return count;
}
