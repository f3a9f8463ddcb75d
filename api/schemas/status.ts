import { z } from 'zod';
import { moment } from './common.ts';
import { quota } from './quota.ts';

const trouble = z.object({
  flow: z.enum(['initial', 'changes', 'reconcile']),
  paused: z.boolean(),
  key: z.string(),
  at: moment,
  until: moment.nullable(),
  class: z.string(),
  meaning: z.string(),
  cause: z.string(),
  fix: z.string(),
});

const progress = z.object({
  done: z.number(),
  total: z.number(),
  read: z.number(),
  qualified: z.number(),
  calls: z.number(),
  at: moment,
});

const reconcileRun = z.object({
  scanId: z.string(),
  reason: z.string(),
  state: z.enum(['running', 'paused']),
  requestedAt: moment,
  startedAt: moment.nullable(),
  scannedAt: moment.nullable(),
  progress: progress.nullable(),
});

const reconcileResult = z.object({
  scanId: z.string(),
  reason: z.string(),
  startedAt: moment,
  finishedAt: moment,
  found: z.record(z.string(), z.number()),
  repaired: z.number(),
  held: z.number(),
  complete: z.boolean(),
});

const pushes = z.object({
  state: z.enum(['none', 'complete', 'unproven', 'incomplete', 'folded', 'unread']),
  lastAt: moment.nullable(),
  waiting: z.number(),
  received: z.number(),
  read: z.number(),
  folded: z.number(),
  refused: z.number(),
  foldedUntil: moment.nullable(),
  foldedBecause: z.enum(['burst', 'quota']).nullable(),
  incomplete: z.object({ at: moment, people: z.number() }).nullable(),
});

/** How the people sync stands; ages and rates are in seconds. */
const people = z.object({
  at: moment,
  initial: z.object({
    state: z.string(),
    strategy: z.string().nullable(),
    done: z.number(),
    total: z.number().nullable(),
    unit: z.string(),
    share: z.number().nullable(),
    peopleRead: z.number(),
    qualified: z.number(),
    calls: z.number(),
    peoplePerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    startedAt: moment.nullable(),
    completedAt: moment.nullable(),
  }),
  changes: z.object({
    state: z.string(),
    caughtUpAt: moment.nullable(),
    lagSeconds: z.number().nullable(),
    lastTurn: z
      .object({
        at: moment,
        seconds: z.number(),
        records: z.number(),
        reread: z.number(),
        written: z.number(),
        calls: z.number(),
      })
      .nullable(),
  }),
  reconcile: z.object({ state: z.string(), run: reconcileRun.nullable(), last: reconcileResult.nullable() }),
  visible: z.number(),
  held: z.number(),
  suspects: z.number(),
  leftWithin24h: z.number(),
  leftWithin24hLimit: z.number(),
  settings: z.object({ sync: z.boolean(), intervalSeconds: z.number(), pollSeconds: z.number(), cap: z.number() }),
  pushes,
  quota,
  troubles: z.array(trouble),
});

const vendorStatus = z.object({
  vendor: z.enum(['marketo', 'salesforce']),
  on: z.boolean(),
  pending: z.number(),
  sending: z.number(),
  inDoubt: z.number(),
  parked: z.array(z.object({ reason: z.string(), count: z.number(), oldestAt: moment })),
  failed: z.array(z.object({ key: z.string(), count: z.number(), oldestAt: moment })),
  oldestAt: moment.nullable(),
});

const tasks = z.object({
  on: z.boolean(),
  sellers: z.number(),
  open: z.number(),
  linked: z.number(),
  unsent: z.object({ count: z.number(), oldestAt: moment.nullable() }),
  held: z.number(),
  refused: z.array(z.object({ error: z.string(), count: z.number(), firstAt: moment, lastAt: moment })),
});

const nightlyResult = z.object({
  full: z.boolean(),
  field: z.string(),
  startedAt: moment,
  finishedAt: moment,
  many: z.boolean(),
  hidden: z.array(z.string()),
  read: z.number(),
  added: z.number(),
  queued: z.number(),
});

const unsubscribes = z.object({
  optedOut: z.number(),
  pushes: z.object({
    waiting: z.number(),
    sending: z.number(),
    parked: z.number(),
    oldestAt: moment.nullable(),
    errors: z.array(z.object({ error: z.string(), count: z.number(), oldestAt: moment, nextAt: moment })),
  }),
  nightly: z.boolean(),
  nightlyAt: z.string(),
  field: z.string(),
  running: z
    .object({ full: z.boolean(), startedAt: moment, read: z.number(), added: z.number(), queued: z.number() })
    .nullable(),
  last: nightlyResult.nullable(),
});

/** What a whole flow stumbles over. */
const flowFailure = z.object({
  flow: z.string(),
  key: z.string(),
  count: z.number(),
  firstAt: moment,
  lastAt: moment,
  details: z.record(z.string(), z.unknown()),
});

/** All flows at one moment: the document of `actions-sync status --json`. */
export const status = z
  .object({
    people,
    salesActivities: z.array(vendorStatus),
    tasks,
    unsubscribes,
    failures: z.array(flowFailure),
  })
  .meta({ id: 'Status' });

export type Status = z.output<typeof status>;
