import { z } from 'zod';
import { moment, pageOf, paging } from './common.ts';
import { momentText, several } from './input.ts';

/** What was done, by whom; nothing personal. */
export const auditRow = z
  .object({
    at: moment,
    action: z.string(),
    by: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditRow' });

/** Latest first. */
export const auditQuery = z.strictObject({
  ...paging.shape,
  action: several(z.string().min(1).max(100)).optional(),
  by: z.string().min(1).max(200).optional(),
  from: momentText.optional(),
  to: momentText.optional(),
});
export const auditPage = pageOf(auditRow);

export type AuditRow = z.output<typeof auditRow>;
