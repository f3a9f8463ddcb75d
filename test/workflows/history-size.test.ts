import type { WorkflowHandle } from '@temporalio/client';
import { expect, it } from 'vitest';
import type { PieceOutcome } from '../../activities/reconcile/piece.ts';
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
  const { perPiece, around } = await eventsOf(handle, 'scanPeople');
  const budgets = scanPeople.calls.map(({ budgetSeconds }) => budgetSeconds);
  expect(around + piecesFor(PEOPLE, budgets) * perPiece).toBeLessThanOrEqual(MARK);
});

it('so does that of a comparison of 1,000,000 people, all of whom differ', async () => {
  const piece = (n: number) => ({ done: n * 300, total: PIECES * 300, read: n * 290, qualified: n * 200 });
  const steps = Array.from(
    { length: PIECES },
    (_, n): PieceOutcome => ({ kind: 'more', part: 'compare', ...piece(n + 1) }),
  );
  const reconcilePiece = script('reconcilePiece', ...steps, { kind: 'complete', part: 'settle', ...piece(PIECES + 1) });
  const { startReconcile } = await startFlows({
    prepareReconcile: script('prepareReconcile', { kind: 'ready', scanId: 'reconcile-1' }),
    finishReconcile: script('finishReconcile', null),
    reconcilePiece,
  });
  const handle = await startReconcile();
  await handle.result();
  const { perPiece, around } = await eventsOf(handle, 'reconcilePiece');
  const budgets = reconcilePiece.calls.map(({ budgetSeconds }) => budgetSeconds);
  expect(around + piecesFor(2 * PEOPLE, budgets) * perPiece).toBeLessThanOrEqual(MARK);
});

/** Events for each piece, and all the others. */
async function eventsOf(handle: WorkflowHandle, activity: string) {
  const { events } = await handle.fetchHistory();
  const all = events ?? [];
  const scans = all.flatMap(({ activityTaskScheduledEventAttributes: scheduled }, at) =>
    scheduled?.activityType?.name === activity ? [at] : [],
  );
  const [first = 0, second = 0] = scans;
  const perPiece = second - first;
  // Scheduled, started, completed; the workflow task's three; new search attributes.
  expect(perPiece).toBe(7);
  return { perPiece, around: all.length - perPiece * scans.length };
}

/** How many pieces so many ids take, by the lengths that the workflow asked for; the last length goes on. */
function piecesFor(ids: number, budgets: readonly number[]): number {
  const limits = quotaLimits({ rate: 0.5, day: 0.8, dailyCalls: 50_000 });
  const calls = Math.ceil(ids / IDS_PER_CALL);
  expect(calls).toBeLessThan(limits.dayCalls);
  let left = (calls / limits.windowCalls) * (RATE_WINDOW_MS / 1_000);
  let pieces = 0;
  for (; left > 0; pieces += 1) left -= budgets[Math.min(pieces, budgets.length - 1)] ?? Number.NaN;
  return pieces;
}
