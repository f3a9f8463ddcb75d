import { z } from 'zod';
import { ALERT_IDS } from '../../model/alerts/catalogue.ts';
import { moment } from './common.ts';

/** What fires now, the longest first (docs/alerts.md). */
export const alerts = z.object({
  items: z.array(
    z
      .object({
        alert: z.enum(ALERT_IDS),
        since: moment,
        firedAt: moment,
        summary: z.string(),
        key: z.string(),
        cause: z.string(),
        fix: z.string(),
        value: z.number().nullable(),
        limit: z.number().nullable(),
        unit: z.enum(['seconds', 'percent', 'count']).nullable(),
        undelivered: z.number().meta({ description: 'What the webhook has not taken yet' }),
      })
      .meta({ id: 'Alert' }),
  ),
});

export type Alerts = z.output<typeof alerts>;
