import { AppError } from '../model/errors/app-error.ts';
import { type Cursor, FEEDS, type Feed } from '../model/feeds.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import type { CursorStore } from './types.ts';
import { answering, retryDuplicate } from './writes.ts';

interface CursorDocument {
  _id: Feed;
  token: string;
  watermark: Date;
  seq: number;
  movedAt: Date;
}

const AFTER = answering('token', 'watermark', 'seq', 'movedAt');

export function createCursorStore(database: Database): CursorStore {
  const cursors = database.collection<CursorDocument>('cursors');
  const conflict = (feed: Feed) => new AppError('store.conflict', { details: { feed } });

  return {
    get: (feed) =>
      run('cursors.get', async () => {
        const found = await cursors.findOne({ _id: feed });
        return found === null ? null : toCursor(found);
      }),

    create: (feed, position, options = {}) =>
      run('cursors.create', async () => {
        const value = { ...position, movedAt: database.clock.now() };
        const update =
          options.replace === true ? { $set: value, $inc: { seq: 1 } } : { $setOnInsert: { ...value, seq: 1 } };
        const stored = await retryDuplicate(() =>
          cursors.findOneAndUpdate({ _id: feed }, update, { upsert: true, ...AFTER }),
        );
        if (stored === null) throw conflict(feed);
        return toCursor(stored);
      }),

    move: (from, to) =>
      run('cursors.move', async () => {
        const moved = await cursors.findOneAndUpdate(
          { _id: from.feed, seq: from.seq },
          { $set: { token: to.token, watermark: to.watermark, movedAt: database.clock.now() }, $inc: { seq: 1 } },
          AFTER,
        );
        if (moved !== null) return toCursor(moved);
        // The answer of this very move may have been lost: standing exactly there is success.
        const current = await cursors.findOne({ _id: from.feed });
        if (current === null || !isAt(current, from.seq + 1, to)) throw conflict(from.feed);
        return toCursor(current);
      }),

    sequence: () =>
      run('cursors.sequence', async () => {
        const all = await cursors.find({ _id: { $in: [...FEEDS] } }, { projection: { seq: 1 } }).toArray();
        return all.reduce((sum, { seq }) => sum + seq, 0);
      }),
  };
}

function isAt(cursor: CursorDocument, seq: number, position: { token: string; watermark: Date }): boolean {
  const { token, watermark } = position;
  return cursor.seq === seq && cursor.token === token && cursor.watermark.getTime() === watermark.getTime();
}

function toCursor({ _id, token, watermark, seq, movedAt }: CursorDocument): Cursor {
  return { feed: _id, token, watermark, seq, movedAt };
}
