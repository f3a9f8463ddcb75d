import { proxyActivities, setHandler } from '@temporalio/workflow';
import type { createPeopleChangesActivities } from '../activities/people-changes.ts';
import { blocked, Display, later, msUntil, renewIfSuggested, stopOf, Wake, waitingForQuota } from './flow.ts';
import { approveHeld, progress, resyncPeople, wake, workflowIds } from './messages.ts';
import { syncPeopleInitial } from './people-initial.ts';
import { reconcilePeople } from './people-reconcile.ts';
import { startOrWake } from './start-flow.ts';

export interface ChangesInput {
  v: 1;
  instance: string;
  /** The feeds' last committed sequence: a database that knows less was restored from a backup. */
  sequence: number | null;
}

const FLOW = 'people-changes';
type Activities = ReturnType<typeof createPeopleChangesActivities>;
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const { changesTurn, overlapTurn } = proxyActivities<Activities>({
  startToCloseTimeout: '6 hours',
  heartbeatTimeout: '15 seconds',
  retry,
});
const { resync, approve } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { ...retry, maximumAttempts: 10 },
});

/** Follows Marketo's change feeds for ever. Each turn's place is in MongoDB; the loop only says when. */
export async function syncPeopleChanges(input: ChangesInput): Promise<void> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Poll now: paused, resumed, or settings changed.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  setHandler(resyncPeople, (request) => resync(request), { description: 'Read these people again at once.' });
  setHandler(approveHeld, () => approve(), { description: 'Let the people leave whom the brake holds.' });

  let { sequence } = input;
  for (;;) {
    let pauseMs: number | undefined;
    woken.lower();
    try {
      const outcome = await changesTurn({ rememberedSequence: sequence });
      show(display, outcome);
      if (outcome.kind === 'done') {
        sequence = outcome.sequence;
        pauseMs = outcome.nextInMs;
        const overlap = outcome.overlapDue ? await overlapTurn() : null;
        if (overlap !== null && 'kind' in overlap) {
          display.show(waitingForQuota(FLOW, overlap));
          pauseMs = msUntil(overlap.until);
        }
      }
      if (outcome.kind === 'parked') pauseMs = msUntil(outcome.until);
      if (outcome.kind === 'rescan' || outcome.kind === 'reconcile') {
        await startAnew(input.instance, outcome);
        pauseMs = 1_000;
      }
    } catch (error) {
      const stop = stopOf(error);
      sequence = later(sequence, stop);
      display.show(blocked(FLOW, stop));
      pauseMs = stop.waitMs;
    }
    await woken.wait(pauseMs);
    await renewIfSuggested<typeof syncPeopleChanges>({ ...input, sequence });
  }
}

/** Both read MongoDB for what they have to do; the comparison waits for the initial sync. */
async function startAnew(
  instance: string,
  outcome: { kind: 'rescan'; reconcile?: true } | { kind: 'reconcile' },
): Promise<void> {
  const { peopleInitial, peopleReconcile } = workflowIds(instance);
  if (outcome.kind === 'rescan') await startOrWake(syncPeopleInitial, peopleInitial, instance);
  // Without it in histories from before there were comparisons.
  if (outcome.kind === 'reconcile' || outcome.reconcile) await startOrWake(reconcilePeople, peopleReconcile, instance);
}

const STATES = {
  done: 'following',
  stopped: 'paused',
  rescan: 'reading everyone again',
  reconcile: 'comparing everyone',
} as const;

function show(display: Display, outcome: Awaited<ReturnType<typeof changesTurn>>): void {
  if (outcome.kind === 'parked') {
    display.show(waitingForQuota(FLOW, outcome));
    return;
  }
  display.show({
    flow: FLOW,
    state: STATES[outcome.kind],
    rows:
      outcome.kind === 'done'
        ? [
            ['Records in the last turn', outcome.records],
            ['People read again', outcome.summary.asked],
            ['Held by the brake', outcome.summary.held],
            ['Next turn in', `${Math.round(outcome.nextInMs / 1_000)} s`],
          ]
        : [],
  });
}
