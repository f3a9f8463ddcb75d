import { expect, test } from 'vitest';
import { PLAIN } from '../../client/cli/lib/style.ts';
import { quotaScreen } from '../../client/cli/overview/quota.ts';
import { overviewScreen } from '../../client/cli/overview/status.ts';
import { tasksScreen } from '../../client/cli/overview/tasks-screen.ts';
import { peopleHints, peopleScreen } from '../../client/cli/people/status-screen.ts';
import { type PeopleFacts, peopleStatus } from '../../client/people/status.ts';
import { AppError } from '../../model/errors/app-error.ts';
import { newReconcile, type ReconcileResult } from '../../model/reconcile.ts';
import { DEFAULT_PEOPLE_SETTINGS } from '../../model/settings.ts';
import { NO_PUSHES } from '../../store/pushes/index.ts';
import type { PeopleState, Trouble } from '../../store/types.ts';
import { AT, STATE } from './support/evidence.ts';

const NO_TASKS = {
  on: false,
  sellers: 0,
  open: 0,
  linked: 0,
  unsent: { count: 0, oldestAt: null },
  held: 0,
  refused: [],
};

const QUOTA = {
  day: '2026-11-24',
  usedToday: 1_234,
  limitToday: 40_000,
  byPriority: {},
  leftByPriority: {},
  instanceTotal: null,
  callsInWindow: 7,
  windowCalls: 50,
  openCalls: 1,
  atOnce: 5,
  resetsAt: AT(30),
  blockedUntil: null,
  bulk: { bytesToday: 0, limitBytes: 500_000_000, jobsOpen: 0 },
};

function statusOf(state: Partial<PeopleState>, facts: Partial<PeopleFacts> = {}) {
  return peopleStatus({
    now: AT(10),
    state: { ...STATE, ...state },
    run: null,
    settings: DEFAULT_PEOPLE_SETTINGS,
    counts: { suspects: 0, held: 0 },
    leftWithin24h: 0,
    quota: QUOTA,
    ...{ pushes: { ...NO_PUSHES, unreadSince: null }, pushed: 0 },
    ...facts,
  });
}
const screen = (...given: Parameters<typeof statusOf>) => peopleScreen(statusOf(...given), PLAIN).join('\n');
const SCANNING: Partial<PeopleState> = {
  initial: 'running',
  completedAt: null,
  progress: { done: 1_000, total: 5_000, read: 900, qualified: 600, calls: 4, at: new Date(AT(1).getTime() + 10_000) },
};

test('speed and time left come from the progress so far', () => {
  expect(statusOf(SCANNING).initial).toMatchObject({ share: 0.2, peoplePerSecond: 90, secondsLeft: 40 });
  expect(screen(SCANNING)).toContain(
    'running, 20 % · 1,000 of 5,000 ids · 900 read · 600 qualified · 90 people/s · 40 s left',
  );
});

test('before the end of the scan is known no share and no time left are invented', () => {
  const early = statusOf({ ...SCANNING, highestId: null, progress: null });
  expect(early.initial).toMatchObject({ share: null, peoplePerSecond: null, secondsLeft: null });
});

test('each strategy is counted in its own unit', () => {
  expect(screen({ ...SCANNING, strategy: 'bulk' })).toContain('1,000 of 5,000 exported people');
  expect(statusOf({ ...SCANNING, strategy: 'crm' }).initial).toMatchObject({ unit: 'Salesforce records' });
});

test('the lag is how long ago the feeds were read to their end', () => {
  expect(statusOf({}).changes.lagSeconds).toBe(3_600);
  expect(screen({})).toContain('caught up 1 h ago · last turn 1 h ago: 12 records, 10 read again, 9 written');
  expect(screen({ caughtUpAt: null })).toContain('not caught up yet');
});

test('a sync switched off by its setting says so', () => {
  expect(screen({}, { settings: { ...DEFAULT_PEOPLE_SETTINGS, sync: false } })).toContain(
    'switched off by the setting',
  );
});

test('quota says what is used, when it resets, and until when nothing is called', () => {
  expect(screen({})).toContain('1,234 of 40,000 calls today · 7 of 50 in 20 s · resets in 20 h');
  expect(screen({}, { quota: { ...QUOTA, blockedUntil: AT(30) } })).toContain('waiting until 2026-11-25T06:00:00Z');
});

test('trouble comes with cause, fix and when it goes on', () => {
  const trouble = { key: 'marketo.607', at: AT(9), until: AT(30) };
  const inChanges = (change: Partial<Trouble>) =>
    screen({ troubles: { ...STATE.troubles, changes: { ...trouble, ...change } } });
  const text = inChanges({});
  expect(text).toContain(
    'Trouble in the changes since 1 h ago: The instance’s calls of this day are used up (marketo.607)',
  );
  expect(text).toMatch(/Cause: All integrations .*\n {2}Fix: Nothing/);
  expect(text).toContain('Goes on: by itself at 2026-11-25T06:00:00Z');
  expect(inChanges({ key: 'marketo.credentials', until: null })).toContain('when a person has acted');
  expect(inChanges({ key: 'marketo.dns', until: null })).toContain('tried again by itself');
  expect(inChanges({ key: 'of a newer version', until: null })).toContain('of a newer version');
});

test('both flows waiting for the same reset are told once, with the moment it goes on', () => {
  const wait = (hour: number, until: Date) => ({ key: 'quota.dayShareUsed', at: AT(hour), until });
  const both = { ...SCANNING, troubles: { ...STATE.troubles, initial: wait(9, AT(30)), changes: wait(8, AT(30)) } };
  const text = screen(both);
  expect(text.match(/Trouble/g)).toHaveLength(1);
  expect(text).toContain('Trouble in the initial sync and the changes since 2 h ago: Our share');
  expect(text.match(/by itself at 2026-11-25T06:00:00Z/g)).toHaveLength(1);
  expect(statusOf(both).troubles.map(({ flow, until }) => [flow, until])).toEqual([
    ['initial', AT(30)],
    ['changes', AT(30)],
  ]);
  const apart = screen({
    ...SCANNING,
    troubles: { ...STATE.troubles, initial: wait(9, AT(30)), changes: wait(8, AT(31)) },
  });
  expect(apart.match(/Trouble/g)).toHaveLength(2);
});

test('a scan that waits for quota is not said to be nearly done', () => {
  const waits = { key: 'quota.dayShareUsed', at: AT(9), until: AT(30) };
  const { initial } = statusOf({ ...SCANNING, troubles: { ...STATE.troubles, initial: waits } });
  expect(initial.secondsLeft).toBeNull();
});

test('trouble of a paused flow ends with the resume, that of a cancelled one is past', () => {
  const troubles = { ...STATE.troubles, initial: { key: 'quota.dayShareUsed', at: AT(9), until: AT(30) } };
  expect(screen({ initial: 'paused', troubles })).toContain('Goes on: after `actions-sync people resume`');
  expect(statusOf({ initial: 'cancelled', troubles }).troubles).toEqual([]);
});

test('hints name the next command, and nothing when all is well', () => {
  const hints = (...given: Parameters<typeof statusOf>) => peopleHints(statusOf(...given));
  expect(hints({})).toEqual([]);
  expect(hints({}, { counts: { held: 4, suspects: 0 } })).toEqual(['4 people are held: actions-sync people approve']);
  expect(hints({}, { counts: { held: 1, suspects: 0 } })).toEqual(['1 person is held: actions-sync people approve']);
  expect(hints({ initial: 'none', changes: 'off' })).toEqual(['Start the sync: actions-sync people start']);
  expect(hints({ initial: 'cancelled' })).toEqual(['Go on where it was cancelled: actions-sync people start']);
  expect(hints({ changes: 'paused' })).toEqual(['Go on: actions-sync people resume']);
});

const NO_UNSUBSCRIBES = {
  optedOut: 0,
  pushes: { waiting: 0, sending: 0, parked: 0, oldestAt: null, errors: [] },
  nightly: false,
  nightlyAt: '20:00 America/Los_Angeles',
  field: 'HasOptedOutOfEmail',
  running: null,
  last: null,
  nextAt: null,
};

test('status tells no worker from a Temporal that could not be asked', () => {
  const common = {
    ...{ instance: 'i', database: 'd', people: statusOf({}), salesActivities: [], failures: [], alerts: [] },
    ...{ tasks: NO_TASKS, unsubscribes: NO_UNSUBSCRIBES },
  };
  const line = (workers: Parameters<typeof overviewScreen>[0]['workers']) =>
    overviewScreen({ ...common, workers }, PLAIN)[1];
  expect(line({ taskQueue: 'q', workers: 0 })).toBe('Workers       none is running');
  expect(line({ taskQueue: 'q', workers: 2 })).toBe('Workers       2 on queue q');
  expect(line(new AppError('temporal.unreachable'))).toBe('Workers       unknown: Temporal does not answer');
});

const LAST: ReconcileResult = {
  scanId: 'reconcile-1',
  reason: 'weekly',
  startedAt: AT(3),
  finishedAt: AT(4),
  found: { missing: 1, extra: 0, stale: 1_200, wronglyQualified: 2 },
  repaired: 1_200,
  held: 3,
  complete: true,
};

test('the comparison shows its part, how far it is, and how the last one ended', () => {
  const run = { ...newReconcile('asked', AT(9)), startedAt: AT(9), highestId: 5_000 };
  const progress = { done: 900, total: 3_600, read: 800, qualified: 600, calls: 3, at: AT(9) };
  const line = (...given: Parameters<typeof statusOf>) => /^Reconcile +(.*)$/m.exec(screen(...given))?.[1];
  expect(line({})).toBe('not yet; every week by itself');
  expect(line({}, { run: newReconcile('asked', AT(9)) })).toBe('asked for');
  expect(line({}, { run: { ...run, progress } })).toBe('comparing · 25 % · 900 of 3,600 ids');
  expect(line({}, { run: { ...run, progress, scannedAt: AT(9), state: 'paused' } })).toBe(
    'paused (settling what differs) · 25 % · 900 of 3,600 differences',
  );
  const reconcile = { key: 'quota.dayShareUsed', at: AT(9), until: AT(30) };
  expect(line({ troubles: { ...STATE.troubles, reconcile } }, { run })).toBe(
    'comparing · waiting for quota until 2026-11-25T06:00:00Z',
  );
  expect(line({ lastReconcile: LAST })).toBe(
    'complete at 2026-11-24T04:00:00Z: 1 missing, 0 extra, 1,200 stale, 2 wrongly qualified; 1,200 repaired, 3 held',
  );
  const none = { missing: 0, extra: 0, stale: 0, wronglyQualified: 0 };
  expect(line({ lastReconcile: { ...LAST, found: none, complete: false } }, { run })).toBe(
    'comparing · the last one not complete at 2026-11-24T04:00:00Z: no difference',
  );
  expect(peopleHints(statusOf({}, { run: { ...run, state: 'paused' } }))).toEqual([
    'Go on: actions-sync people resume',
  ]);
});

test('quota shows the use by class, what each may still use, and the bulk extract', () => {
  const quota = {
    ...QUOTA,
    byPriority: { check: 2, initial: 1_200 },
    leftByPriority: { check: 38_766, initial: 0 },
    bulk: { bytesToday: 12_345_678, limitBytes: 500_000_000, jobsOpen: 1 },
  };
  const text = quotaScreen(quota, AT(10)).join('\n');
  expect(text).toMatch(/^ {2}check +2 used, may use 38,766 more$/m);
  expect(text).toMatch(/^ {2}initial +1,200 used, none left until the reset$/m);
  expect(text).toMatch(/^Last 20 s +7 of 50$/m);
  expect(text).toMatch(/^At once +1 of 5$/m);
  expect(text).toMatch(/^Bulk extract +12.3 MB of 500 MB today, 1 job open$/m);
  expect(text).toMatch(/^Resets +2026-11-25T06:00:00Z, in 20 h$/m);
  expect(quotaScreen(QUOTA, AT(10)).join('\n')).toMatch(/^Bulk extract +0 MB of 500 MB today, 0 jobs open$/m);
});

test('reminder tasks show whether they are synced, what waits and what was refused', () => {
  expect(tasksScreen(NO_TASKS, AT(10))).toEqual([
    'Sync        off (tasks.sync)',
    'Tasks       0 open · 0 linked to Salesforce',
    'Salesforce  nothing waits',
  ]);
  const refused = [
    { error: 'salesforce.STRING_TOO_LONG', count: 1_000, firstAt: AT(1), lastAt: AT(2) },
    { error: 'salesforce.INACTIVE_OWNER_OR_USER', count: 1, firstAt: AT(1), lastAt: AT(1) },
  ];
  const unsent = { count: 3, oldestAt: AT(9) };
  expect(tasksScreen({ on: true, sellers: 1, open: 2_000, linked: 1_500, unsent, held: 4, refused }, AT(10))).toEqual([
    'Sync        on for 1 seller',
    'Tasks       2,000 open · 1,500 linked to Salesforce',
    'Salesforce  3 to be told, oldest 1 h ago · 4 held while it is off · 1,001 refused (salesforce.STRING_TOO_LONG 1,000, salesforce.INACTIVE_OWNER_OR_USER 1)',
  ]);
});

test.each([
  [{ announced: 50 }, {}, 'complete, polling every 5 min · last 30 s ago · 12 read'],
  [{}, {}, 'too few so far to rely on; polling every 30 s · last 30 s ago · 12 read'],
  [
    { incomplete: { at: AT(9), people: 3 } },
    { refused: 4 },
    'polling found 3 people whom none had announced; polling every 30 s · last 30 s ago · 12 read · 4 refused',
  ],
  [
    { announced: 50 },
    { folded: 3_001, fold: { reason: 'burst', until: AT(11) } },
    'too many at once · last 30 s ago · 12 read · 3,001 left to polling',
  ],
  [{ announced: 50 }, { unreadSince: AT(9) }, 'not read for a minute and more; polling every 30 s · last 30 s ago'],
] as const)('says how pushes stand: %o %o', (proof, pushes, line) => {
  const lastAt = new Date(AT(10).getTime() - 30_000);
  const seen = {
    ...NO_PUSHES,
    unreadSince: null,
    lastAt,
    read: 12,
    ...pushes,
    proof: { ...NO_PUSHES.proof, ...proof },
  };
  expect(screen({}, { pushes: seen })).toContain(line);
});

test('says nothing of pushes where none ever came', () => {
  expect(screen({})).not.toContain('Pushes');
});
