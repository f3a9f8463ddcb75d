import type { Status } from '../../../api/schemas/status.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const NOBODY = { waiting: 0, sending: 0, parked: 0, oldestAt: null, errors: [] };

/** A busy afternoon: an initial sync half done, some of everything that waits for a person. */
export function busyStatus(): Status {
  return {
    people: {
      at: new Date(),
      initial: {
        ...{ state: 'running', strategy: 'ids', done: 1_240_000, total: 2_000_000, unit: 'ids', share: 0.62 },
        ...{ peopleRead: 611_482, qualified: 204_117, calls: 4_133, peoplePerSecond: 1_462.4, secondsLeft: 518 },
        ...{ startedAt: ago(850), completedAt: null },
      },
      changes: {
        ...{ state: 'running', caughtUpAt: ago(24), lagSeconds: 24 },
        lastTurn: { at: ago(22), seconds: 1.4, records: 37, reread: 31, written: 12, calls: 5 },
      },
      reconcile: {
        ...{ state: 'none', run: null },
        last: {
          ...{ scanId: 'r1', reason: 'weekly', startedAt: ago(90_000), finishedAt: ago(86_000) },
          ...{ found: { stale: 14 }, repaired: 14, held: 0, complete: true },
        },
      },
      ...{ visible: 204_117, held: 112, suspects: 3, leftWithin24h: 4_194, leftWithin24hLimit: 4_082 },
      settings: { sync: true, intervalSeconds: 30, pollSeconds: 30, cap: 1_500_000 },
      pushes: {
        ...{ state: 'complete', lastAt: ago(4), waiting: 2, received: 4_811, read: 4_809, folded: 0, refused: 0 },
        ...{ foldedUntil: null, foldedBecause: null, incomplete: null },
      },
      quota: {
        ...{ day: '2026-11-28', usedToday: 21_480, limitToday: 40_000, instanceTotal: 30_120 },
        byPriority: { salesActivity: 2_310, changes: 15_037, initial: 4_133 },
        leftByPriority: { salesActivity: 18_520, changes: 16_520, initial: 10_520 },
        ...{ callsInWindow: 31, windowCalls: 50, openCalls: 3, atOnce: 5 },
        ...{ resetsAt: ago(-20_000), blockedUntil: null },
        bulk: { bytesToday: 0, limitBytes: 500_000_000, jobsOpen: 0 },
      },
      troubles: [
        {
          ...{ flow: 'reconcile', paused: false, key: 'marketo.608', at: ago(340), until: ago(-260), class: 'retry' },
          ...{ meaning: 'Marketo is temporarily unavailable.', cause: 'Marketo says so itself, mostly for minutes.' },
          fix: 'Nothing to do: it is tried again by itself.',
        },
      ],
    },
    salesActivities: [
      {
        ...{ vendor: 'marketo', on: true, pending: 212, sending: 300, inDoubt: 0, oldestAt: ago(8) },
        parked: [{ reason: 'personUnknown', count: 9, oldestAt: ago(7_000) }],
        failed: [],
      },
      {
        ...{ vendor: 'salesforce', on: true, pending: 0, sending: 0, inDoubt: 0, parked: [], oldestAt: null },
        failed: [{ key: 'salesforce.REQUIRED_FIELD_MISSING', count: 4, oldestAt: ago(5_400) }],
      },
    ],
    tasks: {
      ...{ on: true, sellers: 24, open: 318, linked: 301, held: 0, refused: [] },
      unsent: { count: 2, oldestAt: ago(12) },
    },
    unsubscribes: {
      ...{ optedOut: 18_204, pushes: NOBODY, nightly: true, nightlyAt: '20:00 America/Los_Angeles' },
      ...{ field: 'HasOptedOutOfEmail', running: null },
      last: {
        ...{ full: false, field: 'HasOptedOutOfEmail', startedAt: ago(40_000), finishedAt: ago(39_900), many: false },
        ...{ hidden: [], read: 1_204, added: 17, queued: 9 },
      },
    },
    failures: [],
  };
}
