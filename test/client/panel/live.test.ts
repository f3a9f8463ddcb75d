import { describe, expect, it } from 'vitest';
import { setUpMarketo } from '../../../client/cli/setup/marketo.ts';
import { marketoActivity } from '../../../model/activity-types/payload.ts';
import type { MarketoId } from '../../../model/ids.ts';
import { activityOf } from '../../model/sales-activity/lines.ts';
import { ACCOUNT, daysAgo, entriesOf, openPanel, titlesOf } from './rig.ts';

const ids = (living: readonly MarketoId[]) => ({ people: living });

describe('what Marketo knows', () => {
  it('is shown newest first with kind, week and bots, of the last 90 days', async () => {
    const { living, did, getPanel } = await openPanel();
    const [one = 0 as MarketoId] = living;
    did(one, daysAgo(95));
    const form = did(one, daysAgo(20));
    const open = did(one, daysAgo(2), 10, [['Is Bot Activity', true]]);
    const moment = did(one, daysAgo(1), 46, [['Description', 'Asked for a price']]);
    const native = did(one, daysAgo(3), 39);
    const panel = await getPanel({ person: one });
    expect(entriesOf(panel)).toMatchObject([
      { kind: 'interestingMoment', title: 'Asked for a price', details: { type: moment } },
      { kind: 'marketingEmailOpened', title: open, isBot: true, source: 'marketo' },
      { kind: 'emailSent', title: native, isBot: false, personId: one },
      { kind: 'formFilled', title: form },
    ]);
    expect(panel).toMatchObject({ missing: [], rowsShown: 4, more: 0, people: [{ id: one, firstName: 'Ada' }] });
    expect(Date.now() - (panel.asOf.marketo?.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it('is asked for on each load, and only what is new since the last one', async () => {
    const { living, did, getPanel, calls, store } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const first = did(one, daysAgo(30));
    expect(titlesOf(await getPanel({ person: one }))).toEqual([first]);
    expect(calls()).toEqual({ pages: 2, tokens: 1, types: 1 });
    const second = did(one, daysAgo(0));
    // Committed long after its own time: the next look goes back a day.
    const late = did(one, daysAgo(0.9));
    expect(titlesOf(await getPanel({ person: one }))).toEqual([second, late, first]);
    expect(calls()).toEqual({ pages: 4, tokens: 2, types: 1 });
    const row = (await store.panels.read([one])).get(one);
    expect(row?.parts.marketing?.entries).toHaveLength(3);
  });

  it('is read whole again after a week, with what a merge has brought', async () => {
    const { living, did, getPanel, store, marketo } = await openPanel();
    const [one = 0 as MarketoId, two = 0 as MarketoId] = living;
    const [old, own] = [did(two, daysAgo(40)), did(one, daysAgo(50))];
    await getPanel({ person: one });
    marketo.setSwitches({ mergeSwapsWinner: false });
    marketo.merge({ winner: one, losers: [two] });
    expect(titlesOf(await getPanel({ person: one }))).toEqual([own]);
    const stored = (await store.panels.read([one])).get(one)?.parts.marketing;
    if (stored === undefined) throw new Error('no row');
    const later = new Date(stored.askedAt.getTime() + 1);
    await store.panels.put([{ id: one, group: 'marketing', part: { ...stored, askedAt: later, wholeAt: daysAgo(8) } }]);
    expect(titlesOf(await getPanel({ person: one }))).toEqual([old, own]);
  });

  it('is shown as it was read now, even beside an answer that another clock dates later', async () => {
    const { living, did, getPanel, store } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const ahead = { askedAt: daysAgo(-0.01), wholeAt: daysAgo(-0.01), types: [], entries: [] };
    await store.panels.put([{ id: one, group: 'marketing', part: ahead }]);
    const title = did(one, daysAgo(0.1));
    const panel = await getPanel({ person: one });
    expect([titlesOf(panel), panel.missing]).toEqual([[title], []]);
  });

  it('may be as old as panel.maxAge', async () => {
    const { living, did, getPanel, store, calls } = await openPanel();
    const [one = 0 as MarketoId] = living;
    await store.settings.setPanel({ maxAgeMs: 3_600_000 }, 'test');
    const first = did(one, daysAgo(1));
    await getPanel({ person: one });
    const asked = calls();
    did(one, daysAgo(0.5));
    const panel = await getPanel({ person: one });
    expect([titlesOf(panel), panel.missing, calls()]).toEqual([[first], [], asked]);
  });

  it('is not asked for where only other kinds are wanted', async () => {
    const { living, did, getPanel, calls } = await openPanel();
    const [one = 0 as MarketoId] = living;
    did(one, daysAgo(1));
    const form = { kinds: ['formFilled'] } as const;
    expect(titlesOf(await getPanel({ person: one }, form))).toHaveLength(1);
    expect(calls()).toMatchObject({ pages: 1 });
    expect(titlesOf(await getPanel({ person: one }, { kinds: ['callReceived'] }))).toEqual([]);
    expect(calls()).toMatchObject({ pages: 2 });
  });
});

describe('what was logged as a custom activity', () => {
  it.each(['eight', 'compact'] as const)('is one event with our own record (%s)', async (layout) => {
    const { living, getPanel, store, client } = await openPanel();
    const [one = 0 as MarketoId] = living;
    await setUpMarketo({ marketo: client, store, by: 'test', dryRun: false, layout });
    const types = await store.activityTypes.get();
    if (types === null) throw new Error('not set up');
    const call = {
      ...activityOf('callReceived', { id: 'c1', callNotes: 'call back' }),
      personId: one,
      occurredAt: daysAgo(1),
    };
    const elsewhere = { ...activityOf('emailSent', { id: 'c2' }), personId: one, occurredAt: daysAgo(2) };
    await store.salesActivities.intake([call]);
    const context = { priority: 'salesActivity' } as const;
    // The first was sent twice by mistake; the second is another installation's.
    const records = [call, call].map((activity) => marketoActivity(activity, { ...types, instance: 'prod' }));
    await client.customActivities.add([...records, marketoActivity(elsewhere, { ...types, instance: 'b' })], context);
    const panel = await getPanel({ person: one });
    expect(entriesOf(panel)).toMatchObject([
      { kind: 'callReceived', source: 'actions', details: { callNotes: 'call back' } },
      { kind: 'emailSent', source: 'marketo', title: 'Hello (SIA-12345678)' },
    ]);
    expect(panel.rowsShown).toBe(2);
  });
});

describe('many people', () => {
  it('are asked for 30 at a time', async () => {
    const { living, did, getPanel, calls } = await openPanel({ people: 100 });
    const titles = living.map((id, index) => did(id, daysAgo(1 + index / 10)));
    const panel = await getPanel({ account: ACCOUNT });
    expect(panel.rowsShown).toBe(100);
    expect(new Set(titlesOf(panel))).toEqual(new Set(titles));
    expect(calls()).toEqual({ pages: 8, tokens: 1, types: 1 });
  });

  it('are never asked for twice at once, and everybody who waits gets the answer', async () => {
    const { living, did, panel, client, store } = await openPanel({ people: 100 });
    for (const id of living) did(id, daysAgo(1));
    const asked: string[] = [];
    // Marketo says nothing before all four loads have asked: settings, people and rows each.
    let reads = 0;
    let allAsked = () => {};
    const gate = new Promise<void>((resolve) => {
      allAsked = resolve;
    });
    const counted =
      <A extends unknown[], R>(read: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        const found = await read(...args);
        reads += 1;
        if (reads === 12) setImmediate(allAsked);
        return found;
      };
    const { people, panels, settings } = store;
    const personActivities: typeof client.personActivities = async function* pages(query, context) {
      asked.push(...query.leadIds.map((id) => `${id} ${query.typeIds.includes(46)}`));
      await gate;
      yield* client.personActivities(query, context);
    };
    const getPanel = panel({
      marketo: { ...client, personActivities },
      store: {
        ...store,
        settings: { ...settings, panel: counted(() => settings.panel()) },
        panels: { ...panels, read: counted((...args: Parameters<typeof panels.read>) => panels.read(...args)) },
        people: {
          ...people,
          get: counted((...args: Parameters<typeof people.get>) => people.get(...args)),
          readMany: counted((...args: Parameters<typeof people.readMany>) => people.readMany(...args)),
          visibleWith: counted((...args: Parameters<typeof people.visibleWith>) => people.visibleWith(...args)),
        },
      },
    });
    const loads = await Promise.all([
      getPanel(ids(living)),
      getPanel(ids(living.slice(0, 40))),
      getPanel({ account: ACCOUNT }),
      getPanel({ person: living[0] ?? 0 }),
    ]);
    expect(loads.map(({ rowsShown }) => rowsShown)).toEqual([100, 40, 100, 1]);
    expect(loads.flatMap(({ missing }) => missing)).toEqual([]);
    expect([asked.length, new Set(asked).size]).toEqual([200, 200]);
  });

  it('one who was never read does not make the others be read whole', async () => {
    const { living, did, getPanel, calls } = await openPanel({ people: 30 });
    for (const id of living) did(id, daysAgo(50));
    await getPanel(ids(living.slice(0, 29)));
    expect((await getPanel(ids(living))).rowsShown).toBe(30);
    expect(calls()).toEqual({ pages: 2 + 4, tokens: 1 + 2, types: 1 });
  });

  it.each([
    { emptyPage: true },
    { shortPage: 1 },
    { duplicateRows: true },
    { dropId: true },
    { repeatId: true },
  ] as const)('are complete whatever the pages are like (%j)', async (fault) => {
    const { living, did, getPanel, marketo } = await openPanel({ people: 5 });
    const titles = living.flatMap((id) => [did(id, daysAgo(2)), did(id, daysAgo(1))]);
    marketo.setFaults([{ match: { path: '/rest/v1/activities.json', every: 2 }, do: fault }]);
    const panel = await getPanel(ids(living));
    expect(panel.rowsShown).toBe(titles.length);
    expect(new Set(titlesOf(panel))).toEqual(new Set(titles));
    expect(panel.missing).toEqual([]);
  });
});
