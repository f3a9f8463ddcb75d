import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { SALES_ACTIVITY_KINDS } from '../../../model/sales-activity/kinds.ts';
import type { SalesActivity } from '../../../model/sales-activity/line.ts';
import {
  isRolledUp,
  newerValues,
  ROLLUP_FIELDS,
  rollupFieldsIn,
  rollupObjects,
  rollupOf,
} from '../../../model/salesforce-task/rollups.ts';
import { DEFAULT_SALESFORCE_SETTINGS } from '../../../model/settings.ts';
import { activityOf } from '../sales-activity/lines.ts';
import { fieldsOf, taskField } from './org.ts';

const ACTIVITY = 'Actions_Sync_Last_Activity__c';
const ENGAGEMENT = 'Actions_Sync_Last_Engagement__c';
const REPLY = 'Actions_Sync_Last_Reply__c';
const CAMPAIGN = 'Actions_Sync_Current_Campaign__c';

const EVERY = fieldsOf(
  taskField(ACTIVITY, 'datetime'),
  taskField(ENGAGEMENT, 'datetime'),
  taskField(REPLY, 'datetime'),
  taskField(CAMPAIGN, 'string', { length: 20 }),
);

const hour = (hours: number, ms = 0) => new Date(Date.UTC(2026, 10, 27, hours, 0, 0, ms));
const at = (type: SalesActivityKind, hours: number, change: object = {}, ms = 0) =>
  activityOf(type, { id: 'a', occurredAt: hour(hours, ms).toISOString(), ...change });
const plain = (type: SalesActivityKind, hours: number) => {
  const { campaignName: _, ...activity } = at(type, hours) as SalesActivity & { campaignName?: string };
  return activity as SalesActivity;
};
/** As Salesforce tells it. */
const told = (hours: number) => hour(hours).toISOString().replace('Z', '+0000');
const newer = (activities: SalesActivity[], record: Record<string, unknown> = {}, fields = EVERY) =>
  newerValues(rollupOf(activities), record, fields);

describe('roll-ups', () => {
  it('sends and calls are activity by sales, opens, clicks and replies engagement, and replies a reply', () => {
    const moved = (type: SalesActivityKind) => Object.keys(newer([plain(type, 9)])).toSorted();
    expect(Object.fromEntries(SALES_ACTIVITY_KINDS.map((type) => [type, moved(type)]))).toEqual({
      emailSent: [ACTIVITY],
      callReceived: [ACTIVITY],
      emailOpened: [ENGAGEMENT],
      emailClicked: [ENGAGEMENT],
      emailReplied: [ENGAGEMENT, REPLY],
      emailBounced: [],
      campaignAdded: [],
      campaignRemoved: [],
    });
    expect(SALES_ACTIVITY_KINDS.filter((type) => isRolledUp(at(type, 9)))).toHaveLength(5);
  });

  it('of several activities the latest of each kind counts, in whole seconds', () => {
    const all = [at('emailOpened', 12, {}, 999), at('emailSent', 9), at('emailReplied', 11), at('callReceived', 10)];
    expect(newer(all)).toEqual({
      [ACTIVITY]: '2026-11-27T10:00:00.000Z',
      [ENGAGEMENT]: '2026-11-27T12:00:00.000Z',
      [REPLY]: '2026-11-27T11:00:00.000Z',
      [CAMPAIGN]: 'Autumn',
    });
  });

  it('only what is newer than the record has is written', () => {
    const all = [at('emailSent', 9), at('emailReplied', 11, {}, 400)];
    expect(newer(all, { [ACTIVITY]: told(10), [ENGAGEMENT]: told(11), [REPLY]: told(10) })).toEqual({
      [REPLY]: '2026-11-27T11:00:00.000Z',
    });
    expect(newer(all, { [ACTIVITY]: null, [ENGAGEMENT]: told(12), [REPLY]: 'not a time' })).toEqual({
      [ACTIVITY]: '2026-11-27T09:00:00.000Z',
      [CAMPAIGN]: 'Autumn',
    });
  });

  it('a campaign is as old as its send or call; one without a campaign leaves it', () => {
    const spring = at('emailSent', 9, { campaignName: 'Spring' });
    const autumn = at('callReceived', 10);
    expect(newer([autumn, spring, plain('emailSent', 11)])).toMatchObject({ [CAMPAIGN]: 'Autumn' });
    expect(newer([autumn], { [ACTIVITY]: told(11), [CAMPAIGN]: 'Winter' })).toEqual({});
    expect(Object.keys(newer([plain('emailSent', 11)], { [CAMPAIGN]: 'Winter' }))).toEqual([ACTIVITY]);
    expect(newer([at('emailSent', 9, { campaignName: 'A campaign with a long name' })])).toMatchObject({
      [CAMPAIGN]: 'A campaign with a lo',
    });
  });

  it('fields that are not there, read-only or of another type are left out; a campaign needs the activity’s time', () => {
    const fields = fieldsOf(
      taskField(ACTIVITY, 'datetime', { isUpdateable: false }),
      taskField(ENGAGEMENT.toUpperCase(), 'datetime'),
      taskField(REPLY, 'string'),
      taskField(CAMPAIGN, 'string'),
    );
    expect(rollupFieldsIn(fields)).toEqual([ENGAGEMENT.toUpperCase(), CAMPAIGN]);
    expect(newer([at('emailSent', 9), at('emailReplied', 9)], {}, fields)).toEqual({
      [ENGAGEMENT.toUpperCase()]: '2026-11-27T09:00:00.000Z',
    });
    expect(newer([at('emailOpened', 9)], { [ENGAGEMENT.toUpperCase()]: told(10) }, fields)).toEqual({});
    expect(rollupFieldsIn(EVERY)).toEqual(Object.values(ROLLUP_FIELDS).map(({ name }) => name));
  });

  it('in whatever order and batches activities come, each time ends as the latest', () => {
    const kinds = fc.constantFrom<SalesActivityKind>('emailSent', 'callReceived', 'emailOpened', 'emailReplied');
    const events = fc.array(fc.tuple(kinds, fc.integer({ min: 0, max: 23 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(events, { minLength: 1, maxLength: 6 }), (batches) => {
        const record: Record<string, unknown> = {};
        const all = batches.flat();
        for (const batch of batches) {
          const written = newer(
            batch.map(([type, hours]) => at(type, hours)),
            record,
          );
          for (const [field, value] of Object.entries(written)) {
            const text = String(value).replace('Z', '+0000');
            if (field !== CAMPAIGN && typeof record[field] === 'string')
              expect(text > String(record[field])).toBe(true);
            record[field] = field === CAMPAIGN ? value : text;
          }
        }
        const latest = (...types: SalesActivityKind[]) =>
          all.filter(([type]) => types.includes(type)).reduce((most, [, hours]) => Math.max(most, hours), -1);
        const expected = {
          [ACTIVITY]: latest('emailSent', 'callReceived'),
          [ENGAGEMENT]: latest('emailOpened', 'emailReplied'),
          [REPLY]: latest('emailReplied'),
        };
        for (const [field, hours] of Object.entries(expected)) {
          expect(record[field]).toBe(hours < 0 ? undefined : told(hours));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('no object has any at first', () => {
    expect(rollupObjects(DEFAULT_SALESFORCE_SETTINGS)).toEqual([]);
    expect(rollupObjects({ ...DEFAULT_SALESFORCE_SETTINGS, rollupContact: true, rollupOpportunity: true })).toEqual([
      'Contact',
      'Opportunity',
    ]);
  });
});
