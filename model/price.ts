import type { Unavailable } from './hindrance.ts';
import { quotaResetAfter, RATE_WINDOW_MS } from './quota.ts';
import type { Strategy } from './strategy.ts';

/** The strategies, `bulk` in its two forms. */
export const WAYS = ['ids', 'windows', 'smartList', 'crm'] as const;
export type Way = (typeof WAYS)[number];
export const STRATEGY_OF: Record<Way, Strategy> = { ids: 'ids', windows: 'bulk', smartList: 'bulk', crm: 'crm' };

/** Values of one filter, and so ids of one call (marketo-rest 3.1). */
const IDS_PER_CALL = 300;
/** Exports that Marketo works on at once, whoever made them (marketo-rest 3.2). */
const JOBS_AT_ONCE = 2;
/** The least that an export takes: its status changes once a minute, and it is first queued (field-notes 3.3). */
const JOB_SECONDS = 120;
/** To make an export and to queue it (marketo-rest 6.1). */
const CALLS_PER_JOB = 2;
/** One call fetches so much of a file (`BULK_SETTINGS` of the client). */
const BYTES_PER_FILE_CALL = 16 * 1_048_576;
/** Stored people, two cores for all of it (docs/bench.md, `unlimited`: 12,931/s). */
const ROWS_PER_SECOND = 10_000;
/** Nobody waits longer. */
const MOST_RESETS = 366;
const SECOND_MS = 1_000;

/** What is left of Marketo's day for the initial sync, and what a whole day has. */
export interface Allowance {
  now: Date;
  /** Midnight, US Central. */
  resetsAt: Date;
  callsLeft: number;
  callsPerDay: number;
  bytesUsed: number;
  bytesLeft: number;
  bytesPerDay: number;
  /** Our share of the calls in any 20 s. */
  windowCalls: number;
  /** Exports that we queue at once. */
  exportJobs: number;
}

export interface Cost {
  calls: number;
  jobs: number;
  /** Of export files. */
  bytes: number;
  /** People, or records of Salesforce, that are read. */
  reads: number;
  /** Of work: what it waits for resets is not in it. */
  seconds: number;
  /** One file for everyone: it is exported today or on another day, never in part. */
  isOneFile: boolean;
}

export interface Offer extends Cost {
  way: Way;
  strategy: Strategy;
  unavailable: null;
  fitsToday: boolean;
  /** Of the calls left today; null when none is left. */
  callShare: number | null;
  /** Of a day's bytes; null when there are none. */
  byteShare: number | null;
  /** How often it waits for midnight. */
  resets: number;
  /** null: not within a year. */
  doneAt: Date | null;
}

export interface Refusal {
  way: Way;
  strategy: Strategy;
  unavailable: Unavailable;
}

export type Price = Offer | Refusal;

/** What the strategies are priced by. */
export interface PriceFacts {
  allowance: Allowance;
  /** Ids that an id scan asks for. */
  idsToAsk: number;
  people: number;
  bytes: number;
  /** People expected in each window of `createdAt`. */
  windows: readonly number[];
  /** Pause between two looks at an export. */
  pollMs: number;
  smartList: Unavailable | null;
  /** Owned records of Salesforce by kind. */
  crm: Unavailable | readonly number[];
}

/** Every way with its price, or why it is not open. */
export function prices(facts: PriceFacts): Price[] {
  const { smartList, crm } = facts;
  return [
    offer('ids', idCost(facts), facts.allowance),
    offer('windows', exportCost(facts, facts.windows), facts.allowance),
    smartList === null
      ? offer('smartList', { ...exportCost(facts, [facts.people]), isOneFile: true }, facts.allowance)
      : refusal('smartList', smartList),
    'hindrance' in crm ? refusal('crm', crm) : offer('crm', crmCost(facts, crm), facts.allowance),
  ];
}

/** The one done first among those that today's quota is enough for; else the one done first; of two, fewer calls. */
export function cheapest(offers: readonly Offer[]): Offer | null {
  const today = offers.filter((one) => one.fitsToday);
  const [first] = (today.length > 0 ? today : offers).toSorted(
    (a, b) => doneSecond(a) - doneSecond(b) || a.calls - b.calls,
  );
  return first ?? null;
}

export function isOffer(price: Price): price is Offer {
  return price.unavailable === null;
}

function idCost({ idsToAsk, people, allowance }: PriceFacts): Cost {
  return callCost(Math.ceil(idsToAsk / IDS_PER_CALL), people, allowance);
}

function crmCost({ allowance }: PriceFacts, owned: readonly number[]): Cost {
  const calls = owned.reduce((sum, records) => sum + Math.ceil(records / IDS_PER_CALL), 0);
  return callCost(
    calls,
    owned.reduce((sum, records) => sum + records, 0),
    allowance,
  );
}

/** As fast as our share of the calls, or as fast as people are stored. */
function callCost(calls: number, reads: number, { windowCalls }: Allowance): Cost {
  const asking = (calls / windowCalls) * (RATE_WINDOW_MS / SECOND_MS);
  const seconds = Math.max(asking, reads / ROWS_PER_SECOND);
  return { calls, reads, seconds, jobs: 0, bytes: 0, isOneFile: false };
}

/** Files come when all is done at Marketo's end, and are stored one after the other. */
function exportCost({ people, bytes, pollMs, allowance }: PriceFacts, files: readonly number[]): Cost {
  const looks = Math.ceil((JOB_SECONDS * SECOND_MS) / pollMs);
  const jobSeconds = (looks * pollMs) / SECOND_MS;
  const atOnce = Math.min(JOBS_AT_ONCE, allowance.exportJobs);
  // Fewer people in a file than expected are still a file; only one without any is not fetched (marketo-rest 6.3).
  const fileCalls = files.reduce(
    (sum, rows) => sum + Math.ceil((bytes * share(rows, people)) / BYTES_PER_FILE_CALL),
    0,
  );
  return {
    calls: files.length * (CALLS_PER_JOB + looks) + fileCalls,
    jobs: files.length,
    bytes,
    reads: people,
    seconds: Math.ceil(files.length / atOnce) * jobSeconds + people / ROWS_PER_SECOND,
    isOneFile: false,
  };
}

function offer(way: Way, cost: Cost, allowance: Allowance): Offer {
  const { callsLeft, bytesLeft, bytesPerDay } = allowance;
  return {
    way,
    strategy: STRATEGY_OF[way],
    unavailable: null,
    ...cost,
    fitsToday: cost.calls <= callsLeft && cost.bytes <= bytesLeft,
    callShare: callsLeft === 0 ? null : cost.calls / callsLeft,
    byteShare: bytesPerDay === 0 ? null : cost.bytes / bytesPerDay,
    ...completion(cost, allowance),
  };
}

function refusal(way: Way, unavailable: Unavailable): Refusal {
  return { way, strategy: STRATEGY_OF[way], unavailable };
}

/** Day by day: as much of the work as time, calls and bytes of the day are enough for, then the wait for the reset. */
function completion(cost: Cost, allowance: Allowance): Pick<Offer, 'resets' | 'doneAt'> {
  let { now: at, resetsAt, callsLeft: calls, bytesLeft: bytes, bytesUsed } = allowance;
  let left = 1;
  for (let resets = 0; resets <= MOST_RESETS; ) {
    const inTime = share((resetsAt.getTime() - at.getTime()) / SECOND_MS, cost.seconds);
    const inQuota = Math.min(share(calls, cost.calls), byteShareOf(cost, { bytes, bytesUsed }));
    const done = Math.min(left, inTime, inQuota);
    if (done === left) return { resets, doneAt: new Date(at.getTime() + left * cost.seconds * SECOND_MS) };
    left -= done;
    if (inQuota < inTime) resets += 1;
    at = resetsAt;
    resetsAt = quotaResetAfter(at);
    calls = allowance.callsPerDay;
    bytes = allowance.bytesPerDay;
    bytesUsed = 0;
  }
  return { resets: MOST_RESETS, doneAt: null };
}

/** A day's first file is exported whatever its size: Marketo stops the next one only (marketo-rest 3.2). */
function byteShareOf(cost: Cost, { bytes, bytesUsed }: { bytes: number; bytesUsed: number }): number {
  if (!cost.isOneFile) return share(bytes, cost.bytes);
  return cost.bytes <= bytes || bytesUsed === 0 ? 1 : 0;
}

/** How much of `needed` there is; of nothing there is always enough. */
function share(available: number, needed: number): number {
  return needed === 0 ? 1 : available / needed;
}

function doneSecond({ doneAt }: Offer): number {
  return doneAt === null ? Number.POSITIVE_INFINITY : Math.ceil(doneAt.getTime() / SECOND_MS);
}
