import type { IncomingMessage } from 'node:http';

/** Reads a body whole; undefined when it is above `max` bytes (then it is drained, so that the client can read the 413). */
export async function readUpTo(request: IncomingMessage, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= max) chunks.push(chunk);
  }
  return size > max ? undefined : Buffer.concat(chunks);
}
