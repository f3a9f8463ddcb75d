import { getExternalWorkflowHandle, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createPeoplePushActivities } from '../activities/people-push.ts';
import { blocked, Display, later, msUntil, renewIfSuggested, stopOf, Wake } from './flow.ts';
import { progress, wake, workflowIds } from './messages.ts';

export interface PushInput {
  v: 1;
  instance: string;
  /** The feeds' last committed sequence: a database that knows less was restored from a backup. */
  sequence: number | null;
}

const FLOW = 'people-push';
const { followPushes } = proxyActivities<ReturnType<typeof createPeoplePushActivities>>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Long turns: each costs events, and a turn looks at MongoDB by itself. */
const TURN_SECONDS = 600;
/** Whoever pushes wakes it; should that be lost, polling has found the change long since. */
const LOOK_EVERY_MS = 600_000;

/** Reads people again whom Marketo's webhooks push, for ever. MongoDB says whom; without any it waits to be woken. */
export async function syncPeoplePushes(input: PushInput): Promise<void> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'People were pushed, or an error was mended: look now.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  let { sequence } = input;
  for (;;) {
    let pauseMs: number | undefined = LOOK_EVERY_MS;
    woken.lower();
    try {
      const turn = await followPushes({ sequence, seconds: TURN_SECONDS });
      sequence = turn.sequence;
      show(display, turn);
      if (turn.kind === 'over') pauseMs = 0;
      if (turn.kind === 'stopped') pauseMs = undefined;
      if (turn.kind === 'folded') {
        pauseMs = msUntil(turn.until);
        if (turn.isNew) await pollNow(input.instance);
      }
    } catch (error) {
      const stop = stopOf(error);
      sequence = later(sequence, stop);
      display.show(blocked(FLOW, stop));
      pauseMs = stop.waitMs;
    }
    if (pauseMs !== 0) await woken.wait(pauseMs);
    await renewIfSuggested<typeof syncPeoplePushes>({ ...input, sequence });
  }
}

/** What was left to polling is found at once. One that does not run finds it when it is started. */
async function pollNow(instance: string): Promise<void> {
  await getExternalWorkflowHandle(workflowIds(instance).peopleChanges)
    .signal(wake)
    .catch(() => {});
}

type Turn = Awaited<ReturnType<typeof followPushes>>;

const STATES = {
  over: 'following',
  quiet: 'waiting for pushes',
  stopped: 'paused',
  folded: 'left to polling',
} as const;

function show(display: Display, turn: Turn): void {
  display.show({
    flow: FLOW,
    state: STATES[turn.kind],
    rows: [
      ['People read in the last turn', turn.read],
      ['Calls', turn.calls],
      ...(turn.kind === 'folded' ? ([['Until', turn.until]] as const) : []),
    ],
  });
}
