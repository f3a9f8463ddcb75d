import type { IncomingMessage } from 'node:http';

/** Above what any call of the API takes. */
const BODY_MAX = 50 * 1024 * 1024;

/** Reads a body whole; undefined when it is above 50 MB (then it is drained, so that the client can read the answer). */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_MAX) chunks.push(chunk);
  }
  return size > BODY_MAX ? undefined : Buffer.concat(chunks);
}
