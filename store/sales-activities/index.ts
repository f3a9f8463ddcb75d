import { SENDING_FOR_MS } from '../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { VENDORS } from '../../model/sales-activity/kinds.ts';
import type { Database } from '../database.ts';
import { run, toAppError } from '../errors.ts';
import type { SettingsStore } from '../types.ts';
import type { UnsubscribeStore } from '../unsubscribes/types.ts';
import { bulkUpsert } from '../writes.ts';
import { makeBare } from './bare.ts';
import { claim } from './claim.ts';
import { type ActivityDocument, outboxKey, toRow } from './document.ts';
import { createIntake } from './intake.ts';
import { createLooks } from './look.ts';
import { newestActivities } from './newest.ts';
import { createRows } from './rows.ts';
import { createSequences } from './sequences.ts';
import type { SalesActivityRecord, SalesActivityStore } from './types.ts';
import { viewRecords } from './views.ts';
import { doubtAll, releaseArrived } from './waiting.ts';

const STREAM_BATCH = 500;

export function createSalesActivityStore(
  database: Database,
  settings: SettingsStore,
  unsubscribes: Pick<UnsubscribeStore, 'add'>,
): SalesActivityStore {
  const rows = createRows(database);
  const { intake, completeLeft } = createIntake(database, rows, unsubscribes);
  const looks = createLooks(rows);
  const sequences = createSequences(database);
  const { activities, outbox } = rows;
  const keysOf = (ids: readonly SalesActivityId[]) =>
    ids.flatMap((id) => VENDORS.map((vendor) => outboxKey(id, vendor)));

  async function* stream({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<SalesActivityRecord> {
    const cursor = activities.find({}).sort({ _id: 1 }).batchSize(STREAM_BATCH);
    try {
      let page: ActivityDocument[] = [];
      for await (const found of cursor) {
        signal?.throwIfAborted();
        page.push(found);
        if (page.length < STREAM_BATCH) continue;
        yield* await viewRecords(rows, page);
        page = [];
      }
      yield* await viewRecords(rows, page);
    } catch (error) {
      throw toAppError('salesActivities.stream', error);
    } finally {
      await cursor.close().catch(() => undefined);
    }
  }

  return {
    intake: async (given) => {
      const [marketo, salesforce] = await Promise.all([settings.marketo(), settings.salesforce()]);
      return run('salesActivities.intake', () => intake(given, { marketo, salesforce }));
    },

    get: (id) =>
      run('salesActivities.get', async () => {
        const found = await activities.findOne({ _id: id });
        return found === null ? null : ((await viewRecords(rows, [found]))[0] ?? null);
      }),

    getMany: (ids) =>
      run('salesActivities.getMany', async () => {
        if (ids.length === 0) return new Map();
        const found = await activities.find({ _id: { $in: [...ids] } }).toArray();
        return new Map((await viewRecords(rows, found)).map((record) => [record.activity.id, record]));
      }),

    newest: (...page) => run('salesActivities.newest', () => newestActivities(rows, ...page)),

    stream,
    claim: (request) => run('salesActivities.claim', () => claim(rows, request)),
    apply: (changes) => run('salesActivities.apply', () => rows.apply(changes)),
    rows: (ids) => run('salesActivities.rows', async () => [...(await rows.read(keysOf(ids))).values()].map(toRow)),

    expire: (now) =>
      run('salesActivities.expire', async () => {
        const late = await outbox
          .find({ 'status.state': 'sending', 'status.since': { $lte: new Date(now.getTime() - SENDING_FOR_MS) } })
          .toArray();
        const event = { kind: 'expire', now } as const;
        const changed = await rows.apply(late.map(({ id, vendor }) => ({ id, vendor, event })));
        const moved = changed.filter(({ changed: isChanged }) => isChanged);
        const after = await rows.read(moved.map(({ id, vendor }) => outboxKey(id, vendor)));
        return [...after.values()].map(toRow);
      }),

    releaseArrived: (now) => run('salesActivities.releaseArrived', () => releaseArrived(database, rows, now)),

    doubtAll: (now) => run('salesActivities.doubtAll', () => doubtAll(database, rows, now)),

    markStarted: (ids, at) =>
      run('salesActivities.markStarted', async () => {
        const keys = keysOf(ids);
        const updates = keys.map((_id) => ({ updateOne: { filter: { _id }, update: { $set: { workflowAt: at } } } }));
        await bulkUpsert(outbox, updates);
        const started = [...(await rows.read(keys)).values()];
        // Those that were over before their workflow was there.
        await rows.finish(started);
        return started.map(({ id, vendor, status }) => ({ id, vendor, status }));
      }),

    pending: (...request) => run('salesActivities.pending', () => looks.pending(...request)),
    sequence: (vendor) => run('salesActivities.sequence', () => sequences.get(vendor)),
    nextSequence: (vendor) => run('salesActivities.nextSequence', () => sequences.next(vendor)),

    contents: (of) => run('salesActivities.contents', () => looks.contents(of)),
    list: (...request) => run('salesActivities.list', () => looks.list(...request)),
    due: (...request) => run('salesActivities.due', () => looks.due(...request)),
    unstarted: (...request) => run('salesActivities.unstarted', () => looks.unstarted(...request)),
    countBusy: () => run('salesActivities.countBusy', () => looks.countBusy()),
    groups: () => run('salesActivities.groups', () => looks.groups()),
    counts: () => run('salesActivities.counts', () => looks.counts()),

    strip: (before, limit) =>
      run('salesActivities.strip', async () => {
        const over = VENDORS.map((vendor) => [`branches.${vendor}.status.state`, { $ne: 'open' }]);
        const old = await activities
          .find({ acceptedAt: { $lt: before }, bare: { $exists: false }, ...Object.fromEntries(over) })
          .limit(Math.max(1, limit))
          .toArray();
        await makeBare(activities, old, 'aged');
        return old.length;
      }),

    sweep: (before) =>
      run('salesActivities.sweep', async () => {
        const intakes = await completeLeft(before);
        const left = await outbox
          .find({ 'status.state': { $in: ['done', 'skipped'] }, workflowAt: { $ne: null } })
          .toArray();
        await rows.finish(left);
        return { intakes, finished: left.length };
      }),
  };
}
