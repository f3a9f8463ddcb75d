import type { z } from 'zod';
import { refusal } from './problem.ts';

/**
 * A place in a list, as an opaque text. What it holds can be read by whoever has it: nothing personal belongs in the
 * cursor of a list that is asked for by its address.
 */
export function cursorText(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws AppError `api.invalid` where it is none of this list's cursors */
export function readCursor<Schema extends z.ZodType>(text: string, place: Schema): z.output<Schema> {
  try {
    return place.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw refusal('api.invalid', { problem: 'cursor is none of this list; leave it out to begin anew' });
  }
}
