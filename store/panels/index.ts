import type { Database } from '../database.ts';
import { run } from '../errors.ts';
import { bulkUpsert, retryDuplicate } from '../writes.ts';
import { PANELS, type PanelDocument, toPart, toRow } from './document.ts';
import { rebuildOwn } from './own.ts';
import type { ListedTypes, PanelStore } from './types.ts';

type TypesDocument = { _id: 'listedTypes' } & ListedTypes;

export function createPanelStore(database: Database): PanelStore {
  const panels = database.collection<PanelDocument>(PANELS);
  const meta = database.collection<TypesDocument>('meta');
  const find = async (ids: readonly PanelDocument['_id'][]) => {
    const found = await panels.find({ _id: { $in: [...ids] } }).toArray();
    return new Map(found.map((document) => [document._id, document]));
  };

  return {
    read: (ids) =>
      run('panels.read', async () => {
        if (ids.length === 0) return new Map();
        const rows = await find(ids);
        const dropped = [...rows.values()].filter(({ rebuild }) => rebuild === true).map(({ _id }) => _id);
        for (const id of dropped) await rebuildOwn(database, id);
        for (const [id, row] of dropped.length === 0 ? [] : await find(dropped)) rows.set(id, row);
        return new Map(ids.map((id) => [id, toRow(rows.get(id))]));
      }),

    put: (writes, signal) =>
      run('panels.put', () =>
        bulkUpsert(
          panels,
          writes.map(({ id, group, part }) => ({
            updateOne: { filter: { _id: id }, update: { $max: { [group]: toPart(part) } }, upsert: true },
          })),
          signal,
        ),
      ),

    expire: (lookedBefore, limit) =>
      run('panels.expire', async () => {
        const old = await panels
          .find({ 'marketing.askedAt': { $lt: lookedBefore } }, { projection: { 'marketing.askedAt': 1 } })
          .limit(Math.max(1, limit))
          .toArray();
        let dropped = 0;
        for (const { _id, marketing } of old) {
          if (marketing === undefined) continue;
          const unread = { _id, 'marketing.askedAt': marketing.askedAt };
          const { modifiedCount } = await panels.updateOne(unread, {
            $unset: { marketing: '', sales: '', logged: '' },
          });
          dropped += modifiedCount;
        }
        return dropped;
      }),

    types: () =>
      run('panels.types', async () => {
        const found = await meta.findOne({ _id: 'listedTypes' });
        return found === null ? null : { at: found.at, types: found.types };
      }),

    setTypes: ({ at, types }) =>
      run('panels.setTypes', async () => {
        await retryDuplicate(() => meta.updateOne({ _id: 'listedTypes' }, { $set: { at, types } }, { upsert: true }));
      }),
  };
}
