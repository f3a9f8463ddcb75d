import type { AppError } from '../../../model/errors/app-error.ts';
import type { Flow } from '../flow.ts';
import { sendPage } from './page.ts';
import { retryRefused } from './retry.ts';

/** Salesforce takes 200 records in a call (salesforce-rest 2.3). */
const PER_PAGE = 200;

export interface Pushed {
  /** Tasks made, changed or deleted there, in how many calls. */
  sent: number;
  calls: number;
  lookedUp: number;
  withoutKey: number;
  /** Until something of what was not sent is due. */
  nextInMs: number;
  error: AppError | null;
}

/** Sends all that waits, once. A call that Salesforce refuses as a whole ends it. */
export async function push(flow: Flow, beforeCalls: () => Promise<void>): Promise<Pushed> {
  const { tasks } = flow.store;
  await retryRefused(flow, await flow.store.serverTime());
  const nextInMs = Number.POSITIVE_INFINITY;
  const total: Pushed = { sent: 0, calls: 0, lookedUp: 0, withoutKey: 0, nextInMs, error: null };
  for (let after: string | null = ''; after !== null && total.error === null; ) {
    flow.context.signal.throwIfAborted();
    const page = await tasks.unsent((seller) => flow.sellers.isOn(seller), after, PER_PAGE);
    if (page.tasks.length > 0) {
      const sent = await sendPage(flow, page.tasks, beforeCalls);
      total.sent += sent.sent;
      total.calls += sent.calls;
      total.lookedUp += sent.lookedUp;
      total.withoutKey += sent.withoutKey;
      total.nextInMs = Math.min(total.nextInMs, sent.nextInMs);
      total.error = sent.error;
    }
    after = page.next;
  }
  const refusedInMs = flow.refusals.inMs(await flow.store.serverTime());
  return { ...total, nextInMs: Math.min(total.nextInMs, refusedInMs) };
}
