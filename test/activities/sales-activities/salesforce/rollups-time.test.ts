import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SalesforceSenderDeps } from '../../../../activities/sales-activities/salesforce/deps.ts';
import { createRollUp } from '../../../../activities/sales-activities/salesforce/rollups/roll-up.ts';
import type { SalesforceContext } from '../../../../salesforce/index.ts';
import { sent } from '../../../store/sales-activities.ts';
import { ManualClock } from '../../clock.ts';
import { FakeSalesforce } from './fake-salesforce.ts';

/** Roll-ups whose first query does what a test says. */
function open(query: (signal: AbortSignal | undefined) => Promise<never>) {
  const told: string[] = [];
  const failures: Pick<SalesforceSenderDeps['store']['failures'], 'record' | 'clear'> = {
    record: async ({ flow, key }) => void told.push(`${flow} ${key}`),
    clear: async () => undefined,
  };
  const rollUp = createRollUp({
    salesforce: Object.assign(new FakeSalesforce(), {
      async *query(_soql: string, { signal }: SalesforceContext) {
        yield await query(signal);
      },
    }),
    store: { failures } as SalesforceSenderDeps['store'],
    clock: new ManualClock(),
    random: () => 0.5,
    instance: 'default',
  });
  const events = [{ taskId: '00T000000000001AAA', activity: sent('mail') }];
  return { told, run: (signal: AbortSignal) => rollUp(events, ['Contact'], signal) };
}

const hanging = (signal: AbortSignal | undefined) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

describe('a roll-up', () => {
  it('that takes too long is given up after 15 s, and told', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { told, run } = open(hanging);
    const running = run(new AbortController().signal);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await running;
    expect(told).toEqual(['salesforce-rollups salesforce.timeout']);
  });

  it('ends without a word where the worker is to stop', async () => {
    const stopping = new AbortController();
    const { told, run } = open((signal) => {
      queueMicrotask(() => stopping.abort());
      return hanging(signal);
    });
    await run(stopping.signal);
    expect(stopping.signal.aborted).toBe(true);
    expect(told).toEqual([]);
  });

  it('that meets a mistake of ours tells it, and throws nothing', async () => {
    const { told, run } = open(() => Promise.reject(new TypeError('oops')));
    await run(new AbortController().signal);
    expect(told).toEqual(['salesforce-rollups unexpected']);
  });
});
