import type { IncomingMessage } from 'node:http';
import { readUpTo } from '../../lib/http/body.ts';
import { ApiError } from './errors.ts';

/** Largest body of a lead-database call (3.1). */
const BODY_MAX = 1024 * 1024;

/** Reads a body whole; undefined when it is above 1 MB. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return readUpTo(request, BODY_MAX);
}

const mediaType = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** True for a body that holds form parameters. */
export function isForm(request: IncomingMessage): boolean {
  return mediaType(request) === 'application/x-www-form-urlencoded';
}

/** The JSON of a POST; throws 612 for another content type and 609 for what is no JSON. */
export function jsonOf(request: IncomingMessage, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (mediaType(request) !== 'application/json') throw new ApiError('612');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError('609');
  }
}
