import { describe, expect, it } from 'vitest';
import type { MarketoId } from '../../../model/ids.ts';
import type { FaultRule } from '../../../simulators/marketo/index.ts';
import { failureOf } from '../../marketo/rig.ts';
import { activityOf } from '../../model/sales-activity/lines.ts';
import { daysAgo, openPanel, titlesOf } from './rig.ts';

const SOON = { timeout: 20_000 };
const ACTIVITIES: FaultRule['match'] = { path: '/rest/v1/activities.json' };

/** A person with something that we logged, and something that Marketo said at the first load. */
async function openKnown(options: Parameters<typeof openPanel>[0] = {}) {
  const opened = await openPanel({ people: 40, ...options });
  const [one = 0 as MarketoId] = opened.living;
  const own = { ...activityOf('campaignAdded'), personId: one, occurredAt: daysAgo(1) };
  await opened.store.salesActivities.intake([own]);
  const old = opened.did(one, daysAgo(10));
  await opened.panel({ deadlineMs: 30_000 })({ person: one });
  const fresh = opened.did(one, daysAgo(0.5));
  return { ...opened, one, own: 'Autumn', old, fresh };
}

describe('when Marketo does not answer', () => {
  it.each<[string, FaultRule[], string]>([
    ['refuses the token', [{ match: { class: 'activities' }, do: { code: '601' } }], 'marketo.tokenRefused'],
    ['refuses the credentials', [{ match: { class: 'activities' }, do: { code: '603' } }], 'marketo.603'],
    ['answers 502 with HTML', [{ match: ACTIVITIES, do: { http: 502, html: true } }], 'marketo.http5xx'],
    ['answers with half of the JSON', [{ match: ACTIVITIES, do: { badJson: true } }], 'marketo.unreadable'],
    ['breaks connections', [{ match: ACTIVITIES, do: { resetBefore: true } }], 'marketo.reset'],
    ['is too slow', [{ match: ACTIVITIES, do: { delayMs: 5_000 } }], 'panel.deadline'],
    [
      'gives no paging token in time',
      [{ match: { path: '/rest/v1/activities/pagingtoken.json' }, do: { delayMs: 5_000 } }],
      'panel.deadline',
    ],
    ['says that we are too fast', [{ match: ACTIVITIES, do: { code: '606' } }], 'marketo.606'],
    ['says that the day is used up', [{ match: ACTIVITIES, do: { code: '607' } }], 'marketo.607'],
    ['says what nobody knows', [{ match: ACTIVITIES, do: { code: '799' } }], 'marketo.unknown'],
  ])('because it %s, what is stored is shown with its age', async (_, faults, key) => {
    const { one, own, old, getPanel, marketo } = await openKnown(key === 'panel.deadline' ? { deadlineMs: 700 } : {});
    marketo.setFaults(faults);
    const panel = await getPanel({ person: one });
    expect(titlesOf(panel)).toEqual([own, old]);
    const gap = { why: key, peopleCount: 1, neverRead: 0, oldestAgeMs: expect.any(Number) };
    expect(panel.missing).toEqual([
      { what: 'marketing', ...gap },
      { what: 'sales', ...gap },
    ]);
    expect(Math.max(...panel.missing.map(({ oldestAgeMs }) => oldestAgeMs ?? -1))).toBeLessThan(300_000);
    expect(panel.asOf.marketo).toBeInstanceOf(Date);
  });

  it.each<FaultRule['do']>([{ http: 503 }, { code: '602' }, { code: '604' }, { resetBefore: true }])(
    'only for a moment (%j), nothing is missing',
    async (fault) => {
      const { one, own, old, fresh, getPanel, marketo } = await openKnown();
      marketo.setFaults([{ match: { class: 'activities', nth: 2 }, do: fault }]);
      const panel = await getPanel({ person: one });
      expect([titlesOf(panel), panel.missing]).toEqual([[fresh, own, old], []]);
    },
  );

  it('and the person was never read, what we logged is shown', async () => {
    const { living, store, getPanel, marketo, did } = await openPanel();
    const [one = 0 as MarketoId] = living;
    did(one, daysAgo(1));
    await store.salesActivities.intake([{ ...activityOf('campaignAdded'), personId: one, occurredAt: daysAgo(1) }]);
    marketo.setFaults([{ match: {}, do: { http: 500 } }]);
    const panel = await getPanel({ person: one });
    expect(titlesOf(panel)).toEqual(['Autumn']);
    expect(panel.asOf.marketo).toBeNull();
    expect(panel.missing).toContainEqual({
      ...{ what: 'marketing', why: 'marketo.http5xx', peopleCount: 1, neverRead: 1, oldestAgeMs: null },
    });
  });

  it('because our share of the day is used up, it says so at once', async () => {
    const limits = { windowCalls: 100, atOnce: 10, dayCalls: 6, instanceDayCalls: 50_000 };
    const { one, own, old, getPanel } = await openKnown({ limits });
    const panel = await getPanel({ person: one });
    expect(titlesOf(panel)).toEqual([own, old]);
    expect(panel.missing.map(({ why }) => why)).toEqual(['quota.dayShareUsed', 'quota.dayShareUsed']);
  });

  it('to the question which types there are, what is known without is shown', async () => {
    const { living, getPanel, marketo, did } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const titles = [did(one, daysAgo(1), 46), did(one, daysAgo(2))];
    did(one, daysAgo(3), 39);
    marketo.setFaults([{ match: { path: '/rest/v1/activities/types.json' }, do: { code: '603' } }]);
    const panel = await getPanel({ person: one });
    expect(titlesOf(panel)).toEqual(titles);
    expect(panel.missing).toMatchObject([{ what: 'sales', why: 'marketo.603', peopleCount: 1, neverRead: 0 }]);
    marketo.setFaults([]);
    expect(await getPanel({ person: one })).toMatchObject({ rowsShown: 3, missing: [] });
  });

  it('for half of the people, the others are fresh', async () => {
    const { living, getPanel, did, marketo } = await openPanel({ people: 60 });
    const panelOf = () => getPanel({ people: living }, { kinds: ['formFilled'] });
    for (const id of living) did(id, daysAgo(3));
    await panelOf();
    for (const id of living) did(id, daysAgo(0.5));
    marketo.setFaults([{ match: { ...ACTIVITIES, every: 2 }, do: { code: '603' } }]);
    const panel = await panelOf();
    expect(panel.rowsShown).toBe(60 + 30);
    expect(panel.missing).toMatchObject([{ what: 'marketing', why: 'marketo.603', peopleCount: 30, neverRead: 0 }]);
    marketo.setFaults([]);
    expect(await panelOf()).toMatchObject({ rowsShown: 120, missing: [] });
  });
});

describe('a read that did not come to its end', () => {
  it('counts as far as it came, and the next load goes on from there', async () => {
    const { living, did, getPanel, marketo, store } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const titles = [80, 60, 40, 20].map((days) => did(one, daysAgo(days)));
    const forms = { kinds: ['formFilled'] } as const;
    // One row a page; from the third page on nothing comes back.
    marketo.setFaults([
      { match: { ...ACTIVITIES, after: 2 }, do: { code: '603' } },
      { match: ACTIVITIES, do: { shortPage: 1 } },
    ]);
    const half = await getPanel({ person: one }, forms);
    expect(titlesOf(half)).toEqual([titles[1], titles[0]]);
    const [gap] = half.missing;
    expect(gap).toMatchObject({ what: 'marketing', why: 'marketo.603', neverRead: 0 });
    expect(Math.round((gap?.oldestAgeMs ?? 0) / 86_400_000)).toBe(60);
    const part = (await store.panels.read([one])).get(one)?.parts.marketing;
    expect(part?.askedAt).toEqual(part?.entries.at(-1)?.at);
    marketo.setFaults([]);
    const whole = await getPanel({ person: one }, forms);
    expect([titlesOf(whole), whole.missing]).toEqual([titles.toReversed(), []]);
  });
});

describe('a panel that does not wait', () => {
  it('shows what was read up to then; the reading goes on, and the next panel finds it done', async () => {
    const { living, did, panel, marketo, calls } = await openPanel();
    const getPanel = panel({ deadlineMs: 2_000 });
    const [one = 0 as MarketoId] = living;
    const titles = [80, 60, 40].map((days) => did(one, daysAgo(days)));
    marketo.setFaults([
      { match: { ...ACTIVITIES, after: 1 }, do: { delayMs: 4_000 } },
      { match: ACTIVITIES, do: { shortPage: 1 } },
    ]);
    const forms = { kinds: ['formFilled'] } as const;
    const early = await getPanel({ person: one }, forms);
    expect(titlesOf(early)).toEqual([titles[0]]);
    expect(early.missing).toMatchObject([{ what: 'marketing', why: 'panel.deadline', neverRead: 0 }]);
    marketo.setFaults([]);
    const asked = calls().pages;
    await expect.poll(async () => (await getPanel({ person: one }, forms)).missing, SOON).toEqual([]);
    expect(titlesOf(await panel({ marketo: undefined })({ person: one }, forms))).toEqual(titles.toReversed());
    expect(calls().pages).toBeGreaterThan(asked);
  });
});

describe('a person who leaves meanwhile', () => {
  it('is not shown, and nothing of the person is kept', async () => {
    const { living, did, getPanel, marketo, store, db, calls } = await openPanel();
    const [one = 0 as MarketoId, two = 0 as MarketoId] = living;
    for (const id of [one, two]) did(id, daysAgo(1));
    marketo.setFaults([{ match: ACTIVITIES, do: { delayMs: 1_500 } }]);
    const loads = [getPanel({ person: one }), getPanel({ people: [one, two] })] as const;
    await expect.poll(() => calls().pages, SOON).toBeGreaterThan(0);
    const deleted = { 'marketo.state': 'deleted' };
    await db.collection<{ _id: number }>('people').updateOne({ _id: one }, { $set: deleted });
    expect(await failureOf(loads[0])).toMatchObject({ key: 'panel.personNotVisible', details: { state: 'deleted' } });
    expect((await loads[1]).people.map(({ id }) => id)).toEqual([two]);
    expect((await store.panels.read([one])).get(one)?.parts).toEqual({});
  });
});

describe('who waits', () => {
  it('may stop waiting; what Marketo said is kept for the next load', async () => {
    const { living, did, getPanel, marketo, store } = await openPanel();
    const [one = 0 as MarketoId] = living;
    did(one, daysAgo(1));
    marketo.setFaults([{ match: ACTIVITIES, do: { delayMs: 200 } }]);
    const left = new AbortController();
    const load = getPanel({ person: one }, { signal: left.signal });
    left.abort(new Error('gone'));
    await expect(load).rejects.toThrow('gone');
    await expect.poll(async () => (await store.panels.read([one])).get(one)?.parts.marketing, SOON).toBeDefined();
  });
});
