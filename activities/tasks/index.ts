import { activityInfo } from '@temporalio/activity';
import { running } from '../run.ts';
import type { TaskDeps } from './deps.ts';
import { createTurnMemory, type TaskTurn, turn } from './turn.ts';

export interface TaskTurnInput {
  /** The last committed sequence that the workflow knows of; null: none. */
  sequence: number | null;
}

/** Activity functions of the reminder tasks' flow. */
export const createTaskActivities = (deps: TaskDeps) => {
  const memory = createTurnMemory(deps);
  return {
    /** Sends what waits, and takes what Salesforce has to tell where a look is due. */
    tasksTurn: ({ sequence }: TaskTurnInput): Promise<TaskTurn> =>
      running(({ signal, note }) => {
        // An attempt before this one may have sent more than its workflow knows of.
        const noted: unknown = activityInfo().heartbeatDetails?.sequence;
        const remembered = Math.max(sequence ?? 0, typeof noted === 'number' ? noted : 0);
        return turn(deps, memory, { signal, remembered, onSequence: (known) => note({ sequence: known }) });
      }),
  };
};
