import { AppError } from '../model/errors/app-error.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { ActivityTypesStore, StoredActivityTypes } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

type TypesDocument = { _id: 'activityTypes' } & StoredActivityTypes;

export function createActivityTypesStore(database: Database): ActivityTypesStore {
  const meta = database.collection<TypesDocument>('meta');
  return {
    get: () =>
      run('activityTypes.get', async () => {
        const found = await meta.findOne({ _id: 'activityTypes' });
        return found === null ? null : { layout: found.layout, ids: found.ids };
      }),

    put: ({ layout, ids }) =>
      run('activityTypes.put', async () => {
        const stored = await retryDuplicate(() =>
          meta.findOneAndUpdate(
            { _id: 'activityTypes' },
            { $setOnInsert: { layout, ids } },
            { upsert: true, ...answering('layout') },
          ),
        );
        if (stored !== null && stored.layout !== layout)
          throw new AppError('marketo.types.layoutFixed', { details: { layout: stored.layout, wanted: layout } });
        await meta.updateOne({ _id: 'activityTypes', layout }, { $set: { ids } });
      }),
  };
}
