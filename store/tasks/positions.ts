import { AppError } from '../../model/errors/app-error.ts';
import type { Database } from '../database.ts';
import { under } from '../keys.ts';
import { answering, retryDuplicate } from '../writes.ts';
import type { TaskPosition, TaskSyncSwitch } from './types.ts';

interface PositionDocument {
  _id: string;
  watermark: Date;
  detail: string;
  seq: number;
}

interface SwitchDocument {
  _id: 'tasksSync';
  isOn: boolean;
  generation: number;
  since: Date;
}

const PREFIX = 'tasks';
const AFTER = answering('watermark', 'detail', 'seq');

/** How far the flow of reminder tasks is; and what it knows of its switch. */
export function createPositions(database: Database) {
  const cursors = database.collection<PositionDocument>('cursors');
  const meta = database.collection<SwitchDocument>('meta');
  const keyOf = (name: string) => `${PREFIX}/${name}`;

  async function get(name: string): Promise<TaskPosition | null> {
    const found = await cursors.findOne({ _id: keyOf(name) });
    return found === null ? null : toPosition(found);
  }

  return {
    get,

    async withPrefix(prefix: string): Promise<TaskPosition[]> {
      const found = await cursors.find({ _id: under(PREFIX) }).toArray();
      return found.map(toPosition).filter(({ name }) => name.startsWith(prefix));
    },

    async move(
      name: string,
      from: TaskPosition | null,
      { watermark, detail }: Pick<TaskPosition, 'watermark' | 'detail'>,
    ): Promise<TaskPosition> {
      const seq = (from?.seq ?? 0) + 1;
      const moved =
        from === null
          ? await retryDuplicate(() =>
              cursors.findOneAndUpdate(
                { _id: keyOf(name) },
                { $setOnInsert: { watermark, detail, seq } },
                { upsert: true, ...AFTER },
              ),
            )
          : await cursors.findOneAndUpdate(
              { _id: keyOf(name), seq: from.seq },
              { $set: { watermark, detail, seq } },
              AFTER,
            );
      // The answer of this very move may have been lost: standing exactly there is success.
      const now = moved === null ? await get(name) : toPosition(moved);
      if (now === null || now.seq !== seq || now.detail !== detail || now.watermark.getTime() !== watermark.getTime())
        throw new AppError('store.conflict', { details: { position: keyOf(name) } });
      return now;
    },

    async sequence(): Promise<number> {
      const all = await cursors.find({ _id: under(PREFIX) }, { projection: { seq: 1 } }).toArray();
      return all.reduce((sum, { seq }) => sum + seq, 0);
    },

    async observe(isOn: boolean): Promise<TaskSyncSwitch> {
      const since = database.clock.now();
      const first = { isOn, generation: isOn ? 1 : 0, since };
      const found = await retryDuplicate(() =>
        meta.findOneAndUpdate(
          { _id: 'tasksSync' },
          { $setOnInsert: first },
          { upsert: true, ...answering('isOn', 'generation', 'since') },
        ),
      );
      if (found === null || found.isOn === isOn) return toSwitch(found ?? first);
      const next = { isOn, since, generation: found.generation + (isOn ? 1 : 0) };
      await meta.updateOne({ _id: 'tasksSync', isOn: found.isOn, generation: found.generation }, { $set: next });
      return toSwitch((await meta.findOne({ _id: 'tasksSync' })) ?? next);
    },
  };
}

function toPosition({ _id, watermark, detail, seq }: PositionDocument): TaskPosition {
  return { name: _id.slice(PREFIX.length + 1), watermark, detail, seq };
}

function toSwitch({ isOn, generation, since }: TaskSyncSwitch): TaskSyncSwitch {
  return { isOn, generation, since };
}
