import { z } from 'zod';
import { moment } from './common.ts';

/** What the checks found, in the order of docs/doctor.md. */
export const doctorReport = z
  .object({
    ok: z.boolean().meta({ description: 'Nothing failed' }),
    startedAt: moment,
    finishedAt: moment,
    findings: z.array(
      z.object({
        id: z.string().meta({ description: 'Of docs/doctor.md' }),
        ok: z.boolean().meta({ description: 'Looked at, and nothing stands in the way; warnings are ok' }),
        status: z.enum(['ok', 'warn', 'fail', 'unreachable', 'skipped']),
        asks: z.string().meta({ description: 'What is looked at' }),
        meaning: z.string().meta({ description: 'What was found, or why it was not looked at' }),
        cause: z.string().nullable(),
        fix: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'DoctorReport' });

export type DoctorReport = z.output<typeof doctorReport>;
