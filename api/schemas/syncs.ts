import { z } from 'zod';
import { FLOWS } from '../../client/flows-overview.ts';
import { STRATEGIES } from '../../model/strategy.ts';
import { moment } from './common.ts';

const strategy = z.enum(STRATEGIES);
const smartList = z.string().trim().min(1).max(255).nullable();
const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** `smartList` null: exports by time alone; left out: as the settings say. */
export const planRequest = z
  .strictObject({ strategy: strategy.optional(), smartList: smartList.optional() })
  .refine((given) => typeof given.smartList !== 'string' || (given.strategy ?? 'bulk') === 'bulk', {
    error: 'a smart list is for strategy bulk',
    path: ['smartList'],
  });

/** What reading everyone would cost, by each strategy: the document of `people plan --json`. */
export const plan = z
  .object({
    at: moment,
    fields: z
      .record(z.string(), z.string().nullable())
      .meta({ description: 'Our fields by name, and Marketo’s names for them' }),
    absent: z.array(z.object({ field: z.string(), means: z.string() })),
    people: estimate,
    owned: estimate,
    highestId: z.number(),
    idsPerPerson: estimate,
    createdSince: moment,
    exportBytes: estimate,
    quota: z.object({
      callsLeft: z.number(),
      callsPerDay: z.number(),
      exportBytesLeft: z.number(),
      exportBytesPerDay: z.number(),
      resetsAt: moment,
    }),
    strategies: z.array(
      z.object({
        way: z.enum(['ids', 'windows', 'smartList', 'crm']),
        strategy,
        smartList: z.string().nullable(),
        unavailable: z
          .object({ reason: z.string(), because: z.string(), fix: z.string(), key: z.string().nullable() })
          .nullable(),
        cost: z
          .object({
            calls: z.number(),
            callShare: z.number().nullable().meta({ description: 'Of the calls left today; null: none is left' }),
            jobs: z.number(),
            bytes: z.number(),
            byteShare: z.number().nullable(),
            reads: z.number(),
            qualifiedOnly: z.boolean(),
            seconds: z.number().meta({ description: 'Of work; waiting for resets is not in it' }),
            fitsToday: z.boolean(),
            resets: z.number().meta({ description: 'How often it waits for midnight' }),
            doneAt: moment.nullable().meta({ description: 'null: not within a year' }),
          })
          .nullable(),
      }),
    ),
    pick: z.object({
      way: z.enum(['ids', 'windows', 'smartList', 'crm']),
      strategy,
      smartList: z.string().nullable(),
      fitsToday: z.boolean(),
      why: z.string(),
    }),
    planningCalls: z.number().meta({ description: 'Calls to Marketo that planning took' }),
    next: z.string().meta({ description: 'The command to run next' }),
  })
  .meta({ id: 'Plan' });

/** `again`: read everyone once more although that was done. */
export const startRequest = z
  .strictObject({
    again: z.boolean().default(false),
    strategy: strategy.optional(),
    smartList: smartList.optional(),
  })
  .refine((given) => typeof given.smartList !== 'string' || given.strategy === 'bulk', {
    error: 'a smart list is for strategy bulk',
    path: ['smartList'],
  });
export const startResult = z.object({ outcome: z.enum(['started', 'alreadyRunning', 'alreadyComplete']) });

/** `flow` left out: all of them. */
export const steerRequest = z.strictObject({ flow: z.enum(['initial', 'changes', 'reconcile']).optional() });
export const steerResult = z
  .object({ initial: z.string(), changes: z.string(), reconcile: z.string() })
  .meta({ description: 'How each stands now' });
export const cancelResult = z.object({ outcome: z.enum(['cancelled', 'notRunning']) });
export const reconcileResult = z.object({ outcome: z.enum(['started', 'alreadyRunning', 'paused']) });

/** Every flow, as MongoDB and Temporal see it. */
export const flows = z
  .object({
    temporal: z
      .boolean()
      .meta({ description: 'Whether Temporal answered; where it is away, `running` and `nextAt` are null' }),
    items: z.array(
      z.object({
        flow: z.enum(FLOWS),
        on: z.boolean().meta({ description: 'Whether MongoDB says that it has something to do' }),
        state: z.string().meta({ description: 'A word, such as running, paused, complete, idle, waiting, on, off' }),
        workflowId: z.string(),
        url: z.string().nullable().meta({ description: 'Its page in Temporal’s UI' }),
        running: z.boolean().nullable().meta({ description: 'Whether Temporal has a run of it now' }),
        nextAt: moment
          .nullable()
          .meta({ description: 'Of a schedule: when it runs next; null: paused or no schedule' }),
      }),
    ),
  })
  .meta({ id: 'Flows' });

export type PlanRequest = z.output<typeof planRequest>;
export type Plan = z.output<typeof plan>;
export type StartResult = z.output<typeof startResult>;
