import { AppError } from '../model/errors/app-error.ts';
import type { CrmKind } from '../model/ports.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { around, paddedId, under } from './keys.ts';
import type { CrmPosition, FinishedRange, RangeStore } from './types.ts';
import { answering, bulkUpsert, holds, retryDuplicate } from './writes.ts';

interface RangeDocument extends FinishedRange {
  _id: string;
}

/** `_id` = `crm/<scanId>/<kind>`. */
interface PositionDocument extends CrmPosition {
  _id: string;
}

const START: CrmPosition = { seq: 1, after: null, done: 0, read: 0, qualified: 0, isFinished: false };
const AFTER = answering('seq', 'after', 'done', 'read', 'qualified', 'isFinished');

const crmKey = (scanId: string, kind: CrmKind) => `crm/${scanId}/${kind}`;

function toPosition({ _id, ...position }: PositionDocument): CrmPosition {
  return position;
}

export function createRangeStore(database: Database): RangeStore {
  const ranges = database.collection<RangeDocument>('ranges');
  const positions = database.collection<PositionDocument>('ranges');
  return {
    finish: (scanId, { from, to, asked, read, qualified }) =>
      run('ranges.finish', () => {
        const filter = { _id: `${scanId}/${paddedId(from)}` };
        const update = { $setOnInsert: { from, to, asked, read, qualified } };
        return bulkUpsert(ranges, [{ updateOne: { filter, update, upsert: true } }]);
      }),

    finished: (scanId) =>
      run('ranges.finished', () =>
        ranges
          .find({ _id: under(scanId) }, { projection: { _id: 0 } })
          .sort({ _id: 1 })
          .toArray(),
      ),

    crmPosition: (scanId, kind) =>
      run('ranges.crmPosition', async () => {
        const _id = crmKey(scanId, kind);
        const stored = await retryDuplicate(() =>
          positions.findOneAndUpdate({ _id }, { $setOnInsert: START }, { upsert: true, ...AFTER }),
        );
        return stored === null ? START : toPosition(stored);
      }),

    moveCrm: (scanId, kind, from, to) =>
      run('ranges.moveCrm', async () => {
        const filter = { _id: crmKey(scanId, kind), seq: from.seq };
        const moved = await positions.findOneAndUpdate(filter, { $set: to, $inc: { seq: 1 } }, AFTER);
        if (moved !== null) return toPosition(moved);
        // The answer of this very move may have been lost: standing exactly there is success.
        const current = await positions.findOne({ _id: filter._id });
        if (current === null || current.seq !== from.seq + 1 || !holds(current, to)) {
          throw new AppError('store.conflict', { details: { range: `${scanId}/${kind}` } });
        }
        return toPosition(current);
      }),

    drop: (scanId) =>
      run('ranges.drop', async () => {
        await ranges.deleteMany({ _id: under(scanId) });
      }),

    dropOthers: (prefix, scanId) =>
      run('ranges.dropOthers', async () => {
        for (const range of around(prefix, under(scanId))) await ranges.deleteMany({ _id: range });
      }),
  };
}
