import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { expect, it, vi } from 'vitest';
import { AppError } from '../../model/errors/app-error.ts';
import type { BranchNews } from '../../model/sales-activity/news.ts';
import type { logSalesActivity } from '../../workflows/index.ts';
import { branchMoved, searchAttributes, taskQueue, wake } from '../../workflows/messages.ts';
import { SOON, script, startFlows } from './flows.ts';
import { type Activities, attributesOf, currentDetailsOf, timersOf } from './temporal.ts';

const news = (
  vendor: BranchNews['vendor'],
  state: BranchNews['state'],
  detail: string | null = null,
  until: string | null = null,
): BranchNews => ({ vendor, state, detail, until });
const PENDING = [news('marketo', 'pending'), news('salesforce', 'pending')];
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

const stubs = () => ({
  lookAtBranches: script('lookAtBranches', PENDING),
  resumeBranches: script('resumeBranches', [news('marketo', 'pending')]),
  skipBranches: script('skipBranches', []),
});

async function started(activities: Partial<Activities>, branches: BranchNews[] = PENDING) {
  const { client, instance, ids } = await startFlows(activities);
  const id = randomUUID();
  const handle = await client.workflow.start<typeof logSalesActivity>('logSalesActivity', {
    taskQueue: taskQueue(instance),
    workflowId: ids.salesActivity(id),
    args: [{ v: 1, id, branches }],
    // As the client does it.
    typedSearchAttributes: [
      { key: searchAttributes.SyncFlow, value: 'sales-activity' },
      { key: searchAttributes.SyncState, value: 'logging' },
      { key: searchAttributes.SalesActivityKind, value: 'emailSent' },
    ],
  });
  const tell = (...about: BranchNews[]) => handle.signal(branchMoved, about);
  return { handle, id, tell };
}

async function eventsOf(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return events?.length ?? 0;
}

const untilDetails = (handle: WorkflowHandle, text: string) =>
  vi.waitFor(async () => expect(await currentDetailsOf(handle)).toContain(text), SOON);

it('ends when each vendor has it, says what each answered, and stays under 20 events', async () => {
  const activities = stubs();
  const { handle, tell } = await started(activities);
  await untilDetails(handle, '| Marketo | waits for the sender |');
  await tell(news('marketo', 'done', 'guid-1'));
  await untilDetails(handle, '| Marketo | logged (guid-1) |');
  await tell(news('salesforce', 'done', '00T000000000001AAA'));
  expect(await handle.result()).toEqual({ marketo: 'done', salesforce: 'done' });
  expect(await attributesOf(handle)).toMatchObject({ flow: 'sales-activity', state: 'done', error: undefined });
  expect(await currentDetailsOf(handle)).toContain('| Salesforce | logged (00T000000000001AAA) |');
  expect(await eventsOf(handle)).toBeLessThanOrEqual(20);
  expect(activities.lookAtBranches.calls).toEqual([]);
});

it('one that was over before it was started ends at once', async () => {
  const { handle } = await started(stubs(), [
    news('marketo', 'done', 'guid-1'),
    news('salesforce', 'skipped', 'noSend'),
  ]);
  expect(await handle.result()).toEqual({ marketo: 'done', salesforce: 'skipped' });
  expect(await eventsOf(handle)).toBeLessThanOrEqual(8);
});

it('a wait is shown, ended by its own timer, and leaves it under 30 events', async () => {
  const activities = stubs();
  const { handle, id, tell } = await started(activities);
  await tell(news('salesforce', 'done', '00T000000000001AAA'));
  await untilDetails(handle, 'logged');
  await tell(news('marketo', 'parked', 'marketo.606', inMs(1_500)));
  await untilDetails(handle, 'waits (marketo.606, until');
  expect(await attributesOf(handle)).toMatchObject({ state: 'waiting', error: 'marketo.606' });
  await vi.waitFor(() => expect(activities.resumeBranches.calls).toEqual([{ id }]), SOON);
  await untilDetails(handle, '| Marketo | waits for the sender |');
  expect(await attributesOf(handle)).toMatchObject({ state: 'logging', error: undefined });
  await tell(news('marketo', 'done', 'guid-1'));
  await handle.result();
  expect(await eventsOf(handle)).toBeLessThanOrEqual(30);
});

it('waits at both vendors that end at about the same time share a timer', async () => {
  const { handle, tell } = await started(stubs());
  const day = 86_400_000;
  await tell(news('marketo', 'parked', 'personUnknown', inMs(7 * day)));
  await untilDetails(handle, '| Marketo | waits (personUnknown');
  await tell(news('salesforce', 'parked', 'personUnknown', inMs(7 * day + 500)));
  await untilDetails(handle, '| Salesforce | waits (personUnknown');
  await tell(news('marketo', 'done', 'guid-1'));
  await untilDetails(handle, '| Marketo | logged (guid-1) |');
  // Beside the first look's.
  expect((await timersOf(handle)).filter((seconds) => seconds > 60)).toHaveLength(1);
  await tell(news('salesforce', 'parked', 'salesforce.UNABLE_TO_LOCK_ROW', inMs(day)));
  await untilDetails(handle, 'UNABLE_TO_LOCK_ROW');
  expect(Math.round((await timersOf(handle)).at(-1) ?? 0)).toBe(day / 1_000);
  await tell(news('salesforce', 'done', '00T000000000001AAA'));
  await handle.result();
});

it('fails in Temporal, with cause and fix, once nothing more can be done', async () => {
  const { handle, tell } = await started(stubs());
  await tell(news('marketo', 'failed', 'marketo.1004'));
  await untilDetails(handle, '| Marketo | failed (marketo.1004) |');
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await tell(news('salesforce', 'done', null));
  await expect(handle.result()).rejects.toMatchObject({
    cause: {
      type: 'marketo.1004',
      nonRetryable: true,
      details: [{ class: 'record', fix: expect.any(String) }],
      stack: '',
    },
  });
  expect(await attributesOf(handle)).toMatchObject({ state: 'failed', error: 'marketo.1004' });
});

it('news that come late or twice change nothing that is over; a retried branch is open again', async () => {
  const { handle, tell } = await started(stubs());
  await tell(news('marketo', 'failed', 'marketo.1004'));
  await untilDetails(handle, 'failed');
  await tell(news('marketo', 'pending'));
  await untilDetails(handle, '| Marketo | waits for the sender |');
  await tell(news('marketo', 'done', 'guid-1'), news('marketo', 'unknown'), news('marketo', 'done', 'guid-2'));
  await untilDetails(handle, '| Marketo | logged (guid-1) |');
  await tell(news('salesforce', 'skipped', 'sellerUnknown'));
  expect(await handle.result()).toEqual({ marketo: 'done', salesforce: 'skipped' });
});

it('looks at MongoDB when woken, and goes on when it does not answer', async () => {
  const away = new AppError('store.unreachable');
  const lookAtBranches = script('lookAtBranches', away, away, away, [
    news('marketo', 'done', 'guid-1'),
    news('salesforce', 'done', null),
  ]);
  const { handle } = await started({ ...stubs(), lookAtBranches });
  await handle.signal(wake);
  await vi.waitFor(() => expect(lookAtBranches.calls).toHaveLength(3), SOON);
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.signal(wake);
  expect(await handle.result()).toEqual({ marketo: 'done', salesforce: 'done' });
});

it('a wait that MongoDB does not end by this clock is not asked for again and again', async () => {
  const until = inMs(-1_000);
  const resumeBranches = script('resumeBranches', [news('marketo', 'parked', 'personUnknown', until)]);
  const { handle, tell } = await started({ ...stubs(), resumeBranches }, [
    news('marketo', 'parked', 'personUnknown', until),
  ]);
  await vi.waitFor(() => expect(resumeBranches.calls).toHaveLength(1), SOON);
  await vi.waitFor(async () => expect(Math.max(...(await timersOf(handle)))).toBeGreaterThan(50), SOON);
  expect(resumeBranches.calls).toHaveLength(1);
  await tell(news('marketo', 'done', 'guid-1'));
  await handle.result();
});

it('cancelled by an operator: what has not left is skipped', async () => {
  const activities = stubs();
  const { handle, id } = await started(activities);
  await untilDetails(handle, 'waits for the sender');
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow();
  expect((await handle.describe()).status.name).toBe('CANCELLED');
  expect(activities.skipBranches.calls).toEqual([{ id }]);
});
