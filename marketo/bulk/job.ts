import { z } from 'zod';
import { timestamp } from '../schemas.ts';
import type { BulkJob } from '../types.ts';

/** Marketo spells states in two ways and in any case (marketo-rest 6.1). */
const STATUSES: Readonly<Record<string, BulkJob['status']>> = {
  created: 'created',
  queued: 'queued',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  canceled: 'cancelled',
  cancelled: 'cancelled',
};

const status = z.string().transform((text, context) => {
  const known = Object.hasOwn(STATUSES, text.toLowerCase()) ? STATUSES[text.toLowerCase()] : undefined;
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: 'not a known status' });
  return z.NEVER;
});
/** `sha256:` and 64 hex digits. Another algorithm can't be verified: it is not taken for "no checksum". */
const checksum = z
  .string()
  .regex(/^(sha256:)?[0-9a-f]{64}$/i)
  .transform((text) => text.slice(-64).toLowerCase());
const count = z.int().nonnegative();

/** The job object of every answer: it grows with the job's state. */
export const job = z
  .object({
    // It becomes a part of addresses.
    exportId: z.string().regex(/^[\w-]{1,100}$/),
    status,
    createdAt: timestamp.nullish(),
    queuedAt: timestamp.nullish(),
    startedAt: timestamp.nullish(),
    finishedAt: timestamp.nullish(),
    numberOfRecords: count.nullish(),
    fileSize: count.nullish(),
    fileChecksum: checksum.nullish(),
  })
  .transform(
    (found): BulkJob => ({
      exportId: found.exportId,
      status: found.status,
      createdAt: found.createdAt ?? null,
      queuedAt: found.queuedAt ?? null,
      startedAt: found.startedAt ?? null,
      finishedAt: found.finishedAt ?? null,
      records: found.numberOfRecords ?? null,
      bytes: found.fileSize ?? null,
      checksum: found.fileChecksum ?? null,
    }),
  );
