import type { Collection, Document, Filter } from 'mongodb';
import { bareTask, type ErasedCounts, NOTHING_ERASED } from '../../model/erasure.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import type { TaskId } from '../../model/task/id.ts';
import type { Database } from '../database.ts';
import { dropAnswers } from '../idempotency/document.ts';
import { paddedId, under } from '../keys.ts';
import { PANELS } from '../panels/document.ts';
import type { StoredPerson } from '../people/document.ts';
import { makeBare } from '../sales-activities/bare.ts';
import type { ActivityDocument, RowDocument } from '../sales-activities/document.ts';
import type { Rows } from '../sales-activities/rows.ts';
import type { TaskChanges } from '../tasks/change.ts';
import type { TaskStep } from '../tasks/types.ts';
import { bulkUpsert } from '../writes.ts';
import type { Fingerprints } from './fingerprints.ts';
import { keepAsFingerprints, optOutsOf } from './opt-outs.ts';

const AT_ONCE = 500;
const RECONCILE = 'reconcile';

export interface SweepParts {
  database: Database;
  rows: Rows;
  tasks: TaskChanges;
  fingerprints: Fingerprints;
}

interface Who {
  ids: readonly MarketoId[];
  prints: ReadonlySet<string>;
}

/** What is stored of some people beside their mark. Everything is found by the person's id, or by a fingerprint. */
export function createSweep({ database, rows, tasks, fingerprints }: SweepParts) {
  const collection = <T extends Document>(name: string) => database.collection<T>(name);
  const activities = collection<ActivityDocument>('salesActivities');

  const filters = (ids: readonly MarketoId[]) => ({
    history: ids.map((id) => ({ _id: under(paddedId(id)) })),
    suspects: [
      { _id: { $in: ids.flatMap((id) => [`suspect/${paddedId(id)}`, `held/${paddedId(id)}`]) } },
      { kind: RECONCILE, id: { $in: [...ids] } },
    ] as Filter<{ _id: string }>[],
    activities: { 'activity.personId': { $in: [...ids] }, bare: { $exists: false } } as Filter<ActivityDocument>,
    outbox: { vendor: { $exists: true }, personId: { $in: [...ids] } } as Filter<RowDocument>,
  });

  /** By the person, or by the Lead or Contact where nobody has found the person yet. */
  async function tasksOf({ ids, prints }: Who): Promise<TaskId[]> {
    const found: TaskId[] = [];
    const open = { 'salesforce.parted': { $ne: 'erased' as const } };
    for await (const { _id } of tasks.tasks.find({ personId: { $in: [...ids] }, ...open }, { projection: { _id: 1 } }))
      found.push(_id);
    if (prints.size === 0) return found;
    const lost = tasks.tasks.find({ personId: null, whoId: { $ne: null }, ...open }, { projection: { whoId: 1 } });
    for await (const { _id, whoId } of lost) if (whoId !== null && prints.has(fingerprints.who(whoId))) found.push(_id);
    return found;
  }

  async function preview({ ids, prints }: Who): Promise<ErasedCounts> {
    const where = filters(ids);
    const history = collection<{ _id: string }>('peopleHistory');
    const suspects = collection<{ _id: string }>('suspects');
    const total = async (counts: Promise<number>[]) => (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
    const optOuts = await optOutsOf(database, fingerprints, { ids, prints });
    return {
      people: await collection<{ _id: MarketoId; marketo: { asOf: number } }>('people').countDocuments({
        _id: { $in: [...ids] },
        'marketo.asOf': { $lt: ERASED_TICKET },
      }),
      history: await total(where.history.map((one) => history.countDocuments(one))),
      activities: await activities.countDocuments(where.activities),
      branches: await rows.outbox.countDocuments(where.outbox),
      tasks: (await tasksOf({ ids, prints })).length,
      panels: await collection<{ _id: MarketoId }>(PANELS).countDocuments({ _id: { $in: [...ids] } }),
      suspects: await total(where.suspects.map((one) => suspects.countDocuments(one))),
      optOuts: optOuts.length,
    };
  }

  async function stripActivities(ids: readonly MarketoId[], signal?: AbortSignal): Promise<number> {
    let stripped = 0;
    for (;;) {
      signal?.throwIfAborted();
      const page = await activities.find(filters(ids).activities).limit(AT_ONCE).toArray();
      if (page.length === 0) return stripped;
      await makeBare(activities, page, 'erased');
      stripped += page.length;
    }
  }

  /** Nothing more is sent; what a call under way ends is ended by it. */
  async function endBranches(ids: readonly MarketoId[]): Promise<number> {
    const open = await rows.outbox.find(filters(ids).outbox, { projection: { id: 1, vendor: 1 } }).toArray();
    const event = { kind: 'erase' } as const;
    const changed = await rows.apply(open.map(({ id, vendor }) => ({ id, vendor, event })));
    return changed.filter((one) => one.changed).length;
  }

  async function stripTasks(who: Who): Promise<number> {
    const now = database.clock.now();
    const ids = await tasksOf(who);
    let stripped = 0;
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const strip: TaskStep = (task) => bareTask(task, now);
      const steps = new Map(ids.slice(start, start + AT_ONCE).map((id) => [id, strip]));
      const changed = await tasks.change(steps, { forgetHash: true });
      stripped += [...changed.values()].filter((one) => one.changed).length;
    }
    return stripped;
  }

  /** Of a write that was under way beside the mark. */
  async function clearLate(ids: readonly MarketoId[]): Promise<void> {
    const people = collection<StoredPerson>('people');
    const found = await people.find({ _id: { $in: [...ids] } }, { projection: { alias: 1, firstSeen: 1 } }).toArray();
    const late = found.filter(({ alias, firstSeen }) => alias !== undefined || firstSeen !== undefined);
    const update = { $unset: { alias: '', firstSeen: '' } } as const;
    await bulkUpsert(
      people,
      late.map(({ _id }) => ({ updateOne: { filter: { _id }, update } })),
    );
  }

  /** Repeating it finds nothing but what was written meanwhile. `isLast`: nobody looks again. */
  async function sweep(who: Who, { isLast, signal }: { isLast: boolean; signal?: AbortSignal | undefined }) {
    const { ids } = who;
    const where = filters(ids);
    const counts: ErasedCounts = { ...NOTHING_ERASED };
    counts.branches = await endBranches(ids);
    for (const one of where.history) counts.history += await deleted(collection<{ _id: string }>('peopleHistory'), one);
    counts.activities = await stripActivities(ids, signal);
    counts.panels = await deleted(collection<{ _id: MarketoId }>(PANELS), { _id: { $in: [...ids] } });
    for (const one of where.suspects) counts.suspects += await deleted(collection<{ _id: string }>('suspects'), one);
    counts.tasks = await stripTasks(who);
    await clearLate(ids);
    await dropAnswers(database);
    const optOuts = await optOutsOf(database, fingerprints, who, signal);
    counts.optOuts = await keepAsFingerprints(database, optOuts, isLast);
    return counts;
  }

  return { preview, sweep };
}

async function deleted<T extends Document>(collection: Collection<T>, filter: Filter<T>): Promise<number> {
  const found = await collection.find(filter, { projection: { _id: 1 } }).toArray();
  if (found.length > 0) await collection.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } } as Filter<T>);
  return found.length;
}
