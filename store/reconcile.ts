import type { ReconcileRun } from '../model/reconcile.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { ReconcileStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

type RunDocument = { _id: 'reconcile' } & ReconcileRun;

const MEMBERS = [
  'scanId',
  'reason',
  'state',
  'requestedAt',
  'startedAt',
  'highestId',
  'beyondId',
  'scannedAt',
  'progress',
] as const satisfies (keyof ReconcileRun)[];

export function createReconcileStore(database: Database): ReconcileStore {
  const meta = database.collection<RunDocument>('meta');
  return {
    get: () =>
      run('reconcile.get', async () => {
        const found = await meta.findOne({ _id: 'reconcile' });
        return found === null ? null : toRun(found);
      }),

    request: (wanted) =>
      run('reconcile.request', async () => {
        const stored = await retryDuplicate(() =>
          meta.findOneAndUpdate(
            { _id: 'reconcile' },
            { $setOnInsert: wanted },
            { upsert: true, ...answering(...MEMBERS) },
          ),
        );
        return stored === null ? wanted : toRun(stored);
      }),

    replace: (wanted) =>
      run('reconcile.replace', async () => {
        await retryDuplicate(() => meta.updateOne({ _id: 'reconcile' }, { $set: wanted }, { upsert: true }));
      }),

    patch: (scanId, change) =>
      run('reconcile.patch', async () => {
        const { matchedCount } = await meta.updateOne({ _id: 'reconcile', scanId }, { $set: change });
        return matchedCount === 1;
      }),

    end: (scanId) =>
      run('reconcile.end', async () => {
        await meta.deleteMany({ _id: 'reconcile', scanId });
      }),
  };
}

function toRun({ _id, ...stored }: RunDocument): ReconcileRun {
  return stored;
}
