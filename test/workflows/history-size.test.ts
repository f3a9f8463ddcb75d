import { expect, it } from 'vitest';
import type { ScanOutcome } from '../../activities/scan/drive.ts';
import { quotaLimits, RATE_WINDOW_MS } from '../../model/quota.ts';
import { script, startFlows } from './flows.ts';

/** Design section 7. */
const MARK = 500;
const PEOPLE = 1_000_000;
const IDS_PER_CALL = 300;
const PIECES = 16;

it('the history of an initial sync of 1,000,000 people at the default share stays below 500 events', async () => {
  const piece = (n: number) => ({ done: n * 300, total: PIECES * 300, read: n * 290, qualified: n * 200 });
  const steps = Array.from({ length: PIECES }, (_, n): ScanOutcome => ({ kind: 'more', ...piece(n + 1) }));
  const scanPeople = script('scanPeople', ...steps, { kind: 'complete', ...piece(PIECES + 1) });
  const { startInitial } = await startFlows({
    prepareInitial: script('prepareInitial', { scanId: 'scan-1', highestId: 300 }),
    completeInitial: script('completeInitial', undefined),
    scanPeople,
  });
  const handle = await startInitial();
  await handle.result();

  const { events } = await handle.fetchHistory();
  const all = events ?? [];
  const scans = all.flatMap(({ activityTaskScheduledEventAttributes: scheduled }, at) =>
    scheduled?.activityType?.name === 'scanPeople' ? [at] : [],
  );
  const [first = 0, second = 0] = scans;
  const perPiece = second - first;
  const around = all.length - perPiece * scans.length;
  // Scheduled, started, completed; the workflow task's three; new search attributes.
  expect(perPiece).toBe(7);

  // How long each piece takes, as the workflow asked for it; the last length goes on.
  const budgets = scanPeople.calls.map(({ budgetSeconds }) => budgetSeconds);
  const limits = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });
  const calls = Math.ceil(PEOPLE / IDS_PER_CALL);
  expect(calls).toBeLessThan(limits.dayCalls);
  let left = (calls / limits.windowCalls) * (RATE_WINDOW_MS / 1_000);
  let pieces = 0;
  for (; left > 0; pieces += 1) left -= budgets[Math.min(pieces, budgets.length - 1)] ?? Number.NaN;
  expect(around + pieces * perPiece).toBeLessThanOrEqual(MARK);
});
