import { z } from 'zod';

/** What became of a push. */
export const pushTaken = z.object({
  /** People to be read again. */
  accepted: z.number(),
  /** Left to polling, which reads them a little later. */
  folded: z.boolean(),
});
