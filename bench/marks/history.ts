import type { WorkflowHandle } from '@temporalio/client';
import { quotaLimits, RATE_WINDOW_MS } from '../../model/quota.ts';
import { type Result, result, rounded } from '../result.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

const PEOPLE = 1_000_000;
const MOST_EVENTS = 500;
const IDS_PER_CALL = 300;
/** As in `workflows/people-initial.ts`; checked against what the history says. */
const FIRST_PIECE_SECONDS = 10;
const LONGEST_PIECE_SECONDS = 120;
/** MARKETO_RATE_SHARE's default. */
const SHARE = 0.5;

/** Events of an initial sync of a million people, from one that was run: events before, per piece of scan, after. */
export function historyRow(history: History, { done, read }: { done: number; read: number }): Result {
  const events = history.events ?? [];
  // The first piece found the sync switched off: it belongs to the measuring.
  const [, ...scans] = events
    .filter((event) => scheduled(event) === 'scanPeople')
    .map((event) => Number(event.eventId));
  const after = events.find((event) => scheduled(event) === 'completeInitial');
  const borders = [...scans, Number(after?.eventId)];
  const perPiece = Math.max(...scans.map((from, piece) => (borders[piece + 1] ?? Number.NaN) - from));
  const others = events.length - ((borders.at(-1) ?? Number.NaN) - (borders[0] ?? Number.NaN));
  const { windowCalls } = quotaLimits({ rate: SHARE, day: 1, dailyCalls: 50_000 });
  const ids = PEOPLE * (done / read);
  const seconds = (ids / (windowCalls * IDS_PER_CALL)) * (RATE_WINDOW_MS / 1_000);
  const pieces = piecesIn(seconds);
  const expected = others + pieces * perPiece;
  return result({
    mark: 'history',
    what: `events of an initial sync of ${PEOPLE} people at share ${SHARE} (extrapolated)`,
    measured: `${expected} events`,
    ratio: expected / MOST_EVENTS,
    needs: { atMost: 1 },
    details: {
      countedEvents: events.length,
      countedPieces: scans.length,
      eventsPerPiece: perPiece,
      otherEvents: others,
      expectedSeconds: rounded(seconds),
      expectedPieces: pieces,
    },
  });
}

function scheduled(event: NonNullable<History['events']>[number]): string | null | undefined {
  return event.activityTaskScheduledEventAttributes?.activityType?.name;
}

function piecesIn(seconds: number): number {
  let pieces = 0;
  for (let left = seconds; left > 0; pieces++)
    left -= Math.min(LONGEST_PIECE_SECONDS, FIRST_PIECE_SECONDS * (pieces + 1));
  return pieces;
}
