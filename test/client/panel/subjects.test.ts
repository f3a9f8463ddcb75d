import { describe, expect, it } from 'vitest';
import type { PanelSalesforce } from '../../../client/panel/ports.ts';
import { AppError } from '../../../model/errors/app-error.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { MarketoPart } from '../../../model/person.ts';
import { failureOf } from '../../marketo/rig.ts';
import { activityOf } from '../../model/sales-activity/lines.ts';
import { connect } from '../../salesforce/rig.ts';
import { personId, personWrite, qualifiedPart } from '../../store/people.ts';
import { ACCOUNT, daysAgo, openPanel, titlesOf } from './rig.ts';

const OPPORTUNITY = '006D000000IqhSL';
const CONTACT = '003D000000IqhSLIAZ';

/** People with ids of their own, beside those of the rig. */
async function openPeople(parts: Record<number, Partial<MarketoPart>>) {
  const opened = await openPanel({ people: 0 });
  const writes = Object.entries(parts).map(([id, change]) => personWrite(Number(id), qualifiedPart(1, change)));
  await opened.store.people.apply(writes, { evidence: 'leadChange' });
  await opened.store.salesActivities.intake(
    Object.keys(parts).map((id) => {
      const kind = activityOf('campaignAdded', { id: `a${id}`, campaignName: `of ${id}` });
      return { ...kind, personId: personId(Number(id)), occurredAt: daysAgo(1) };
    }),
  );
  const stored = opened.panel({ marketo: undefined });
  return { ...opened, stored };
}
const shown = (panel: Awaited<ReturnType<Awaited<ReturnType<typeof openPeople>>['stored']>>) =>
  panel.people.map(({ id }) => id).sort((one, other) => one - other);

describe('whose panel it is', () => {
  it('one person’s; unknown ones and those who are not visible are refused with their state', async () => {
    const { stored, db } = await openPeople({ 1: {}, 2: { state: 'unowned' }, 3: { state: 'merged' } });
    const alias = { asOf: 1, winner: 1 };
    await db.collection<{ _id: number }>('people').updateOne({ _id: 3 }, { $set: { alias } });
    expect(shown(await stored({ person: 1 }))).toEqual([1]);
    expect(await failureOf(stored({ person: 9 }))).toMatchObject({ key: 'person.unknown' });
    const refused = async (person: number) => (await failureOf(stored({ person }))).details;
    expect(await refused(2)).toEqual({ marketoId: 2, state: 'unowned' });
    expect(await refused(3)).toEqual({ marketoId: 3, state: 'merged', mergedInto: 1 });
  });

  it('of some people’s those that are visible, and how many are not', async () => {
    const { stored } = await openPeople({ 1: {}, 2: { state: 'deleted' } });
    const panel = await stored({ people: [1, 2, 7, 1] });
    expect(shown(panel)).toEqual([1]);
    expect(panel.missing).toContainEqual({
      ...{ what: 'people', why: 'panel.personNotVisible', peopleCount: 2, neverRead: 2, oldestAgeMs: null },
    });
    expect(await failureOf(stored({ people: [2] }))).toMatchObject({ key: 'panel.nobody' });
    const twice = await stored({ people: [...Array.from({ length: 800 }, () => 2), 1] });
    expect(titlesOf(twice)).toEqual(['of 1']);
  });

  it('everyone’s of an account, by either form of its id', async () => {
    const of = { salesforceAccountId: ACCOUNT };
    const { stored } = await openPeople({ 1: of, 2: of, 3: {}, 4: { ...of, state: 'unowned' } });
    for (const account of [ACCOUNT, ACCOUNT.slice(0, 15)]) expect(shown(await stored({ account }))).toEqual([1, 2]);
    expect(await failureOf(stored({ account: '001000000000000' }))).toMatchObject({ key: 'panel.nobody' });
  });

  it('a contact’s with the account laid over it; a lead’s alone', async () => {
    const of = { salesforceAccountId: ACCOUNT };
    const { stored } = await openPeople({ 1: { ...of, salesforceContactId: CONTACT }, 2: of, 3: {} });
    expect(shown(await stored({ person: 1 }))).toEqual([1]);
    const layered = await stored({ person: 1 }, { layer: 'account' });
    expect(shown(layered)).toEqual([1, 2]);
    expect(new Set(titlesOf(layered))).toEqual(new Set(['of 1', 'of 2']));
    const alone = await stored({ person: 3 }, { layer: 'account' });
    expect(shown(alone)).toEqual([3]);
    expect(alone.missing).toContainEqual(expect.objectContaining({ what: 'accountLayer', why: 'panel.noAccount' }));
  });

  it('nobody’s above 800 people, and the layer of such an account is left out', async () => {
    const { stored, store } = await openPeople({ 1: { salesforceAccountId: ACCOUNT, salesforceContactId: CONTACT } });
    const add = async (from: number, to: number) => {
      const ids = Array.from({ length: to - from + 1 }, (_, index) => from + index);
      const writes = ids.map((id) => personWrite(id, qualifiedPart(1, { salesforceAccountId: ACCOUNT })));
      await store.people.apply(writes, { evidence: 'leadChange' });
    };
    await add(2, 800);
    expect(shown(await stored({ account: ACCOUNT }))).toHaveLength(800);
    expect(shown(await stored({ person: 1 }, { layer: 'account' }))).toHaveLength(800);
    await add(801, 801);
    expect(await failureOf(stored({ account: ACCOUNT }))).toMatchObject({ key: 'panel.tooManyPeople' });
    const ids = Array.from({ length: 801 }, (_, index) => index + 1);
    expect(await failureOf(stored({ people: ids }))).toMatchObject({ key: 'panel.tooManyPeople' });
    const alone = await stored({ person: 1 }, { layer: 'account' });
    expect(shown(alone)).toEqual([1]);
    expect(alone.missing).toContainEqual(expect.objectContaining({ what: 'accountLayer', why: 'panel.tooManyPeople' }));
  });

  it('an opportunity’s: who names it in Marketo, and who has a role in Salesforce', async () => {
    const { panel, store } = await openPeople({ 1: { salesforceOpportunityId: OPPORTUNITY }, 2: {} });
    const { client, r } = await connect();
    const { body } = await r.query('SELECT OpportunityId, ContactId FROM OpportunityContactRole LIMIT 1');
    const [role] = body.records;
    const salesforceContactId = String(role?.ContactId);
    await store.people.apply([personWrite(3, qualifiedPart(1, { salesforceContactId }))], { evidence: 'leadChange' });
    const opportunity = String(role?.OpportunityId);
    const getPanel = panel({ salesforce: client });
    expect(shown(await getPanel({ opportunity }))).toEqual([3]);
    expect((await getPanel({ opportunity })).missing).toEqual([]);
    expect(shown(await getPanel({ opportunity: OPPORTUNITY }))).toEqual([1]);
  });

  it('an opportunity’s without Salesforce: what is missing is said', async () => {
    const { panel, stored } = await openPeople({ 1: { salesforceOpportunityId: OPPORTUNITY } });
    const next = () => Promise.reject(new AppError('salesforce.timeout'));
    const silent: PanelSalesforce = { query: () => ({ [Symbol.asyncIterator]: () => ({ next }) }) };
    const of = async (getPanel: typeof stored) => {
      const { missing } = await getPanel({ opportunity: OPPORTUNITY });
      return missing.find(({ what }) => what === 'opportunityRoles')?.why;
    };
    expect(await of(stored)).toBe('panel.noSalesforce');
    expect(await of(panel({ salesforce: silent }))).toBe('salesforce.timeout');
  });
});

describe('a request', () => {
  it.each([
    [{ person: 0 }, {}],
    [{ people: [] }, {}],
    [{ account: '006D000000IqhSL' }, {}],
    [{ opportunity: "006D000000Iq'SL" }, {}],
    [{ person: 1 }, { weeks: 15 }],
    [{ person: 1 }, { timeZone: 'Mars/Olympus' }],
    [{ person: 1 }, { kinds: ['email' as 'emailSent'] }],
    [{ person: 1, account: ACCOUNT }, {}],
  ])('%j %j is refused with what is allowed', async (target, options) => {
    const { stored } = await openPeople({ 1: {} });
    const refused = await failureOf(stored(target, options));
    expect(refused.key).toBe('panel.badRequest');
    expect(String(refused.details.problem)).toContain('must be');
  });

  it('of some weeks begins with a Monday there; of few rows has the newest', async () => {
    const { living, did, getPanel, store } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const days = [0, 8, 16, 24].map((age) => did(one, daysAgo(age)));
    const week = await getPanel({ person: one }, { weeks: 1, timeZone: 'Asia/Tokyo' });
    expect(titlesOf(week)).toEqual([days[0]]);
    expect(new Date(`${week.weeks[0]?.from}T00:00:00Z`).getUTCDay()).toBe(1);
    await store.settings.setPanel({ maxRows: 2 }, 'test');
    expect(await getPanel({ person: one })).toMatchObject({ rowsShown: 2, more: 2 });
  });

  it('without Marketo shows what is stored, and says so', async () => {
    const { living, did, getPanel, panel } = await openPanel();
    const [one = 0 as MarketoId] = living;
    const title = did(one, daysAgo(1));
    await getPanel({ person: one });
    const stored = await panel({ marketo: undefined })({ person: one });
    expect(titlesOf(stored)).toEqual([title]);
    expect(stored.missing).toMatchObject([
      { what: 'marketing', why: 'panel.noMarketo', peopleCount: 1, neverRead: 0 },
      { what: 'sales', why: 'panel.noMarketo', peopleCount: 1, neverRead: 0 },
    ]);
  });
});
