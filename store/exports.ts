import { AppError } from '../model/errors/app-error.ts';
import type { Export, ExportWindow } from '../model/exports.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { paddedId, under } from './keys.ts';
import type { ExportStore } from './types.ts';
import { answering, holds, retryDuplicate } from './writes.ts';

/** `_id` = `<scanId>/<index>`, padded. */
interface ExportDocument extends Export {
  _id: string;
}
/** `_id` = `plan/<scanId>`: the whole plan in one document, so that it is there or not. */
interface PlanDocument {
  _id: string;
  windows: ExportWindow[];
}

const MEMBERS = [
  'scanId',
  'index',
  'state',
  'seq',
  'exportId',
  'ticket',
  'queuedAt',
  'tries',
  'bytes',
  'day',
  'read',
  'qualified',
] as const;
const AFTER = answering(...MEMBERS);

export function createExportStore(database: Database): ExportStore {
  const exports = database.collection<ExportDocument>('exports');
  const plans = database.collection<PlanDocument>('exports');

  return {
    plan: (scanId, windows) =>
      run('exports.plan', async () => {
        const stored = await retryDuplicate(() =>
          plans.findOneAndUpdate(
            { _id: `plan/${scanId}` },
            { $setOnInsert: { windows: [...windows] } },
            { upsert: true, ...answering('windows') },
          ),
        );
        return stored?.windows ?? [];
      }),

    planned: (scanId) =>
      run('exports.planned', async () => (await plans.findOne({ _id: `plan/${scanId}` }))?.windows ?? null),

    list: (scanId) =>
      run('exports.list', () =>
        exports
          .find({ _id: under(scanId) }, { projection: { _id: 0 } })
          .sort({ _id: 1 })
          .toArray(),
      ),

    open: (scanId, index) =>
      run('exports.open', async () => {
        const first = { scanId, index, seq: 1, ...UNTOUCHED };
        const stored = await retryDuplicate(() =>
          exports.findOneAndUpdate({ _id: key(scanId, index) }, { $setOnInsert: first }, { upsert: true, ...AFTER }),
        );
        if (stored === null) throw conflict(scanId, index);
        return toExport(stored);
      }),

    move: (from, change) =>
      run('exports.move', async () => {
        const { scanId, index, seq } = from;
        const moved = await exports.findOneAndUpdate(
          { _id: key(scanId, index), seq },
          { $set: change, $inc: { seq: 1 } },
          AFTER,
        );
        if (moved !== null) return toExport(moved);
        // The answer of this very move may have been lost: standing exactly there is success.
        const current = await exports.findOne({ _id: key(scanId, index) });
        if (current === null || current.seq !== seq + 1 || !holds(current, change)) throw conflict(scanId, index);
        return toExport(current);
      }),

    bytesOn: (day) =>
      run('exports.bytesOn', async () => {
        const rows = await exports.find({ day }, { projection: { bytes: 1 } }).toArray();
        return rows.reduce((sum, { bytes }) => sum + bytes, 0);
      }),

    countOpen: () => run('exports.countOpen', () => exports.countDocuments({ state: 'queued' })),
  };
}

const UNTOUCHED = {
  state: 'planned',
  exportId: null,
  ticket: null,
  queuedAt: null,
  tries: 0,
  bytes: 0,
  day: null,
  read: 0,
  qualified: 0,
} as const;

const key = (scanId: string, index: number) => `${scanId}/${paddedId(index)}`;

const conflict = (scanId: string, index: number) =>
  new AppError('store.conflict', { details: { export: `${scanId}/${index}` } });

function toExport({ _id, ...row }: ExportDocument): Export {
  return row;
}
