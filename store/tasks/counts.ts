import type { Collection } from 'mongodb';
import { isUnsent } from '../../model/task/work.ts';
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
export async function countTasks(
  tasks: Collection<TaskDocument>,
  rows: Collection<TaskRow>,
  isOn: (seller: string) => boolean,
): Promise<TaskCounts> {
  const [states, open, errors, unsent] = await Promise.all([
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
    countUnsent(tasks, rows, isOn),
  ]);
  return {
    open,
    linked: states.find(({ _id }) => _id === 'linked')?.count ?? 0,
    ...unsent,
    refused: errors
      .map(({ _id: error, count, firstAt, lastAt }) => ({ error, count, firstAt, lastAt }))
      .toSorted((one, other) => other.count - one.count),
  };
}

const AT_ONCE = 1_000;

/** By their rows; one whose task has nothing left to send is on its way out. */
async function countUnsent(
  tasks: Collection<TaskDocument>,
  rows: Collection<TaskRow>,
  isOn: (seller: string) => boolean,
): Promise<Pick<TaskCounts, 'unsent' | 'held'>> {
  const waiting = await rows
    .find({ _id: under(ROW_PREFIX) }, { projection: { task: 1, seller: 1, since: 1 } })
    .toArray();
  const since: number[] = [];
  let held = 0;
  for (let from = 0; from < waiting.length; from += AT_ONCE) {
    const page = waiting.slice(from, from + AT_ONCE);
    const found = await tasks.find({ _id: { $in: page.map(({ task }) => task) } }, { projection: STAND }).toArray();
    const open = new Set(found.filter(isUnsent).map(({ _id }) => _id));
    for (const row of page.filter(({ task }) => open.has(task))) {
      if (isOn(row.seller)) since.push(row.since.getTime());
      else held += 1;
    }
  }
  const oldest = since.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  return { unsent: { count: since.length, oldestAt: since.length === 0 ? null : new Date(oldest) }, held };
}

const STAND = { salesforce: 1, deleted: 1, edits: 1 };
