import { z } from 'zod';
import { moment, PAGE_MAX, pageOf } from './common.ts';
import { bodyPaging } from './input.ts';

/** A user of the sales app. */
export const seller = z
  .object({
    email: z.string(),
    salesforceUserId: z.string().nullable().meta({ description: 'null: nobody is known in Salesforce' }),
    timeZone: z.string().nullable(),
    setBy: z.enum(['admin', 'salesforce']),
    asOf: moment.meta({ description: 'When Salesforce was asked last or an admin set it; 1970: neither yet' }),
    tasks: z.object({ isOn: z.boolean(), since: moment.nullable(), generation: z.number() }),
  })
  .meta({ id: 'Seller' });

/** By address; an address belongs in no URL, so the pages after the first are asked for by `sellers/search`. */
export const sellersQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50) });
export const sellersSearch = z.strictObject({ ...bodyPaging, email: z.string().max(320).optional() });
export const sellersPage = pageOf(seller);

/** What is left out stays. `salesforceUserId` null: nobody in Salesforce. `tasks`: whether reminder tasks are synced. */
export const sellerRequest = z
  .strictObject({
    email: z.string().max(254),
    salesforceUserId: z.string().max(18).nullable().optional(),
    timeZone: z.string().max(64).optional(),
    tasks: z.boolean().optional(),
  })
  .refine(
    ({ salesforceUserId, timeZone, tasks }) =>
      salesforceUserId !== undefined || timeZone !== undefined || tasks !== undefined,
    { error: 'must set salesforceUserId, timeZone or tasks' },
  );

export const sellerResult = z.object({
  seller,
  wakeError: z
    .string()
    .nullable()
    .meta({ description: 'Why the tasks flow could not be told: it looks by itself some minutes later' }),
});
