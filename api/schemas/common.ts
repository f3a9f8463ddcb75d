import { z } from 'zod';
import { problem } from './problem.ts';

/** A moment: `Date` inside, ISO 8601 in UTC outside. */
export const moment = z.date();

/** A Marketo ID. */
export const marketoId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const PAGE_MAX = 200;

/** How a list is asked for, in the query or the body. `cursor`: from the page before. */
export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  cursor: z.string().min(1).max(500).optional(),
});

/** One page of a list; `next`: the cursor of the page after it, null at the end. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** The answers of a route: its own, and how errors are told. */
export function answers<Own extends Record<number, z.ZodType>>(own: Own) {
  return {
    ...own,
    '4xx': { description: 'Refused', content: { 'application/problem+json': { schema: problem } } },
    '5xx': { description: 'Not possible now', content: { 'application/problem+json': { schema: problem } } },
  };
}
