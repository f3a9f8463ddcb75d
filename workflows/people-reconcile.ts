import { CancellationScope, isCancellation, proxyActivities, setHandler } from '@temporalio/workflow';
import type { createPeopleReconcileActivities } from '../activities/people-reconcile.ts';
import type { ReconcileResult } from '../model/reconcile.ts';
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
import { type FlowInput, startOrWake } from './start-flow.ts';

export interface ReconcileInput extends FlowInput {
  /** Started by the Schedule under an id of its own: asks for a comparison and hands it to the one workflow. */
  weekly?: true;
}

type Activities = ReturnType<typeof createPeopleReconcileActivities>;
const FLOW = 'people-reconcile';
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
const { requestReconcile, prepareReconcile, finishReconcile } = proxyActivities<Activities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry,
});
const { reconcilePiece } = proxyActivities<Activities>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
  retry,
});

/** As in the initial sync: a million people stay under 500 events. */
const FIRST_PIECE_SECONDS = 10;
const LONGEST_PIECE_SECONDS = 120;
/** Looks at what it waits for: soon, then ever more seldom. */
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/** Compares everyone in Marketo with MongoDB and repairs what differs. MongoDB holds its place; this drives and shows. */
export async function reconcilePeople(input: ReconcileInput): Promise<ReconcileResult | null> {
  if (input.weekly === true) return askForOne(input);
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Look at MongoDB again: asked for, paused or resumed.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  try {
    return await followToItsEnd(input, woken, display);
  } catch (error) {
    // Cancelled by an admin: nothing is half done, and nothing is to start it again.
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(() => finishReconcile({ scanId: null, complete: false }));
    }
    throw error;
  }
}

async function askForOne({ instance }: ReconcileInput): Promise<null> {
  if (!(await requestReconcile())) return null;
  await startOrWake(reconcilePeople, workflowIds(instance).peopleReconcile, instance);
  return null;
}

async function followToItsEnd(input: ReconcileInput, woken: Wake, display: Display): Promise<ReconcileResult | null> {
  let { pieces } = input;
  let waits = 0;
  for (;;) {
    await renewIfSuggested<typeof reconcilePeople>({ ...input, pieces });
    try {
      woken.lower();
      const prepared = await prepareReconcile();
      if (prepared.kind === 'none') return null;
      if (prepared.kind !== 'ready') {
        display.show(
          prepared.kind === 'parked'
            ? waitingForQuota(FLOW, prepared)
            : { flow: FLOW, state: STATES[prepared.kind], rows: [] },
        );
        await woken.wait(waitMs(prepared, waits++));
        continue;
      }
      const { scanId } = prepared;
      for (;;) {
        woken.lower();
        const budgetSeconds = Math.min(LONGEST_PIECE_SECONDS, FIRST_PIECE_SECONDS * (pieces + 1));
        const outcome = await reconcilePiece({ scanId, budgetSeconds });
        if (outcome.kind !== 'waiting') pieces += 1;
        waits = outcome.kind === 'waiting' ? waits + 1 : 0;
        showOutcome(display, outcome);
        if (outcome.kind === 'complete') return await finishReconcile({ scanId, complete: true });
        if (outcome.kind !== 'more') await woken.wait(waitMs(outcome, waits));
        if (outcome.kind === 'stopped') break;
        await renewIfSuggested<typeof reconcilePeople>({ ...input, pieces });
      }
    } catch (error) {
      const stop = stopOf(error);
      display.show(blocked(FLOW, stop));
      await woken.wait(stop.waitMs);
    }
  }
}

type Prepared = Awaited<ReturnType<typeof prepareReconcile>>;
type Outcome = Awaited<ReturnType<typeof reconcilePiece>>;

/** undefined: until woken. */
function waitMs(outcome: Prepared | Outcome, waits: number): number | undefined {
  if (outcome.kind === 'parked') return msUntil(outcome.until);
  if (outcome.kind === 'waiting') return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** waits);
  return undefined;
}

const STATES = {
  waiting: 'waiting for the initial sync',
  stopped: 'paused',
  paused: 'paused',
  parked: WAITING_FOR_QUOTA,
  complete: 'complete',
} as const;
const WAITS = { feeds: 'waiting for the feeds', initialSync: STATES.waiting } as const;
const PARTS = { compare: 'comparing', settle: 'repairing' } as const;
const UNITS = { compare: 'Ids compared', settle: 'Differences settled' } as const;

function showOutcome(display: Display, outcome: Outcome): void {
  if (outcome.kind === 'waiting') {
    display.show({ flow: FLOW, state: WAITS[outcome.waitsFor], rows: [] });
    return;
  }
  const share = Math.min(100, Math.round((outcome.done / Math.max(1, outcome.total)) * 100));
  display.show({
    flow: FLOW,
    state: outcome.kind === 'more' ? PARTS[outcome.part] : STATES[outcome.kind],
    ...(outcome.kind === 'parked' ? { error: outcome.key } : {}),
    peopleRead: outcome.read,
    rows: [
      [UNITS[outcome.part], `${outcome.done} of ${outcome.total} (${share} %)`],
      ['People read', outcome.read],
      ...(outcome.kind === 'parked' ? ([['Waiting until', outcome.until]] as const) : []),
    ],
  });
}
