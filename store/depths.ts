import type { Vendor } from '../model/sales-activity/kinds.ts';
import type { Database } from './database.ts';
import { run } from './errors.ts';
import { under } from './keys.ts';
import type { RowDocument } from './sales-activities/document.ts';
import { ROW_PREFIX, type TaskRow } from './tasks/document.ts';
import type { PushDocument } from './unsubscribes/document.ts';

/** What waits to go out, by the names of the flows that send it. */
export const QUEUES = ['sender-marketo', 'sender-salesforce', 'tasks', 'unsubscribes'] as const;
export type Queue = (typeof QUEUES)[number];

export interface DepthStore {
  /**
   * Rows of a queue by their state (of `tasks` there is one alone, `open`), each counted up to `most`: a walk along an
   * index that ends there.
   */
  count(queue: Queue, most: number): Promise<ReadonlyMap<string, number>>;
}

const BRANCHES = ['pending', 'sending', 'unknown', 'parked', 'failed'] as const;
const PUSHES = ['waiting', 'sending', 'parked'] as const;

export function createDepthStore(database: Database): DepthStore {
  const outbox = database.collection<RowDocument>('outbox');
  const rows = database.collection<TaskRow>('outbox');
  const pushes = database.collection<PushDocument>('unsubscribePushes');

  const branches = (vendor: Vendor, limit: number) =>
    each(BRANCHES, (state) => outbox.countDocuments({ vendor, 'status.state': state }, { limit }));
  const queues: Record<Queue, (limit: number) => Promise<ReadonlyMap<string, number>>> = {
    'sender-marketo': (limit) => branches('marketo', limit),
    'sender-salesforce': (limit) => branches('salesforce', limit),
    tasks: (limit) => each(['open'], () => rows.countDocuments({ _id: under(ROW_PREFIX) }, { limit })),
    unsubscribes: (limit) => each(PUSHES, (state) => pushes.countDocuments({ 'status.state': state }, { limit })),
  };
  return { count: (queue, most) => run('depths.count', () => queues[queue](most)) };
}

async function each<State extends string>(
  states: readonly State[],
  count: (state: State) => Promise<number>,
): Promise<ReadonlyMap<string, number>> {
  return new Map(await Promise.all(states.map(async (state) => [state, await count(state)] as const)));
}
