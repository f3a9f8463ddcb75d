import { proxyActivities, setHandler } from '@temporalio/workflow';
import type { createSalesActivityActivities } from '../activities/sales-activities/index.ts';
import type { Vendor } from '../model/sales-activity/kinds.ts';
import { blocked, Display, later, renewIfSuggested, stopOf, Wake } from './flow.ts';
import { progress, wake } from './messages.ts';

export interface SenderInput {
  v: 1;
  vendor: Vendor;
  /** Of its last call: a database that knows less was restored from a backup. */
  sequence: number | null;
}

const { sendSalesActivities } = proxyActivities<ReturnType<typeof createSalesActivityActivities>>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

/** Long turns: each costs events, and the sender looks at MongoDB by itself. */
const TURN_SECONDS = 600;

/** Sends what waits for one vendor, for ever. MongoDB says what; this drives and shows. */
export async function sendToVendor(input: SenderInput): Promise<void> {
  const woken = new Wake();
  const display = new Display();
  const flow = `sender-${input.vendor}`;
  setHandler(wake, woken.raise, { description: 'Go on now after an error was mended.' });
  setHandler(progress, () => ({ state: display.state, details: display.text }));
  let { sequence } = input;
  display.show({ flow, state: 'sending', rows: [] });
  for (;;) {
    woken.lower();
    try {
      const turn = await sendSalesActivities({ vendor: input.vendor, sequence, seconds: TURN_SECONDS });
      sequence = turn.sequence;
      display.show({
        flow,
        state: 'sending',
        rows: [
          ['Sent in the last turn', turn.sent],
          ['Calls', turn.calls],
          ['Looked up', turn.lookedUp],
        ],
      });
    } catch (error) {
      const stop = stopOf(error);
      sequence = later(sequence, stop);
      display.show(blocked(flow, stop));
      await woken.wait(stop.waitMs);
    }
    await renewIfSuggested<typeof sendToVendor>({ ...input, sequence });
  }
}
