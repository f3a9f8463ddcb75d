import { proxyActivities, setHandler } from '@temporalio/workflow';
import type { createUnsubscribeActivities } from '../activities/unsubscribes/index.ts';
import { blocked, Display, later, renewIfSuggested, stopOf, Wake } from './flow.ts';
import { progress, wake } from './messages.ts';

export interface PushUnsubscribesInput {
  v: 1;
  instance: string;
  /** Of its last turn: a database that knows less was restored from a backup. */
  sequence: number | null;
}

const { tellSalesforceOptOuts } = proxyActivities<ReturnType<typeof createUnsubscribeActivities>>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

const FLOW = 'unsubscribes';
/** Without being woken it looks this often: a signal may be lost, a bounce comes without one. */
const LOOK_EVERY_MS = 60_000;
/** A worker that is connected wakes it at its start. */
const LOOK_UNCONNECTED_MS = 10 * 60_000;

/** Tells Salesforce who is unsubscribed, for ever, at once. MongoDB says who; this drives and shows. */
export async function pushUnsubscribes(input: PushUnsubscribesInput): Promise<void> {
  const woken = new Wake();
  const display = new Display();
  setHandler(wake, woken.raise, { description: 'Somebody was unsubscribed, or an error was mended: look now.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  let { sequence } = input;
  for (;;) {
    let pauseMs = LOOK_EVERY_MS;
    woken.lower();
    try {
      const turn = await tellSalesforceOptOuts({ sequence });
      sequence = turn.sequence;
      show(display, turn);
      if (turn.kind === 'notConnected') pauseMs = LOOK_UNCONNECTED_MS;
      if (turn.nextInMs !== null) pauseMs = Math.min(pauseMs, turn.nextInMs);
      if (turn.told > 0 && turn.waiting > 0) pauseMs = 0;
    } catch (error) {
      const stop = stopOf(error);
      sequence = later(sequence, stop);
      display.show(blocked(FLOW, stop));
      pauseMs = stop.waitMs;
    }
    await woken.wait(pauseMs);
    await renewIfSuggested<typeof pushUnsubscribes>({ ...input, sequence });
  }
}

type Turn = Awaited<ReturnType<typeof tellSalesforceOptOuts>>;

function stateOf({ kind, waiting, parked }: Turn): string {
  if (kind === 'notConnected') return waiting + parked === 0 ? 'nothing to tell' : 'waiting for Salesforce';
  return parked > 0 ? 'refused ones wait' : 'following';
}

/** How many are told differs from turn to turn: it is no search attribute, so it costs no event. */
function show(display: Display, turn: Turn): void {
  display.show({
    flow: FLOW,
    state: stateOf(turn),
    ...(turn.error === null ? {} : { error: turn.error }),
    rows: [
      ['Addresses told in the last turn', turn.told],
      ['Waiting', turn.waiting],
      ['Refused for now', turn.parked],
    ],
  });
}
