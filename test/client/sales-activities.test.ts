import { expect, it } from 'vitest';
import { logSalesActivities } from '../../client/sales-activities/log.ts';
import { followStarts, type Workflows } from '../../client/sales-activities/starts.ts';
import type { SalesActivityId } from '../../model/sales-activity/id.ts';
import { steadyClock } from '../../store/clock.ts';
import type { Store } from '../../store/types.ts';
import { lineOf } from '../model/sales-activity/lines.ts';
import { openTestStore } from '../store/open.ts';
import { DONE, event } from '../store/sales-activities.ts';

const occurredAt = '2026-11-01T10:00:00Z';
const line = (id: string, change: Record<string, unknown> = {}) => lineOf('emailSent', { id, occurredAt, ...change });

async function open(): Promise<{ store: Store; log: (...values: unknown[]) => ReturnType<typeof logSalesActivities> }> {
  const { store } = await openTestStore();
  await store.migrate();
  return { store, log: (...values) => logSalesActivities({ store, clock: steadyClock }, values) };
}

it('answers each line in its place: accepted, known, or rejected by field and reason', async () => {
  const { log } = await open();
  await log(line('old'));
  expect(
    await log(
      line('a'),
      'text',
      line('old'),
      line('b', { seller: 'Sam', link: 'https://x.example' }),
      line('old', { personId: 1 }),
      line('a'),
    ),
  ).toEqual([
    { id: 'a', result: 'accepted' },
    { id: null, result: 'rejected', problems: [{ field: 'line', reason: 'must be a JSON object' }] },
    { id: 'old', result: 'known' },
    {
      id: 'b',
      result: 'rejected',
      problems: [
        { field: 'seller', reason: 'must be an e-mail address' },
        { field: 'link', reason: 'is not a member of emailSent' },
      ],
    },
    {
      id: 'old',
      result: 'rejected',
      problems: [{ field: 'id', reason: 'belongs to another activity that was logged before' }],
    },
    { id: 'a', result: 'known' },
  ]);
});

it('takes more lines than are stored at once', async () => {
  const { store, log } = await open();
  const results = await log(...Array.from({ length: 1_201 }, (_, index) => line(`a${index}`)));
  expect(new Set(results.map(({ result }) => result))).toEqual(new Set(['accepted']));
  expect(await store.salesActivities.counts()).toEqual([{ vendor: 'marketo', state: 'pending', count: 1_201 }]);
});

it('starts follow behind intake: each once, oldest first, never more at work than allowed', async () => {
  const { store, log } = await open();
  const { salesActivities } = store;
  await log(...Array.from({ length: 130 }, (_, index) => line(`a${index}`)));
  const started: SalesActivityId[] = [];
  const working = new Set<SalesActivityId>();
  let most = 0;
  let batch = 0;
  /** Starts, then lets some of the work be done. */
  const workflows: Workflows = {
    async start(waiting) {
      started.push(...waiting.map(({ id }) => id));
      for (const { id } of waiting) working.add(id);
      most = Math.max(most, working.size);
    },
    tell: async () => {},
  };
  async function work(): Promise<void> {
    const name = `batch-${batch++}`;
    const claimed = await salesActivities.claim({ vendor: 'marketo', batch: name, limit: 1_000, now: new Date() });
    const mine = claimed.filter(({ row }) => working.has(row.id)).slice(0, 20);
    const rest = claimed.filter((one) => !mine.includes(one));
    const again = { state: 'parked', until: new Date(0), reason: 'rate' } as const;
    await salesActivities.apply([
      ...mine.map(({ row }) => event(row.id, 'marketo', { kind: 'answer', batch: name, answer: DONE })),
      ...rest.map(({ row }) => event(row.id, 'marketo', { kind: 'answer', batch: name, answer: again })),
    ]);
    await salesActivities.apply(rest.map(({ row }) => event(row.id, 'marketo', { kind: 'resume' })));
    for (const { row } of mine) working.delete(row.id);
  }
  const clock = { now: () => new Date(), sleep: work };
  const followed = await followStarts({ store, clock, workflows, atOnce: 60 }, { isOver: () => true });
  expect(followed).toEqual({ started: 130, areMore: false });
  expect(new Set(started).size).toBe(130);
  expect(started).toHaveLength(130);
  expect(most).toBeLessThanOrEqual(60);
  expect(most).toBeGreaterThan(50);
});

it('starts do not wait for ever where nothing ends, as without a worker', async () => {
  const { store, log } = await open();
  await log(...Array.from({ length: 70 }, (_, index) => line(`a${index}`)));
  let at = 0;
  const clock = {
    now: () => new Date(at),
    sleep: async (ms: number) => {
      at += ms;
    },
  };
  const workflows: Workflows = { start: async () => {}, tell: async () => {} };
  const followed = await followStarts({ store, clock, workflows, atOnce: 60 }, { isOver: () => true });
  expect(followed).toEqual({ started: 60, areMore: true });
});
