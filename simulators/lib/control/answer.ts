import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Refusal } from './refusal.ts';
import type { ControlAnswer } from './route.ts';

const CHUNK = 64 * 1024;

function* chunks(lines: Iterable<unknown>): Generator<string> {
  let held = '';
  for (const line of lines) {
    held += `${JSON.stringify(line)}\n`;
    if (held.length < CHUNK) continue;
    yield held;
    held = '';
  }
  yield held;
}

/** Writes the answer of a control call, or what `refusalOf` makes of an error. */
export async function answerControl(
  response: ServerResponse,
  answer: () => Promise<ControlAnswer>,
  refusalOf: (error: unknown) => Refusal,
): Promise<void> {
  try {
    const answered = await answer();
    if ('json' in answered) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answered.json));
      return;
    }
    response.setHeader('content-type', 'application/x-ndjson');
    await pipeline(Readable.from(chunks(answered.lines), { objectMode: true }), response);
  } catch (error) {
    if (response.headersSent || response.destroyed) return;
    const { status, error: text, fix } = refusalOf(error);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: text, fix }));
  }
}
