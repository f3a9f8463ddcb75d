import { LINES_AT_ONCE, type LogResult } from '../../sales-activities/log.ts';
import { type JsonLine, readNdjson } from './ndjson.ts';

/** One line of output for each line of input, in order. */
export type ResultLine = { line: number } & LogResult;

/** A slow source is not waited for longer than this before its lines are stored. */
const WAIT_MS = 200;

/**
 * Takes sales activities from NDJSON as it comes, stored by hundreds. The input is read no faster than it is stored.
 * @param log stores some values: one result for each, in order
 */
export async function* logLines(
  input: AsyncIterable<Buffer | string>,
  log: (values: readonly unknown[]) => Promise<LogResult[]>,
): AsyncGenerator<ResultLine> {
  for await (const lines of together(readNdjson(input))) {
    const results = (await log(lines.flatMap((line) => ('value' in line ? [line.value] : [])))).values();
    for (const line of lines) {
      const result: LogResult | undefined =
        'value' in line
          ? results.next().value
          : { id: null, result: 'rejected', problems: [{ field: 'line', reason: line.problem }] };
      if (result !== undefined) yield { line: line.line, ...result };
    }
  }
}

/** Lines that come soon after one another, up to as many as are stored at once. */
async function* together(lines: AsyncGenerator<JsonLine>): AsyncGenerator<JsonLine[]> {
  let batch: JsonLine[] = [];
  let next = ahead(lines);
  for (;;) {
    const found = batch.length === 0 ? await next : await soon(next);
    if (found === null) {
      yield batch;
      batch = [];
      continue;
    }
    if (found.done === true) break;
    batch.push(found.value);
    next = ahead(lines);
    if (batch.length < LINES_AT_ONCE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Asked for while a batch is being stored: its error is met when it is waited for. */
function ahead<T>(source: AsyncGenerator<T>): Promise<IteratorResult<T>> {
  const next = source.next();
  next.catch(() => {});
  return next;
}

/** null: not soon. */
async function soon<T>(coming: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), WAIT_MS);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
