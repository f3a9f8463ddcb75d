import { randomUUID } from 'node:crypto';
import type { Collection, Filter } from 'mongodb';
import type { Database } from '../database.ts';
import { bulkUpsert } from '../writes.ts';
import { isUntold, type PushDocument, toPushRow } from './document.ts';
import type { Records } from './records.ts';
import type { PushCounts, PushOutcome, PushRow, PushStatus } from './types.ts';

/** A call and what it has to read first are over by then (design section 5). */
const SENDING_FOR_MS = 120_000;
const AT_ONCE = 1_000;

/** What Salesforce has to be told. The collection holds only what is not over, so that looking at all of it is cheap. */
export function createPushes(database: Database, { unsubscribes }: Records) {
  const pushes = database.collection<PushDocument>('unsubscribePushes');

  const row = () => ({ status: { state: 'waiting' } satisfies PushStatus, stamp: randomUUID(), tries: 0 });

  /** To be told at once, whatever their rows say. */
  async function queue(keys: readonly string[]): Promise<void> {
    const queuedAt = database.clock.now();
    await bulkUpsert(
      pushes,
      keys.map((_id) => ({
        updateOne: { filter: { _id }, update: { $set: row(), $setOnInsert: { queuedAt } }, upsert: true },
      })),
    );
  }

  /** Those without a row get one. */
  async function ensure(keys: readonly string[]): Promise<void> {
    const queuedAt = database.clock.now();
    await bulkUpsert(
      pushes,
      keys.map((_id) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: { ...row(), queuedAt } }, upsert: true },
      })),
    );
  }

  /** Looks at every address there is. */
  async function requeue({ all, signal }: { all: boolean; signal?: AbortSignal }): Promise<number> {
    let queued = 0;
    for (let after = ''; ; ) {
      signal?.throwIfAborted();
      const page = await unsubscribes
        .find({ _id: { $gt: after } }, { projection: { optedOut: 1, revision: 1, told: 1 } })
        .sort({ _id: 1 })
        .limit(AT_ONCE)
        .toArray();
      const last = page.at(-1);
      if (last === undefined) return queued;
      const due = page.filter((one) => (all ? one.optedOut : isUntold(one))).map(({ _id }) => _id);
      const known = all ? new Set<string>() : await queuedOf(due);
      const missing = due.filter((key) => !known.has(key));
      await (all ? queue(missing) : ensure(missing));
      queued += missing.length;
      after = last._id;
    }
  }

  async function queuedOf(keys: readonly string[]): Promise<Set<string>> {
    const found = await pushes.find({ _id: { $in: [...keys] } }, { projection: { _id: 1 } }).toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  const look = (filter: Filter<PushDocument>, limit: number) =>
    pushes.find(filter).sort({ queuedAt: 1, _id: 1 }).limit(limit).toArray();

  async function claim({ batch, limit, now }: { batch: string; limit: number; now: Date }): Promise<PushRow[]> {
    const due: PushDocument[] = [];
    for (const filter of dueAt(now, batch)) {
      if (due.length < limit) due.push(...(await look(filter, limit - due.length)));
    }
    if (due.length === 0) return [];
    const status: PushStatus = { state: 'sending', batch, since: now };
    const mine = due.map((row) => ({ ...row, status, stamp: randomUUID() }));
    await bulkUpsert(
      pushes,
      due.map(({ stamp }, index) => ({
        updateOne: { filter: { stamp }, update: { $set: { status, stamp: mine[index]?.stamp ?? stamp } } },
      })),
    );
    const found = await pushes.find({ _id: { $in: due.map(({ _id }) => _id) } }).toArray();
    const stamps = new Set<string>(mine.map(({ stamp }) => stamp));
    return found.filter(({ stamp }) => stamps.has(stamp)).map(toPushRow);
  }

  async function isDue(now: Date): Promise<boolean> {
    for (const filter of dueAt(now)) if ((await look(filter, 1)).length > 0) return true;
    return false;
  }

  /** What was told goes to its address first: only then may its row go. */
  async function settle(outcomes: readonly { row: PushRow; outcome: PushOutcome }[]): Promise<void> {
    await bulkUpsert(
      unsubscribes,
      outcomes.flatMap(({ row, outcome }) =>
        outcome.kind === 'told'
          ? [{ updateOne: { filter: { _id: row.address }, update: { $set: { told: outcome.told } } } }]
          : [],
      ),
    );
    const over = outcomes.filter(({ outcome }) => outcome.kind === 'told' || outcome.kind === 'over');
    if (over.length > 0) await pushes.deleteMany({ stamp: { $in: over.map(({ row }) => row.stamp) } });
    await bulkUpsert(
      pushes,
      outcomes.flatMap(({ row, outcome }) => {
        const next = nextOf(row, outcome);
        return next === null ? [] : [{ updateOne: { filter: { stamp: row.stamp }, update: { $set: next } } }];
      }),
    );
  }

  async function parked(after: string, limit: number, error?: string): Promise<PushRow[]> {
    const filter = { _id: { $gt: after }, ...parkedWith(error) };
    return (await pushes.find(filter).sort({ _id: 1 }).limit(Math.max(1, limit)).toArray()).map(toPushRow);
  }

  async function retryParked(error?: string): Promise<number> {
    const found = await pushes.find(parkedWith(error), { projection: { _id: 1 } }).toArray();
    await queue(found.map(({ _id }) => _id));
    return found.length;
  }

  return { queue, ensure, requeue, claim, isDue, settle, parked, retryParked, counts: () => countPushes(pushes) };
}

function parkedWith(error: string | undefined): Filter<PushDocument> {
  return { 'status.state': 'parked', ...(error !== undefined && { 'status.error': error }) };
}

/** What a claim may take. One whose answer was lost gets what it has taken, by its batch. */
function dueAt(now: Date, batch?: string): Filter<PushDocument>[] {
  const late: Filter<PushDocument> = { 'status.since': { $lte: new Date(now.getTime() - SENDING_FOR_MS) } };
  const unheard = batch === undefined ? late : { $or: [{ 'status.batch': batch }, late] };
  return [
    { 'status.state': 'sending', ...unheard },
    { 'status.state': 'parked', 'status.until': { $lte: now } },
    { 'status.state': 'waiting' },
  ];
}

function nextOf({ tries }: PushRow, outcome: PushOutcome): Partial<PushDocument> | null {
  if (outcome.kind === 'again') return { status: { state: 'waiting' }, tries, stamp: randomUUID() };
  if (outcome.kind !== 'parked') return null;
  const { until, error } = outcome;
  return { status: { state: 'parked', until, error }, tries: tries + 1, stamp: randomUUID() };
}

interface Grouped {
  _id: { state: PushStatus['state']; error?: string | null };
  count: number;
  oldestAt: Date;
  nextAt: Date | null;
}

async function countPushes(pushes: Collection<PushDocument>): Promise<PushCounts> {
  const groups = await pushes
    .aggregate<Grouped>([
      {
        $group: {
          _id: { state: '$status.state', error: '$status.error' },
          count: { $sum: 1 },
          oldestAt: { $min: '$queuedAt' },
          nextAt: { $min: '$status.until' },
        },
      },
    ])
    .toArray();
  const of = (state: PushStatus['state']) =>
    groups.filter(({ _id }) => _id.state === state).reduce((sum, { count }) => sum + count, 0);
  const oldest = groups.reduce<Date | null>(
    (least, { oldestAt }) => (least === null || oldestAt < least ? oldestAt : least),
    null,
  );
  const errors = groups.flatMap(({ _id, count, oldestAt, nextAt }) =>
    _id.state === 'parked' && _id.error && nextAt !== null ? [{ error: _id.error, count, oldestAt, nextAt }] : [],
  );
  return { waiting: of('waiting'), sending: of('sending'), parked: of('parked'), oldestAt: oldest, errors };
}
