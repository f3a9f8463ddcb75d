import { z } from 'zod';

/** How every error is told: application/problem+json, from the registry of docs/errors.md. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'urn:actions-sync:error: and the key' }),
    title: z.string().meta({ description: 'What happened' }),
    status: z.int(),
    detail: z.string().meta({ description: 'Cause and fix' }),
    instance: z.string().meta({ description: 'Names this request in the log' }),
    key: z.string().meta({ description: 'Key of docs/errors.md: branch on it' }),
    class: z.enum(['retry', 'rate', 'quota', 'auth', 'record', 'config', 'bug']),
    cause: z.string(),
    fix: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    retryAt: z.string().nullable().meta({ description: 'The earliest moment at which trying again makes sense' }),
    problems: z.array(z.object({ at: z.string(), reason: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problem>;
