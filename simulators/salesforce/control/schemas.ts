import { z } from 'zod';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const as = z.string().optional();

/** Bodies of control calls. */
export const edit = z.strictObject({
  values: z.record(z.string(), value),
  as,
  lateMs: z.int().nonnegative().optional(),
});
export const by = z.strictObject({ as }).default({});
export const conversion = z.strictObject({
  accountId: z.string().optional(),
  contactId: z.string().optional(),
  opportunity: z.boolean().optional(),
  as,
});
export const merge = z.strictObject({ winner: z.string(), losers: z.array(z.string()).min(1), as });
export const limits = z.strictObject({
  on: z.boolean().optional(),
  dailyLimit: z.int().nonnegative().optional(),
  /** Calls used in the last 24 hours. */
  used: z.int().nonnegative().optional(),
  /** Calls of somebody else, made now. */
  otherCalls: z.int().nonnegative().optional(),
  sessionMs: z.int().positive().optional(),
  lockHoldMs: z.int().nonnegative().optional(),
  lockWaitMs: z.int().nonnegative().optional(),
  longRequests: z.int().nonnegative().optional(),
  longMs: z.int().nonnegative().optional(),
});
export const clock = z.strictObject({ offsetMs: z.number() });
export const ofUser = z.strictObject({ userId: z.string().optional() }).default({});
export const client = z.strictObject({ publicKey: z.string().optional(), runAs: z.string().optional() });
export const refreshToken = z
  .strictObject({ userId: z.string().optional(), clientId: z.string().optional() })
  .default({});
export const purged = z.strictObject({ olderThanMs: z.int().nonnegative() });
export const rowLock = z.strictObject({ id: z.string(), ms: z.number().positive() });
export const random = z.strictObject({ count: z.int().nonnegative(), seed: z.int().optional() });
