import { describe, expect, it } from 'vitest';
import type { ActivityLayout } from '../../../model/activity-types/types.ts';
import { quotaLimits } from '../../../model/quota.ts';
import { SALES_ACTIVITY_KINDS, type SalesActivityKind } from '../../../model/sales-activity/kinds.ts';
import { ATTRIBUTES } from '../../model/sales-activity/lines.ts';
import { SECOND } from '../clock.ts';
import { eventOf, openMarketoRig } from './marketo-rig.ts';

/** Primary attribute and compact layout's name of each kind, by design section 5. */
const PRIMARY: Record<SalesActivityKind, string> = {
  emailSent: 'emailSubject',
  emailOpened: 'emailSubject',
  emailClicked: 'link',
  emailReplied: 'receivedBy',
  emailBounced: 'email',
  callReceived: 'callSubject',
  campaignAdded: 'campaignName',
  campaignRemoved: 'campaignName',
};
const KIND_NAMES: Record<SalesActivityKind, string> = {
  emailSent: 'Send Sales Email',
  emailOpened: 'Open Sales Email',
  emailClicked: 'Click Sales Email',
  emailReplied: 'Replied to Sales Email',
  emailBounced: 'Sales Email Bounced',
  callReceived: 'Sales Call Received',
  campaignAdded: 'Add to Sales Campaign',
  campaignRemoved: 'Removed from Sales Campaign',
};
const SELLERS = new Set(['sentBy', 'receivedBy', 'callMadeBy']);

/** What Marketo must have of a line with every attribute: type, primary attribute, secondary ones. */
function expected(layout: ActivityLayout, kind: SalesActivityKind) {
  const given = Object.entries(ATTRIBUTES[kind]);
  const siaEventId = eventOf(kind);
  if (layout === 'eight') {
    const others = given.filter(([name]) => name !== PRIMARY[kind]);
    const type = `sia${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    const primary = String(ATTRIBUTES[kind][PRIMARY[kind]]);
    return { type, primary, attributes: { ...Object.fromEntries(others), siaEventId } };
  }
  const others = given.map(([name, value]) => [SELLERS.has(name) ? 'seller' : name, value]);
  const attributes = { ...Object.fromEntries(others), siaEventId };
  return { type: 'siaSalesActivity', primary: KIND_NAMES[kind], attributes };
}

describe.each(['eight', 'compact'] as const)('in the layout %s', (layout) => {
  it('every kind arrives once, with its attributes and its event id, at the second it happened', async () => {
    const rig = await openMarketoRig({ layout });
    const given = SALES_ACTIVITY_KINDS.map((kind, index) => rig.activity(kind, kind, { personId: rig.person(index) }));
    await rig.intake(...given);
    expect([await rig.send(), await rig.send()]).toEqual([8, 0]);
    const truth = new Map(rig.truth().map((line) => [line.attributes.siaEventId, line]));
    expect([rig.truth().length, truth.size]).toEqual([8, 8]);
    for (const [index, { id, type, occurredAt }] of given.entries()) {
      const line = truth.get(eventOf(id));
      expect(line).toMatchObject(expected(layout, type));
      const at = Math.floor(occurredAt.getTime() / 1_000) * 1_000;
      expect([line?.leadId, Date.parse(line?.at ?? '')]).toEqual([rig.person(index), at]);
      expect(await rig.statuses(id)).toEqual([{ state: 'done', reference: line?.guid }]);
    }
  });

  it('what was written under a lost answer is found by its event id', async () => {
    const rig = await openMarketoRig({ layout });
    rig.instance.setFaults([{ match: { class: 'activityWrites', nth: 1 }, do: { resetAfter: true } }]);
    await rig.intake(...SALES_ACTIVITY_KINDS.map((kind) => rig.activity(kind, kind)));
    await rig.send();
    expect(new Set(await rig.states(...SALES_ACTIVITY_KINDS))).toEqual(new Set(['unknown']));
    expect(await rig.lookUp()).toBe(8);
    expect(new Set(await rig.states(...SALES_ACTIVITY_KINDS))).toEqual(new Set(['done']));
    expect([await rig.send(), rig.eventIds().length]).toEqual([0, 8]);
  });
});

describe('people that Marketo does not have', () => {
  it.each<[string, boolean, number[]]>([
    ['that we have as deleted is parked three times: a merge may still come', true, [30, 60, 120]],
    ['of which we know nothing is waited for an hour', false, [30, 60, 120, 240, ...Array<number>(11).fill(300)]],
  ])('a person %s, longer each time, then the activity fails', async (_, isStored, seconds) => {
    const rig = await openMarketoRig();
    const [gone] = rig.living;
    rig.instance.delete(rig.person(0));
    if (isStored) await rig.deleteStored(rig.person(0));
    await rig.intake(rig.activity('emailSent', 'a', { personId: gone }));
    const waits: number[] = [];
    for (let tries = 1; tries <= seconds.length; tries++) {
      expect(await rig.send()).toBe(1);
      const [status] = await rig.statuses('a');
      expect(status).toMatchObject({ state: 'parked', reason: 'marketo.1004' });
      if (status?.state !== 'parked') throw new Error('not parked');
      waits.push(status.until.getTime() - rig.clock.ms);
      rig.clock.advance((waits.at(-1) ?? 0) - 1);
      await rig.resumeDue();
      expect(await rig.states('a')).toEqual(['parked']);
      rig.clock.advance(1);
      await rig.resumeDue();
    }
    expect(waits).toEqual(seconds.map((wait) => wait * SECOND));
    await rig.send();
    expect(await rig.statuses('a')).toEqual([{ state: 'failed', error: 'marketo.1004' }]);
    expect([rig.calls(), rig.truth()]).toEqual([seconds.length + 1, []]);
  });

  it('a person merged while the activity waits: it goes to the winner, once', async () => {
    const rig = await openMarketoRig();
    const [loser, winner] = [rig.person(0), rig.person(1)];
    rig.instance.merge({ winner, losers: [loser] });
    await rig.intake(rig.activity('emailSent', 'a', { personId: loser }));
    await rig.send();
    expect(await rig.states('a')).toEqual(['parked']);
    await rig.mergeStored(loser, winner);
    rig.clock.advance(30_000);
    await rig.resumeDue();
    await rig.send();
    expect(await rig.states('a')).toEqual(['done']);
    expect(rig.truth()).toMatchObject([{ leadId: winner, attributes: { siaEventId: eventOf('a') } }]);
  });

  it('a person merged away whose departure the brake holds: it goes to the winner', async () => {
    const rig = await openMarketoRig();
    const [loser, winner] = [rig.person(0), rig.person(1)];
    rig.instance.merge({ winner, losers: [loser] });
    await rig.holdMerged(loser, winner);
    await rig.intake(rig.activity('emailSent', 'a', { personId: loser }));
    await rig.send();
    expect(await rig.states('a')).toEqual(['done']);
    expect(rig.truth()).toMatchObject([{ leadId: winner, attributes: { siaEventId: eventOf('a') } }]);
  });

  it('a winner that was merged away in turn is followed to the last', async () => {
    const rig = await openMarketoRig();
    const [first, second, third] = [rig.person(0), rig.person(1), rig.person(2)];
    rig.instance.merge({ winner: second, losers: [first] });
    rig.instance.merge({ winner: third, losers: [second] });
    await rig.mergeStored(first, second);
    await rig.mergeStored(second, third);
    await rig.intake(rig.activity('emailSent', 'a', { personId: first }));
    await rig.send();
    expect(rig.truth()).toMatchObject([{ leadId: third, attributes: { siaEventId: eventOf('a') } }]);
  });

  it('one bad record among 300 fails alone', async () => {
    const rig = await openMarketoRig();
    rig.instance.delete(rig.person(150));
    await rig.deleteStored(rig.person(150));
    const ids = Array.from({ length: 300 }, (_, index) => `a${index}`);
    await rig.intake(...ids.map((id, index) => rig.activity('emailSent', id, { personId: rig.person(index) })));
    for (let tries = 1; tries <= 4; tries++) {
      await rig.send();
      rig.clock.advance(600_000);
      await rig.resumeDue();
    }
    const states = await rig.states(...ids);
    expect(states[150]).toBe('failed');
    expect(states.filter((state) => state === 'done')).toHaveLength(299);
    expect(rig.eventIds()).toEqual(
      ids
        .filter((id) => id !== 'a150')
        .map(eventOf)
        .sort(),
    );
  });
});

it('more than 1 MB goes in two calls, each record once', async () => {
  const rig = await openMarketoRig();
  const long = '€'.repeat(255);
  const text = { templateId: long, templateName: long, campaignName: long, emailSubject: long, source: long };
  const ids = Array.from({ length: 300 }, (_, index) => `a${index}`);
  await rig.intake(...ids.map((id, index) => rig.activity('emailSent', id, { personId: rig.person(index), ...text })));
  expect(await rig.send()).toBe(300);
  const waiting = await rig.store.salesActivities.list({ state: 'parked', reason: 'nextCall' }, '', 300);
  expect(waiting.length).toBeGreaterThan(0);
  expect(rig.truth().length + waiting.length).toBe(300);
  await rig.resumeDue();
  expect(await rig.send()).toBe(waiting.length);
  expect(rig.calls()).toBe(2);
  expect(rig.eventIds()).toEqual(ids.map(eventOf).sort());
  expect(new Set(await rig.states(...ids))).toEqual(new Set(['done']));
});

it('without types activities wait for the admin, and go on once there are some', async () => {
  const rig = await openMarketoRig({ layout: null });
  await rig.intake(rig.activity('emailSent', 'a'));
  await rig.send();
  const parked = (waitMs: number) => [
    { state: 'parked', until: new Date(rig.clock.ms + waitMs), reason: 'marketo.types.missing' },
  ];
  expect(await rig.statuses('a')).toEqual(parked(30_000));
  for (let tries = 2; tries < 9; tries++) {
    rig.clock.advance(600_000);
    await rig.resumeDue();
    await rig.send();
  }
  expect(await rig.statuses('a')).toEqual(parked(600_000));
  expect(rig.calls()).toBe(0);
  await rig.setUp('compact');
  rig.clock.advance(600_000);
  await rig.resumeDue();
  await rig.send();
  expect([await rig.states('a'), rig.eventIds()]).toEqual([['done'], [eventOf('a')]]);
});

describe('limits', () => {
  it('a day that is used up (607) parks until Marketo’s midnight, and what comes later is not sent either', async () => {
    const rig = await openMarketoRig();
    const limits = quotaLimits({ rate: 1, day: 1, dailyCalls: 50_000 });
    const limited = rig.worker({ marketo: rig.client(rig.store.quota.ledger(limits)) });
    rig.instance.setFaults([{ match: { class: 'activityWrites', nth: 1 }, do: { code: '607' } }]);
    await rig.intake(rig.activity('emailSent', 'a'));
    await rig.send(limited);
    const [status] = await rig.statuses('a');
    if (status?.state !== 'parked') throw new Error(`it is ${status?.state}`);
    const inChicago = new Intl.DateTimeFormat('en-US', { timeZone: 'America/Chicago', timeStyle: 'short' });
    expect([status.reason, inChicago.format(status.until)]).toEqual(['marketo.607', '12:00 AM']);
    expect(status.until.getTime() - rig.clock.ms).toBeLessThanOrEqual(25 * 3_600_000);
    await rig.intake(rig.activity('emailSent', 'b'));
    await rig.send(limited);
    expect((await rig.statuses('b'))[0]).toMatchObject({ state: 'parked', until: status.until });
    expect(rig.calls()).toBe(1);
    rig.clock.advance(status.until.getTime() - rig.clock.ms);
    await rig.resumeDue();
    await rig.send();
    expect(rig.eventIds()).toEqual([eventOf('a'), eventOf('b')]);
  });

  it.each([
    ['606', 5_000],
    ['615', 2_000],
  ])('too many calls (%s) park for what Marketo needs', async (code, ms) => {
    const rig = await openMarketoRig();
    rig.instance.setFaults([{ match: { class: 'activityWrites', nth: 1 }, do: { code } }]);
    await rig.intake(rig.activity('emailSent', 'a'));
    await rig.send();
    const until = new Date(rig.clock.ms + ms);
    expect(await rig.statuses('a')).toEqual([{ state: 'parked', until, reason: `marketo.${code}` }]);
    rig.clock.advance(ms);
    await rig.resumeDue();
    await rig.send();
    expect([await rig.states('a'), rig.eventIds()]).toEqual([['done'], [eventOf('a')]]);
  });
});
