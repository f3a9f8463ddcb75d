import { CALL_PRIORITIES, type CallPriority } from '../../model/ports.ts';
import { RATE_CALLS } from '../../model/quota.ts';

/** The one document (collection `quota`) that all workers share; every grant is one atomic update of it. */
export interface QuotaDocument {
  _id: 'marketo';
  /** The database's clock at the last update. */
  at: Date;
  /** Moments of the last `windowCalls` grants, in order of granting: always exactly that many. */
  times: Date[];
  windowCalls: number;
  /** Grows with every change of `times`: the version for compare-and-set. */
  grants: number;
  /** Calls under way; `deadSlots` says which of them are none. */
  slots: Slot[];
  /** When each process that has held slots today has last given a sign of life. */
  alive: Record<string, Date>;
  day: string;
  dayCalls: number;
  byPriority: Record<CallPriority, number>;
  /** The instance's total as last told, and our calls since; until told, our calls alone. */
  instanceTotal: number;
  instanceKnown: boolean;
  /** Nobody gets a place before. */
  blockedUntil: Date;
  /** How many times in a row Marketo said "too fast" (606), and when last. */
  strikes: number;
  struckAt: Date;
  /** The day on which Marketo said that it is used up (607). */
  exhaustedDay: string;
  /** When a class was last seen waiting: less urgent ones hold back for a moment. */
  waiting: Record<CallPriority, Date>;
}

export interface Slot {
  holder: string;
  /** The call's own deadline. */
  until: Date;
  /** Absent in the first version's. */
  process?: string;
}

export const LONG_AGO = new Date(0);

/** Before the first call. Its day is older than any other, so the first use starts the day. */
export function emptyQuota(): Omit<QuotaDocument, '_id'> {
  return {
    at: LONG_AGO,
    times: Array.from({ length: RATE_CALLS }, () => LONG_AGO),
    windowCalls: RATE_CALLS,
    grants: 0,
    slots: [],
    ...emptyDay(''),
    blockedUntil: LONG_AGO,
    strikes: 0,
    struckAt: LONG_AGO,
    exhaustedDay: '-',
    waiting: forEachPriority(() => LONG_AGO),
  };
}

/** Every member, for projections. */
export const MEMBERS = Object.keys(emptyQuota());

/** Processes that live are entered again with their next sign of life; the others are forgotten. */
export function emptyDay(day: string) {
  return { day, dayCalls: 0, byPriority: forEachPriority(() => 0), instanceTotal: 0, instanceKnown: false, alive: {} };
}

const EMPTY = emptyQuota();

/** A document as an earlier version stored it, with the members and classes that it lacks. */
export function upToDate(stored: QuotaDocument): QuotaDocument {
  return {
    ...EMPTY,
    ...stored,
    byPriority: { ...EMPTY.byPriority, ...stored.byPriority },
    waiting: { ...EMPTY.waiting, ...stored.waiting },
  };
}

/**
 * `times` for another window size. What a smaller array has forgotten may be as recent as its oldest entry, so a
 * larger one is filled up with that.
 */
export function resizeTimes(times: readonly Date[], size: number): Date[] {
  const kept = times.slice(-size);
  const oldest = kept[0] ?? LONG_AGO;
  return [...Array.from({ length: size - kept.length }, () => oldest), ...kept];
}

export function forEachPriority<T>(value: (priority: CallPriority) => T): Record<CallPriority, T> {
  return Object.fromEntries(CALL_PRIORITIES.map((priority) => [priority, value(priority)])) as Record<CallPriority, T>;
}
