import { getExternalWorkflowHandle, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createPeopleInitialActivities } from '../activities/people-initial.ts';
import {
  blocked,
  Display,
  msUntil,
  renewIfSuggested,
  stopOf,
  WAITING_FOR_QUOTA,
  Wake,
  waitingForQuota,
} from './flow.ts';
import { progress, wake, workflowIds } from './messages.ts';

export interface InitialInput {
  v: 1;
  instance: string;
  /** Pieces read so far: the next ones may take longer. */
  pieces: number;
}

const FLOW = 'people-initial';
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const { prepareInitial, completeInitial } = proxyActivities<ReturnType<typeof createPeopleInitialActivities>>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry,
});
// A piece of a bulk extract lasts as long as Marketo needs for a file: waiting makes no history.
const { scanPeople } = proxyActivities<ReturnType<typeof createPeopleInitialActivities>>({
  startToCloseTimeout: '24 hours',
  heartbeatTimeout: '15 seconds',
  retry,
});

/** Short pieces first, so that the table moves; long ones later, so that a million people stay under 500 events. */
const FIRST_PIECE_SECONDS = 10;
const LONGEST_PIECE_SECONDS = 120;

/** Reads everyone in Marketo once. MongoDB holds its place; this workflow drives, shows and waits. */
export async function syncPeopleInitial(input: InitialInput): Promise<{ read: number; qualified: number } | null> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Look at MongoDB again: paused, resumed or cancelled.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));

  let { pieces } = input;
  for (;;) {
    await renewIfSuggested<typeof syncPeopleInitial>({ ...input, pieces });
    try {
      woken.lower();
      const prepared = await prepareInitial();
      if ('kind' in prepared) {
        display.show(waitingForQuota(FLOW, prepared));
        await woken.wait(msUntil(prepared.until));
        continue;
      }
      const { scanId } = prepared;
      // The feeds' first places are stored now: they run beside the scan.
      await wakeChanges(input.instance);
      for (;;) {
        const budgetSeconds = Math.min(LONGEST_PIECE_SECONDS, FIRST_PIECE_SECONDS * (pieces + 1));
        woken.lower();
        const outcome = await scanPeople({ scanId, budgetSeconds });
        pieces += 1;
        showProgress(display, outcome);
        if (outcome.kind === 'complete') {
          await completeInitial({ scanId });
          await wakeChanges(input.instance);
          return { read: outcome.read, qualified: outcome.qualified };
        }
        if (outcome.kind === 'stopped') {
          await woken.wait();
          break;
        }
        if (outcome.kind === 'parked') await woken.wait(msUntil(outcome.until));
        await renewIfSuggested<typeof syncPeopleInitial>({ ...input, pieces });
      }
    } catch (error) {
      const stop = stopOf(error);
      display.show(blocked(FLOW, stop));
      await woken.wait(stop.waitMs);
    }
  }
}

type Outcome = Awaited<ReturnType<typeof scanPeople>>;
const STATES = { more: 'reading', complete: 'complete', stopped: 'paused', parked: WAITING_FOR_QUOTA } as const;

function showProgress(display: Display, outcome: Outcome): void {
  const share = Math.min(100, Math.round((outcome.done / Math.max(1, outcome.total)) * 100));
  display.show({
    flow: FLOW,
    state: STATES[outcome.kind],
    ...(outcome.kind === 'parked' ? { error: outcome.key } : {}),
    peopleRead: outcome.read,
    rows: [
      ['People read', outcome.read],
      ['Qualified', outcome.qualified],
      ['Done', `${outcome.done} of ${outcome.total} (${share} %)`],
      ...(outcome.kind === 'parked' ? ([['Waiting until', outcome.until]] as const) : []),
    ],
  });
}

/** The changes flow waits for its first places, and polls rarely while the scan reads. */
async function wakeChanges(instance: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowIds(instance).peopleChanges).signal(wake);
  } catch {
    // Not running: whoever starts it reads the feeds from their stored places anyway.
  }
}
