import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { wake } from './messages.ts';

/** What the flows that read everyone are started with. */
export interface FlowInput {
  v: 1;
  instance: string;
  /** Pieces so far: the next ones may take longer. */
  pieces: number;
}

/** Starts a flow that lives on its own. One that runs already is woken: a paused one waits for ever. */
export async function startOrWake(
  flow: (input: FlowInput) => Promise<unknown>,
  workflowId: string,
  instance: string,
): Promise<void> {
  try {
    await startChild(flow, {
      workflowId,
      args: [{ v: 1, instance, pieces: 0 }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await getExternalWorkflowHandle(workflowId).signal(wake);
  }
}
