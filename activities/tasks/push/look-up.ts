import type { TaskId } from '../../../model/task/id.ts';
import { lookedUp, released } from '../../../model/task/steps.ts';
import type { Task } from '../../../model/task/task.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import { type Flow, readerOf, rulesAt } from '../flow.ts';
import { sellerIn } from '../pull/apply.ts';
import { livingRow } from '../salesforce/living.ts';
import { rowsById, rowsByKey } from '../salesforce/read.ts';
import { seenBy, type TaskRow } from '../salesforce/rows.ts';

/** Looks up tasks whose calls have no known outcome, by key what was to be made, by id all else. */
export async function lookUp(flow: Flow, tasks: readonly Task[]): Promise<void> {
  if (tasks.length === 0) return;
  const rows = await rowsOf(flow, tasks);
  const now = await flow.store.serverTime();
  const rules = rulesAt(flow, now);
  const steps = tasks.flatMap((task): [TaskId, TaskStep][] => {
    const { sending } = task.salesforce;
    if (sending === null) return [];
    const { batch } = sending;
    const row = rows.get(task.id) ?? null;
    // Not to be seen is no proof that it is gone: the call is made again, and Salesforce says.
    if (row === null && sending.work !== 'create') return [[task.id, (one) => released(one, { batch })]];
    return [
      [
        task.id,
        (one) => {
          const found = row === null ? null : seenBy(row, one);
          const seller = row === null ? one.seller : sellerIn(flow, row, one);
          return lookedUp(one, { batch, found, rules, seller, now });
        },
      ],
    ];
  });
  await flow.store.tasks.change(new Map(steps));
}

async function rowsOf(flow: Flow, tasks: readonly Task[]): Promise<Map<TaskId, TaskRow>> {
  const reader = readerOf(flow);
  const ids = tasks.flatMap(({ salesforce: { taskId } }) => taskId ?? []);
  const keys = tasks.flatMap(({ salesforce: { taskId, key } }) => (taskId === null ? [key] : []));
  const [byId, byKey] = await Promise.all([rowsById(reader, ids), rowsByKey(reader, keys)]);
  const found = new Map(byId.map((row) => [row.task.id, row]));
  return new Map(
    tasks.flatMap(({ id, salesforce: { taskId, key } }) => {
      const row = taskId === null ? livingRow(byKey, key) : found.get(taskId);
      return row === undefined || row === null ? [] : [[id, row] as const];
    }),
  );
}
