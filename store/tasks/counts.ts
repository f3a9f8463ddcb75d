import type { Collection } from 'mongodb';
import { under } from '../keys.ts';
import { ROW_PREFIX, type TaskDocument, type TaskRow } from './document.ts';
import { filterOf } from './filter.ts';
import type { TaskCounts } from './types.ts';

interface ByState {
  _id: string;
  count: number;
}

interface ByError {
  _id: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
}

/** One pass over all tasks for each kind of number, made by the database. */
export async function countTasks(tasks: Collection<TaskDocument>, rows: Collection<TaskRow>): Promise<TaskCounts> {
  const [states, open, errors, waiting] = await Promise.all([
    tasks.aggregate<ByState>([{ $group: { _id: '$salesforce.state', count: { $sum: 1 } } }]).toArray(),
    tasks.countDocuments(filterOf({ status: 'open' })),
    tasks
      .aggregate<ByError>([
        { $match: { 'salesforce.refused': { $ne: null } } },
        {
          $group: {
            _id: '$salesforce.refused.error',
            count: { $sum: 1 },
            firstAt: { $min: '$salesforce.refused.at' },
            lastAt: { $max: '$salesforce.refused.at' },
          },
        },
      ])
      .toArray(),
    rows.find({ _id: under(ROW_PREFIX) }, { projection: { at: 1 } }).toArray(),
  ]);
  const since = waiting.map(({ at }) => at.getTime());
  return {
    open,
    linked: states.find(({ _id }) => _id === 'linked')?.count ?? 0,
    unsent: { count: waiting.length, oldestAt: since.length === 0 ? null : new Date(Math.min(...since)) },
    refused: errors
      .map(({ _id: error, count, firstAt, lastAt }) => ({ error, count, firstAt, lastAt }))
      .toSorted((one, other) => other.count - one.count),
  };
}
