import { z } from 'zod';
import { moment } from './common.ts';

/** Marketo's calls of today and of the last 20 s, of all workers together. */
export const quota = z
  .object({
    day: z.string(),
    usedToday: z.number(),
    limitToday: z.number(),
    byPriority: z.record(z.string(), z.number()),
    leftByPriority: z.record(z.string(), z.number()),
    instanceTotal: z.number().nullable(),
    callsInWindow: z.number(),
    windowCalls: z.number(),
    openCalls: z.number(),
    atOnce: z.number(),
    resetsAt: moment,
    blockedUntil: moment.nullable(),
    bulk: z.object({ bytesToday: z.number(), limitBytes: z.number(), jobsOpen: z.number() }),
  })
  .meta({ id: 'Quota' });

export type Quota = z.output<typeof quota>;

/** The quota, how today went, and where it is heading. */
export const quotaPage = z
  .object({
    now: quota,
    samples: z.array(z.object({ at: moment, callsToday: z.number() })).meta({ description: 'Of Marketo’s day today' }),
    forecast: z
      .object({
        perHour: z.number().meta({ description: 'Calls an hour, as in the last hour' }),
        usedAtReset: z.number(),
        exhaustedAt: moment.nullable().meta({ description: 'null: the day’s calls last' }),
      })
      .nullable()
      .meta({ description: 'null: too little is known yet' }),
  })
  .meta({ id: 'QuotaPage' });

export type QuotaPage = z.output<typeof quotaPage>;
