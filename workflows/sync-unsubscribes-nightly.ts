import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  getExternalWorkflowHandle,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import type { createUnsubscribeActivities, NightlyOutcome } from '../activities/unsubscribes/index.ts';
import { blocked, Display, renewIfSuggested, stopOf, Wake } from './flow.ts';
import { progress, wake, workflowIds } from './messages.ts';
import { pushUnsubscribes } from './push-unsubscribes.ts';

export interface NightlyInput {
  v: 1;
  instance: string;
  /** By a person: everything is compared, also while the nightly run is off. */
  asked: boolean;
}

const { compareOptOuts } = proxyActivities<ReturnType<typeof createUnsubscribeActivities>>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const FLOW = 'unsubscribes-nightly';

/** Compares unsubscribes with Salesforce once, both ways; MongoDB holds its place. Started by a Schedule or a person. */
export async function syncUnsubscribesNightly(input: NightlyInput): Promise<NightlyOutcome> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Compare once more, or go on now after an error was mended.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  for (;;) {
    display.show({ flow: FLOW, state: 'comparing', rows: [] });
    woken.lower();
    try {
      const outcome = await compareOptOuts({ asked: input.asked });
      if (outcome.kind === 'done') await wakePush(input.instance);
      display.show({ flow: FLOW, state: stateOf(outcome), rows: rowsOf(outcome) });
      // Asked for once more, by somebody who found this run still open.
      if (!woken.isRaised) return outcome;
    } catch (error) {
      const stop = stopOf(error);
      display.show(blocked(FLOW, stop));
      await woken.wait(stop.waitMs);
    }
    await renewIfSuggested<typeof syncUnsubscribesNightly>(input);
  }
}

/** What it has queued goes out now. */
async function wakePush(instance: string): Promise<void> {
  const workflowId = workflowIds(instance).unsubscribes;
  try {
    await startChild(pushUnsubscribes, {
      workflowId,
      args: [{ v: 1, instance, sequence: null }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await getExternalWorkflowHandle(workflowId).signal(wake);
  }
}

const STATES = { off: 'off', notConnected: 'not connected', done: 'done' } as const;

const stateOf = ({ kind }: NightlyOutcome): string => STATES[kind];

function rowsOf(outcome: NightlyOutcome): [string, string | number][] {
  if (outcome.kind !== 'done') return [];
  const { full, read, added, queued, many } = outcome;
  return [
    ['Compared', full ? 'everything' : 'what changed'],
    ['Records read in Salesforce', read],
    ['Opted out here', added],
    ['To be told to Salesforce', queued],
    ...(many ? [['Alert', 'Unusually many were opted out in Salesforce'] as [string, string]] : []),
  ];
}
