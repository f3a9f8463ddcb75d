import { proxyActivities, setHandler } from '@temporalio/workflow';
import type { createTaskActivities } from '../activities/tasks/index.ts';
import type { TaskTurn } from '../activities/tasks/turn.ts';
import { blocked, Display, later, renewIfSuggested, type Shown, stopOf, Wake } from './flow.ts';
import { progress, wake } from './messages.ts';

export interface TasksInput {
  v: 1;
  instance: string;
  /** The last committed sequence: a database that knows less was restored from a backup. */
  sequence: number | null;
}

const FLOW = 'tasks';
const STATES = { off: 'off', done: 'following' } as const;
const { tasksTurn } = proxyActivities<ReturnType<typeof createTaskActivities>>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/**
 * Keeps reminder tasks and Salesforce's Tasks the same, for ever: what is changed here goes out with the signal that tells
 * of it, what is changed there is looked for every `tasks.interval`. MongoDB says what; this says when.
 */
export async function syncTasks(input: TasksInput): Promise<void> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Go on now: a task, a seller or a setting was changed.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  let { sequence } = input;
  let lastLook = 'none yet';
  for (;;) {
    let pauseMs: number | undefined;
    woken.lower();
    try {
      const outcome = await tasksTurn({ sequence });
      sequence = outcome.sequence;
      lastLook = lookOf(outcome, lastLook);
      display.show(shown(outcome, lastLook));
      pauseMs = outcome.kind === 'off' ? undefined : outcome.nextInMs;
    } catch (error) {
      const stop = stopOf(error);
      sequence = later(sequence, stop);
      display.show(blocked(FLOW, stop));
      pauseMs = stop.waitMs;
    }
    await woken.wait(pauseMs);
    // Whoever looks whether the flows that are on run counts an 'off' as one that does not.
    if (display.state === STATES.off) display.show({ flow: FLOW, state: 'starting', rows: [] });
    await renewIfSuggested<typeof syncTasks>({ ...input, sequence });
  }
}

function shown(outcome: TaskTurn, lastLook: string): Shown {
  const state = STATES[outcome.kind];
  if (outcome.kind === 'off') return { flow: FLOW, state, rows: [] };
  const { sellers, withoutUser, pushed, trouble, nextInMs } = outcome;
  return {
    flow: FLOW,
    state,
    ...(trouble === null ? {} : { error: trouble }),
    rows: [
      ['Sellers', sellers],
      ['Sellers without a Salesforce user', withoutUser],
      ['Sent in the last turn', pushed.sent],
      ['New ones that wait for the key field', pushed.withoutKey],
      ['Last look at Salesforce', lastLook],
      ['Next turn in', `${Math.round(nextInMs / 1_000)} s`],
    ],
  };
}

function lookOf(outcome: TaskTurn, before: string): string {
  if (outcome.kind === 'off' || outcome.pulled === null) return before;
  const { adopted, changed } = outcome.pulled;
  return `${adopted} new, ${changed} changed`;
}
