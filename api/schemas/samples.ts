import { z } from 'zod';
import { moment } from './common.ts';

/** Points of equal distance, oldest first, also where nothing was kept. */
export const samples = z
  .object({
    stepSeconds: z.number(),
    items: z.array(
      z.object({
        at: moment,
        peopleWritten: z.number().meta({ description: 'Within the step' }),
        activitiesDone: z
          .object({ marketo: z.number(), salesforce: z.number() })
          .meta({ description: 'Taken by each vendor within the step' }),
        stood: z
          .object({
            visible: z.number(),
            lagSeconds: z.number().nullable(),
            activitiesWaiting: z.number(),
            activitiesFailed: z.number(),
            callsToday: z.number(),
            day: z.string(),
          })
          .nullable()
          .meta({ description: 'As it stood in the step; null: nobody looked, as where no worker ran' }),
      }),
    ),
  })
  .meta({ id: 'Samples' });

export type Samples = z.output<typeof samples>;
