import { addCounts, type ErasedCounts, type Erasure, NOTHING_ERASED } from '../../model/erasure.ts';
import { ERASED_TICKET, type MarketoId } from '../../model/ids.ts';
import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import type { StoredPerson } from '../people/document.ts';
import { createRows } from '../sales-activities/rows.ts';
import { createChanges } from '../tasks/change.ts';
import type { AuditStore, PeopleStateStore } from '../types.ts';
import { bulkUpsert } from '../writes.ts';
import { erasedAmong } from './among.ts';
import { ERASURES, type ErasureDocument, toErasure } from './document.ts';
import { type Fingerprints, WHO_PRINT } from './fingerprints.ts';
import { livesOf } from './lives.ts';
import { markErased, printsOfPerson } from './mark.ts';
import { createSweep } from './sweep.ts';
import type { ErasureStore } from './types.ts';

/**
 * When a finished erasure is looked at again, after its mark: longer than any write that had begun before it can last, and
 * once more for a process that stood still. What Salesforce has to be told of an opt-out is waited for as long.
 */
const LOOKS_AGAIN_MS = [3_600_000, 24 * 3_600_000] as const;

interface Parts {
  audit: AuditStore;
  peopleState: Pick<PeopleStateStore, 'addVisible'>;
  fingerprints: () => Promise<Fingerprints>;
}

export function createErasureStore(database: Database, { audit, peopleState, fingerprints }: Parts): ErasureStore {
  const erasures = database.collection<ErasureDocument>(ERASURES);
  const people = database.collection<StoredPerson>('people');
  const [rows, tasks] = [createRows(database), createChanges(database, audit)];
  const sweeping = async () => createSweep({ database, rows, tasks, fingerprints: await fingerprints() });

  /** @returns how many people were marked now */
  async function markAll(found: readonly ErasureDocument[], signal?: AbortSignal): Promise<number> {
    let marked = 0;
    for (const { _id: id, at } of found) {
      signal?.throwIfAborted();
      const before = await markErased(database, erasures, await fingerprints(), { id, at });
      if (before === 'qualified') await peopleState.addVisible(-1);
      if (before !== null) marked += 1;
    }
    return marked;
  }

  /** Several at once: some of it is looked for among everything there is. */
  async function sweepAll(ids: MarketoId[], isLast: boolean, signal?: AbortSignal): Promise<ErasedCounts> {
    if (ids.length === 0) return NOTHING_ERASED;
    const marked = await erasures.find({ _id: { $in: ids } }, { projection: { prints: 1 } }).toArray();
    const prints = new Set(marked.flatMap((row) => row.prints ?? []));
    return (await sweeping()).sweep({ ids, prints }, { isLast, signal });
  }

  async function finish(ids: readonly MarketoId[], now: Date, signal?: AbortSignal): Promise<ErasedCounts> {
    const found = await erasures.find({ _id: { $in: [...ids] } }).toArray();
    const marked = await markAll(found, signal);
    const nexts = new Map(found.map(({ _id, at, state }) => [_id, state === 'done' ? null : nextLook(at, now)]));
    const idsWith = (isLast: boolean) =>
      found.map(({ _id }) => _id).filter((id) => (nexts.get(id) === null) === isLast);
    let counts: ErasedCounts = { ...NOTHING_ERASED, people: marked };
    for (const isLast of [false, true]) counts = addCounts(counts, await sweepAll(idsWith(isLast), isLast, signal));
    await bulkUpsert(
      erasures,
      (await erasures.find({ _id: { $in: [...nexts.keys()] } }).toArray()).map(({ _id, prints = [] }) => {
        return { updateOne: { filter: { _id }, update: { $set: lookedAt(nexts.get(_id) ?? null, prints) } } };
      }),
    );
    return counts;
  }

  return {
    preview: (given) =>
      run('erasures.preview', async () => {
        const ids = await livesOf(database, given);
        const found = await people.find({ _id: { $in: ids } }, { projection: { marketo: 1 } }).toArray();
        const parts = new Map(found.map(({ _id, marketo }) => [_id, marketo]));
        const of = await fingerprints();
        const prints = await Promise.all(ids.map((id) => printsOfPerson(database, of, id, parts.get(id))));
        const counts = await (await sweeping()).preview({ ids, prints: new Set(prints.flat()) });
        const erased = ids.filter((id) => parts.get(id)?.asOf === ERASED_TICKET);
        return { ids, erased, counts };
      }),

    begin: (ids, { by, reason, at }) =>
      run('erasures.begin', () =>
        bulkUpsert(
          erasures,
          ids.map((_id) => ({
            updateOne: {
              filter: { _id },
              update: { $setOnInsert: { at, by, reason, state: 'open' as const, dueAt: at } },
              upsert: true,
            },
          })),
        ),
      ),

    finish: (...request) => run('erasures.finish', () => finish(...request)),

    get: (id) =>
      run('erasures.get', async () => {
        const found = await erasures.findOne({ _id: id });
        return found === null ? null : toErasure(found);
      }),

    whoAmong: (whoIds) =>
      run('erasures.whoAmong', async () => {
        if (whoIds.length === 0) return new Set();
        const of = await fingerprints();
        const prints = new Map(whoIds.map((id) => [id, of.who(id)]));
        const found = await erasures
          .find({ prints: { $in: [...prints.values()] } }, { projection: { prints: 1 } })
          .toArray();
        const known = new Set(found.flatMap((row) => row.prints ?? []));
        return new Set(whoIds.filter((id) => known.has(prints.get(id) ?? '')));
      }),

    among: (ids) => run('erasures.among', () => erasedAmong(database, ids)),

    due: (now, limit) =>
      run('erasures.due', async (): Promise<Erasure[]> => {
        const found = await erasures
          .find({ dueAt: { $ne: null, $lte: now } })
          .sort({ _id: 1 })
          .limit(Math.max(1, limit))
          .toArray();
        return found.map(toErasure);
      }),
  };
}

function lookedAt(next: Date | null, prints: readonly string[]): Partial<ErasureDocument> {
  if (next !== null) return { state: 'settling', dueAt: next };
  return { state: 'done', dueAt: null, prints: prints.filter((one) => one.startsWith(WHO_PRINT)) };
}

/** Null: there is none after this one. */
function nextLook(at: Date, now: Date): Date | null {
  const age = now.getTime() - at.getTime();
  const next = LOOKS_AGAIN_MS.find((ms) => ms > age);
  return next === undefined ? null : new Date(at.getTime() + next);
}
