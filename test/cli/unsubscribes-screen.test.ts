import { expect, test } from 'vitest';
import { PLAIN } from '../../client/cli/lib/style.ts';
import { unsubscribesScreen } from '../../client/cli/unsubscribes/status-screen.ts';
import type { UnsubscribeStatus } from '../../client/unsubscribes/index.ts';

const at = (time: string) => new Date(`2026-11-28T${time}Z`);
const QUIET: UnsubscribeStatus = {
  optedOut: 0,
  pushes: { waiting: 0, sending: 0, parked: 0, oldestAt: null, errors: [] },
  nightly: false,
  nightlyAt: '20:00 America/Los_Angeles',
  field: 'HasOptedOutOfEmail',
  running: null,
  last: null,
};
const screen = (change: Partial<UnsubscribeStatus>, next: Date | null = null) =>
  unsubscribesScreen({ ...QUIET, ...change }, next, at('10:00:00'), PLAIN);

test('nothing to tell, and the nightly run off: the field that is written is said', () => {
  expect(screen({})).toEqual([
    'Opted out    0 addresses',
    'Salesforce   all told',
    'Nightly run  off (unsubscribes.nightly); HasOptedOutOfEmail is written',
  ]);
});

test('what waits, what is refused and until when, the run under way, the next one', () => {
  const errors = [{ error: 'unsubscribes.fieldHidden', count: 3, oldestAt: at('09:00:00'), nextAt: at('10:05:00') }];
  const pushes = { waiting: 1_200, sending: 200, parked: 3, oldestAt: at('09:58:30'), errors };
  const running = { full: false, startedAt: at('09:59:00'), read: 4_000, added: 0, queued: 0 };
  const lines = screen({ optedOut: 31_000, nightly: true, field: 'Opt__c', pushes, running }, at('20:00:00'));
  expect(lines).toEqual([
    'Opted out    31,000 addresses',
    'Salesforce   1,200 wait to be told · 200 being told · 3 refused (unsubscribes.fieldHidden), again at 2026-11-28T10:05:00Z · oldest 1 min 30 s ago',
    'Nightly run  20:00 America/Los_Angeles, Opt__c, next 2026-11-28T20:00:00Z',
    'Comparing    since 2026-11-28T09:59:00Z: 4,000 records read',
  ]);
});

test('the last run with its counts, what it could not compare, and the alert', () => {
  const counts = { full: false, read: 900, added: 101, queued: 7 };
  const last = { ...counts, field: 'Opt__c', startedAt: at('04:00:00'), finishedAt: at('04:00:09'), many: true };
  const line = screen({ nightly: true, last: { ...last, hidden: ['Lead'] } }).at(-1);
  expect(line).toBe(
    'Last run: 2026-11-28T04:00:09Z, what changed: 900 records read, 101 unsubscribed here, 7 to be told to Salesforce; ' +
      'not compared, as Opt__c is hidden: Lead · unusually many: actions-sync failures list',
  );
  const calm = screen({ nightly: true, last: { ...last, full: true, many: false, hidden: [] } }).at(-1);
  expect(calm).toBe(
    'Last run: 2026-11-28T04:00:09Z, everything: 900 records read, 101 unsubscribed here, 7 to be told to Salesforce',
  );
});
