import { z } from 'zod';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import { moment, pageOf, paging } from './common.ts';
import { ownId } from './input.ts';

const vendor = z.enum(VENDORS);
/** Of this version or of another. */
const errorKey = z.string().min(1).max(100);
const details = z.record(z.string(), z.unknown());

/** One error in all flows, with cause and fix; where it was met, the latest first. */
export const failure = z
  .object({
    key: z.string(),
    class: z.string(),
    meaning: z.string(),
    cause: z.string(),
    fix: z.string(),
    firstAt: moment,
    lastAt: moment,
    found: z.array(
      z.object({
        of: z.enum(['flow', 'salesActivities', 'tasks', 'addresses']),
        flow: z.string(),
        vendor: vendor.nullable(),
        count: z.number(),
        firstAt: moment,
        lastAt: moment,
        nextAt: moment.nullable().meta({ description: 'When it is tried again by itself, where that is known' }),
        details,
      }),
    ),
  })
  .meta({ id: 'Failure' });

/** The latest first. */
export const failures = z.object({ items: z.array(failure) });

/** What failed behind an error: ids, times and tries, nothing personal. */
export const failureRecord = z
  .discriminatedUnion('of', [
    z.object({
      of: z.literal('flow'),
      flow: z.string(),
      key: z.string(),
      count: z.number(),
      firstAt: moment,
      lastAt: moment,
      details,
    }),
    z.object({
      of: z.literal('salesActivities'),
      flow: z.literal('sales-activities'),
      id: z.string(),
      vendor,
      personId: z.number(),
      key: z.string(),
      failedAt: moment,
      acceptedAt: moment,
      tries: z.number(),
      inDoubt: z.boolean().meta({ description: 'Its last call may have been executed: a retry looks it up first' }),
    }),
    z.object({
      of: z.literal('tasks'),
      flow: z.literal('tasks'),
      vendor: z.literal('salesforce'),
      id: z.string(),
      key: z.string(),
      failedAt: moment,
      taskId: z.string().nullable(),
    }),
    z.object({
      of: z.literal('addresses'),
      flow: z.literal('unsubscribes'),
      vendor: z.literal('salesforce'),
      key: z.string(),
      personIds: z.array(z.number()).meta({ description: 'Known people with the address, which is left out' }),
      queuedAt: moment,
      tries: z.number(),
      nextAt: moment,
    }),
  ])
  .meta({ id: 'FailureRecord' });

export const failureRecordsQuery = z.strictObject({
  ...paging.shape,
  key: errorKey.optional(),
  vendor: vendor.optional(),
  id: ownId.optional().meta({ description: 'Of one sales activity or reminder task' }),
});
/** Flows first, then records by id. */
export const failureRecordsPage = pageOf(failureRecord);

/** All that failed, less what each member given leaves out; without any of them `all` must say so. */
export const failureSelection = z
  .strictObject({
    key: errorKey.optional(),
    vendor: vendor.optional(),
    ids: z.array(ownId).min(1).max(1_000).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ key, vendor: of, ids, all }) => all === true || (key ?? of ?? ids) !== undefined, {
    error: 'must name a key, a vendor or ids, or say all: true',
  });

/** How many of each kind; a sales activity that failed at both vendors counts twice. */
export const failuresChanged = z.object({
  salesActivities: z.number(),
  tasks: z.number(),
  addresses: z.number(),
  flows: z.number(),
  wakeError: z
    .string()
    .nullable()
    .meta({ description: 'Why not every workflow could be told: they go on all the same, some minutes later' }),
});

export type Failure = z.output<typeof failure>;
export type Failures = z.output<typeof failures>;
export type FailureRecord = z.output<typeof failureRecord>;
export type FailuresChanged = z.output<typeof failuresChanged>;
