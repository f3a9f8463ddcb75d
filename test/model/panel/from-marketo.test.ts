import { describe, expect, it } from 'vitest';
import { marketoActivity } from '../../../model/activity-types/payload.ts';
import { COMPACT_TYPE, EIGHT_TYPES } from '../../../model/activity-types/types.ts';
import { ownEntry } from '../../../model/panel/entry.ts';
import { entryFromMarketo, type ReadActivity } from '../../../model/panel/from-marketo.ts';
import { panelTypes } from '../../../model/panel/types.ts';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import { activityOf } from '../sales-activity/lines.ts';

const AT = new Date('2026-11-20T10:00:00Z');

function read(change: Partial<ReadActivity> & { values?: Record<string, unknown> } = {}): ReadActivity {
  const { values = {}, ...rest } = change;
  const attributes = Object.entries(values).map(([name, value]) => ({ apiName: null, name, value }));
  return { guid: 'g-1', leadId: 7, typeId: 6, at: AT, primary: 'Autumn.Hello', attributes, ...rest };
}

describe('Marketo’s own kinds', () => {
  it('show what the table names and nothing else', () => {
    const entry = entryFromMarketo(
      read({ values: { 'Campaign Run ID': '12', 'Step ID': 13_408, 'Client IP Address': '10.0.0.1', Campaign: 'x' } }),
      'marketingEmailSent',
    );
    expect(entry).toEqual({
      ...{ id: 'g-1', at: AT, kind: 'marketingEmailSent', title: 'Autumn.Hello' },
      details: { campaignRunId: '12', stepId: 13_408 },
    });
  });

  it.each([true, 'true', 'True'])('are a machine’s doing where Marketo says %j', (value) => {
    const values = { 'Is Bot Activity': value, Device: 'unknown' };
    expect(entryFromMarketo(read({ values }), 'marketingEmailOpened')).toMatchObject({ isBot: true });
  });

  it.each([false, 'false', 'N/A', undefined])('are a person’s doing where Marketo says %j', (value) => {
    const entry = entryFromMarketo(read({ values: { 'Is Bot Activity': value } }), 'marketingEmailClicked');
    expect(entry?.isBot).toBeUndefined();
  });

  it('an interesting moment is told by its description', () => {
    const moment = read({ primary: 'Milestone', values: { Description: 'Asked for a price', Source: 'Web' } });
    expect(entryFromMarketo(moment, 'interestingMoment')).toMatchObject({
      title: 'Asked for a price',
      details: { type: 'Milestone', description: 'Asked for a price', source: 'Web' },
    });
    expect(entryFromMarketo(read({ primary: 'Web' }), 'interestingMoment')?.title).toBe('Web');
  });

  it('without an id two equal records are one, and others are not', () => {
    const idOf = (change: Partial<ReadActivity>) =>
      entryFromMarketo(read({ guid: null, ...change }), 'webPageVisited')?.id;
    expect(idOf({})).toBe(idOf({}));
    expect(new Set([idOf({}), idOf({ leadId: 8 }), idOf({ primary: 'other' })]).size).toBe(3);
  });
});

describe('sales activities', () => {
  /** As Marketo gives one back that was logged. */
  function readBack(kind: (typeof SALES_ACTIVITY_KINDS)[number], layout: 'eight' | 'compact', apiNames: boolean) {
    const activity = activityOf(kind);
    const type = layout === 'eight' ? EIGHT_TYPES[kind] : COMPACT_TYPE;
    const logged = marketoActivity(activity, { layout, ids: { [type.apiName]: 100_001 }, instance: 'prod' });
    const nameOf = new Map(type.attributes.map(({ apiName, name }) => [apiName, name]));
    const attributes = Object.entries(logged.attributes).map(([apiName, value]) => ({
      apiName: apiNames ? apiName : null,
      name: nameOf.get(apiName) ?? '',
      value,
    }));
    const { leadId, typeId, at, primary } = logged;
    return { activity, record: { guid: 'g', leadId, typeId, at, primary, attributes } };
  }

  const cases = SALES_ACTIVITY_KINDS.flatMap((kind) =>
    [true, false].flatMap((apiNames) => (['eight', 'compact'] as const).map((layout) => ({ kind, layout, apiNames }))),
  );

  it.each(cases)(
    'read back ($kind, $layout, API names $apiNames) tell the same as ours',
    ({ kind, layout, apiNames }) => {
      const { activity, record } = readBack(kind, layout, apiNames);
      const own = ownEntry(activity);
      const entry = entryFromMarketo(record, layout === 'eight' ? kind : 'byKindAttribute');
      expect(entry).toMatchObject({ kind, at: own.at, eventId: `prod/${activity.id}` });
      if (kind !== 'emailReplied' || layout === 'eight') expect(entry?.title).toBe(own.title);
      expect(JSON.stringify(entry?.details)).not.toContain('prod/');
      const same = Object.entries(entry?.details ?? {}).filter(([name]) => name in own.details);
      for (const [name, value] of same) expect(value).toBe(own.details[name]);
      expect(same.length).toBeGreaterThan(0);
    },
  );

  it('of the vendor’s own types look like ours', () => {
    const native = read({ typeId: 41, values: { Link: 'https://a.example', 'Sent By': 'sam@seller.example', Odd: 1 } });
    expect(entryFromMarketo(native, 'emailClicked')).toEqual({
      ...{ id: 'g-1', at: AT, kind: 'emailClicked', title: 'Autumn.Hello' },
      details: { link: 'https://a.example', sentBy: 'sam@seller.example' },
    });
  });

  it('that don’t say which kind they are, are left out', () => {
    expect(entryFromMarketo(read({ primary: 'Something else' }), 'byKindAttribute')).toBeNull();
  });

  it('of our own keep what a panel shows, and no text of an email', () => {
    const entry = ownEntry(activityOf('callReceived', { callNotes: `n${'o'.repeat(2_000)}` }));
    expect(entry).toMatchObject({ kind: 'callReceived', title: 'Left a message' });
    expect(String(entry.details.callNotes)).toHaveLength(1_000);
    const long = ownEntry(activityOf('emailSent', { emailSubject: 's'.repeat(900) }));
    expect([long.title?.length, String(long.details.emailSubject).length]).toEqual([255, 255]);
    const { details } = ownEntry(activityOf('emailSent', { emailText: 'secret text' }));
    expect(JSON.stringify(details)).not.toContain('secret');
    expect(details).toMatchObject({ seller: 'sam@seller.example', templateName: 'Hello' });
  });
});

describe('the types that are asked for', () => {
  const meaning = (types: ReadonlyMap<number, unknown>) => [...types].sort(([one], [other]) => one - other);
  const natives = [
    { id: 39, name: 'Send Sales Email' },
    { id: 48, name: 'Sales Email Bounced' },
    { id: 201, name: 'received sales call' },
    { id: 45, name: 'Receive Sales Email' },
  ];

  it('are Marketo’s own, the vendor’s by name, and ours by their ids', () => {
    const types = panelTypes(natives, { siaEmailSent: 100_001, siaCallReceived: 100_006, other: 5 });
    expect([...types.marketing.keys()].sort((one, other) => one - other)).toEqual([1, 2, 3, 6, 7, 8, 9, 10, 11, 27]);
    expect(meaning(types.sales)).toEqual([
      [39, 'emailSent'],
      [46, 'interestingMoment'],
      [48, 'emailBounced'],
      [201, 'callReceived'],
    ]);
    expect(meaning(types.logged)).toEqual([
      [100_001, 'emailSent'],
      [100_006, 'callReceived'],
    ]);
  });

  it('follow another id where the instance has one under that name', () => {
    const types = panelTypes([{ id: 906, name: 'Send Email' }], {});
    expect([types.marketing.get(906), types.marketing.has(6)]).toEqual(['marketingEmailSent', false]);
  });

  it('never are more than ten of a group, and the compact type is one', () => {
    const names = ['Send Sales Email', 'Open Sales Email', 'Click Sales Email', 'Clicked Sales Email'];
    const more = ['Replied to Sales Email', 'Sales Email Bounced', 'Sales Email Bounce', 'Sales Call Received'];
    const all = [...names, ...more, 'Received Sales Call', 'Add to Sales Campaign', 'Removed from Sales Campaign'];
    const types = panelTypes(
      all.map((name, index) => ({ id: 300 + index, name })),
      { siaSalesActivity: 100_001 },
    );
    expect(types.sales.size).toBeLessThanOrEqual(10);
    expect([...types.logged.values()]).toEqual(['byKindAttribute']);
  });
});
