import type { IncomingMessage } from 'node:http';
import { readUpTo } from '../../lib/http/body.ts';

/** Above what any call of the API takes. */
const BODY_MAX = 50 * 1024 * 1024;

/** Reads a body whole; undefined when it is above 50 MB. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return readUpTo(request, BODY_MAX);
}
