import { StringDecoder } from 'node:string_decoder';

/** A value of one line, or why there is none. Lines are counted from 1, empty ones included. */
export type JsonLine = { line: number } & ({ value: unknown } | { problem: string });

/** More than any sales activity can hold; what is longer is not kept in memory. */
const LONGEST_LINE_CHARS = 512 * 1_024;

/** Reads NDJSON as it comes: memory is bounded by one line. Empty lines are left out; a wrong one is told in its place. */
export async function* readNdjson(input: AsyncIterable<Buffer | string>): AsyncGenerator<JsonLine> {
  const decoder = new StringDecoder('utf8');
  let line = 1;
  let text = '';
  let isTooLong = false;

  function end(): JsonLine[] {
    const found = isTooLong ? [{ line, problem: 'must not be longer than 512 KiB' }] : parse(line, text);
    line += 1;
    text = '';
    isTooLong = false;
    return found;
  }
  function add(part: string): void {
    if (isTooLong || text.length + part.length > LONGEST_LINE_CHARS) {
      isTooLong = true;
      text = '';
    } else text += part;
  }

  for await (const chunk of input) {
    const parts = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const rest = parts.pop() ?? '';
    for (const part of parts) {
      add(part);
      yield* end();
    }
    add(rest);
  }
  add(decoder.end());
  yield* end();
}

function parse(line: number, text: string): JsonLine[] {
  // A byte order mark is what some programs begin a file with.
  const json = line === 1 ? text.replace(/^\uFEFF/, '') : text;
  if (json.trim() === '') return [];
  try {
    return [{ line, value: JSON.parse(json) }];
  } catch {
    return [{ line, problem: 'must be JSON' }];
  }
}
