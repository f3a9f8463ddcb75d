import type { BranchAnswer } from '../../../../model/sales-activity/branch.ts';
import type { SalesActivityId } from '../../../../model/sales-activity/id.ts';
import { isRolledUp } from '../../../../model/salesforce-task/rollups.ts';
import type { Sendable } from '../../ports.ts';
import type { CallPlan } from '../plan.ts';
import type { WrittenTask } from '../task-try.ts';
import type { RollupEvent } from './records.ts';

/** How a call has ended: its plan, its new Tasks, and its marks. */
export interface CallEnd {
  plan: Pick<CallPlan, 'tasks' | 'marks' | 'folded'>;
  tasks: ReadonlyMap<SalesActivityId, WrittenTask>;
  marked: ReadonlyMap<SalesActivityId, BranchAnswer>;
}

/** What a call has logged, as far as it moves a roll-up. */
export function rollupEventsOf({ plan, tasks, marked }: CallEnd): RollupEvent[] {
  const eventOn = (taskId: string | null, { activity }: Sendable): RollupEvent[] =>
    taskId === null || !isRolledUp(activity) ? [] : [{ taskId, activity }];
  const isMarked = ({ row }: Sendable) => isCounted(marked.get(row.id));
  return [
    ...[...plan.tasks].flatMap(([id, { sendable }]) => eventOn(madeId(tasks.get(id)), sendable)),
    ...[...plan.marks.values()].flatMap(({ taskId, sendables }) =>
      sendables.filter(isMarked).flatMap((sendable) => eventOn(taskId, sendable)),
    ),
    ...plan.folded.flatMap(({ sendable, sendId }) =>
      isMarked(sendable) ? eventOn(madeId(tasks.get(sendId)), sendable) : [],
    ),
  ];
}

function madeId(task: WrittenTask | undefined): string | null {
  return task?.answer.state === 'done' ? task.answer.reference : null;
}

/** An engagement that no field of the Task shows has happened all the same. */
function isCounted(answer: BranchAnswer | undefined): boolean {
  return answer?.state === 'done' || (answer?.state === 'skipped' && answer.reason === 'nothingToUpdate');
}
