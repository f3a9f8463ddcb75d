import type { Ticket } from '../../../model/ids.ts';
import type { TaskId } from '../../../model/task/id.ts';
import { goneThere, lookedUp, refused, released, sent } from '../../../model/task/steps.ts';
import type { Task } from '../../../model/task/task.ts';
import type { TaskStep } from '../../../store/tasks/types.ts';
import { type Flow, rulesAt } from '../flow.ts';
import { sellerIn } from '../pull/apply.ts';
import { seenBy } from '../salesforce/rows.ts';
import type { SendOutcome } from './outcome.ts';
import { retryAfterMs } from './retry.ts';

interface Moment {
  batch: string;
  /** A ticket taken after the answer: rows read before the call are out of date. */
  asOf: Ticket;
  /** The database's. */
  now: Date;
}

/** Stores what became of each task's call; an unknown outcome stays open, and is looked up later. */
export async function settle(
  flow: Flow,
  outcomes: ReadonlyMap<TaskId, SendOutcome>,
  moment: Moment,
): Promise<ReadonlyMap<TaskId, { task: Task | null }>> {
  for (const outcome of outcomes.values()) {
    const afterMs = outcome.kind === 'refused' ? retryAfterMs(outcome.error.key) : null;
    if (afterMs !== null) flow.refusals.add(new Date(moment.now.getTime() + afterMs));
  }
  const steps = [...outcomes].flatMap(([id, outcome]): [TaskId, TaskStep][] =>
    outcome.kind === 'unknown' ? [] : [[id, stepFor(flow, outcome, moment)]],
  );
  return flow.store.tasks.change(new Map(steps));
}

function stepFor(flow: Flow, outcome: Exclude<SendOutcome, { kind: 'unknown' }>, moment: Moment): TaskStep {
  const { batch, asOf, now } = moment;
  const { kind } = outcome;
  return (task) => {
    switch (kind) {
      case 'sent':
        return sent(task, { batch, taskId: outcome.taskId, asOf });
      case 'held':
        return released(task, { batch });
      case 'refused':
        return refused(task, { batch, error: outcome.error.key, at: now });
      case 'gone': {
        const free = released(task, { batch });
        return free === null ? null : (goneThere(free, { asOf, now }) ?? free);
      }
      case 'found': {
        const { row } = outcome;
        const seller = sellerIn(flow, row, task);
        return lookedUp(task, { batch, found: seenBy(row, task), rules: rulesAt(flow, now), seller, now });
      }
    }
  };
}
