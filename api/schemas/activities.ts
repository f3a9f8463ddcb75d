import { z } from 'zod';
import { SALES_ACTIVITY_KINDS, VENDORS } from '../../model/sales-activity/kinds.ts';
import { salesActivityLine } from '../../model/sales-activity/line.ts';
import { marketoId, moment, pageOf, paging } from './common.ts';
import { ownId } from './input.ts';

/** Of one request. */
export const ACTIVITIES_MAX = 1_000;

const LINE = 'SalesActivityLine';

/**
 * A line as docs/sales-activity.schema.json describes it. It is not checked here: `activities.log` checks each line on its
 * own, so that one that is wrong does not hold up its neighbours.
 */
const line = z.unknown().meta({ id: LINE, ...z.toJSONSchema(salesActivityLine, { io: 'input' }) });

const lines = z.array(line).min(1).max(ACTIVITIES_MAX);

/** One sales activity, or several. */
export const activitiesRequest = z.looseObject({ activities: lines.optional() }).meta({
  oneOf: [
    { $ref: `#/components/schemas/${LINE}Input` },
    { type: 'object', required: ['activities'], additionalProperties: false, properties: { activities: {} } },
  ],
});

/** One result for each line, in order. */
export const activitiesLogged = z.object({
  results: z.array(
    z.union([
      z.object({ id: z.string(), result: z.enum(['accepted', 'known']) }),
      z.object({
        id: z.string().nullable(),
        result: z.literal('rejected'),
        problems: z.array(z.object({ field: z.string(), reason: z.string() })),
      }),
    ]),
  ),
});

/** How far one vendor is with an activity. */
export const branchStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('pending') }),
  z.object({ state: z.literal('sending'), batch: z.string(), since: moment }),
  z.object({ state: z.literal('unknown'), batch: z.string(), since: moment }),
  z.object({ state: z.literal('parked'), until: moment, reason: z.string() }),
  z.object({ state: z.literal('failed'), error: z.string() }),
  z.object({ state: z.literal('done'), reference: z.string().nullable() }),
  z.object({ state: z.literal('skipped'), reason: z.string() }),
]);

const branch = z.object({ status: branchStatus, tries: z.number() });
/** No member: that vendor is not told. */
const branches = z.object({ marketo: branch.optional(), salesforce: branch.optional() });

/** One of a list; `title`: its subject, link or campaign. */
export const activityRow = z
  .object({
    id: z.string(),
    type: z.enum(SALES_ACTIVITY_KINDS),
    personId: z.number(),
    occurredAt: moment,
    acceptedAt: moment,
    seller: z.string(),
    title: z.string().nullable(),
    branches,
  })
  .meta({ id: 'ActivityRow' });

/** An activity as it was logged, and how far it is. Of one whose personal data was taken out the texts are gone. */
export const activity = z
  .object({
    activity: z.looseObject({
      id: z.string(),
      type: z.enum(SALES_ACTIVITY_KINDS),
      personId: z.number(),
      occurredAt: moment,
      seller: z.string(),
    }),
    acceptedAt: moment,
    salesforceWork: z.array(z.enum(['createTask', 'updateSend'])),
    branches,
  })
  .meta({ id: 'Activity' });

export const ACTIVITY_STATES = ['pending', 'sending', 'unknown', 'parked', 'failed', 'done', 'skipped'] as const;

/** Newest first. `state`: at the vendor named, or at any. */
export const activitiesQuery = z.strictObject({
  ...paging.shape,
  personId: marketoId.optional(),
  type: z.enum(SALES_ACTIVITY_KINDS).optional(),
  vendor: z.enum(VENDORS).optional(),
  state: z.enum(ACTIVITY_STATES).optional(),
});

/** A page may hold fewer than asked for, even none, and still have a next one. */
export const activitiesPage = pageOf(activityRow);

export const activityParams = z.object({ id: ownId });

export type ActivitiesLogged = z.output<typeof activitiesLogged>;
export type ActivityRow = z.output<typeof activityRow>;
export type Activity = z.output<typeof activity>;
