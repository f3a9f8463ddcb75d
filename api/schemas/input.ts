import { z } from 'zod';
import { PAGE_MAX } from './common.ts';

/** A moment as callers write it, ISO 8601 with zone; `Date` inside. */
export const momentText = z.iso
  .datetime({ offset: true, error: 'must be a time with zone, such as 2026-11-27T10:00:00+01:00' })
  .transform((text) => new Date(text));

/** A calendar day, `YYYY-MM-DD`. */
export const day = z.iso.date({ error: 'must be a day such as 2026-12-01' });

/** The caller's own id of a sales activity or reminder task. */
export const ownId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ : -');

/** Several of a query: `?kind=a&kind=b`; one is a list of one. */
export function several<Item extends z.ZodType>(item: Item) {
  return z.union([z.array(item).min(1).max(100), item.transform((one) => [one])]);
}

/** Off unless it says `true`. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

/** As `paging`, in a body: its cursor may hold an address, which is longer. */
export const bodyPaging = {
  limit: z.int().min(1).max(PAGE_MAX).default(50),
  cursor: z.string().min(1).max(2_000).optional(),
};
