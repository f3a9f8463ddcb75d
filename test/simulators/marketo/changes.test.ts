import { describe, expect, it } from 'vitest';
import { attributesOf, codeOf, DAY, type Rig, type Row, rig, SECOND, START } from './harness.ts';

const guids = (rows: readonly Row[]) => rows.map(({ marketoGUID }) => marketoGUID);

/** A rig with a token from before, and three edits a second apart. */
async function edited(options = {}) {
  const r = await rig(options);
  const token = await r.since();
  const [id = 0] = r.ids(1, 5);
  for (const title of ['One', 'Two', 'Three']) {
    r.advance(2 * SECOND);
    r.sim.instance.update(id, { title });
  }
  return { r, id, token };
}

const changes = (r: Rig, token: string, fields = 'title', more = {}) =>
  r.drain('/leadchanges', token, { fields, ...more });

describe('paging tokens', () => {
  it('M42 pagingtoken gives a token and no result', async () => {
    const reply = await (await rig()).get('activities/pagingtoken.json', {
      sinceDatetime: '2026-01-01T00:00:00-08:00',
    });
    expect(Object.keys(reply).sort()).toEqual(['nextPageToken', 'requestId', 'success']);
    expect(reply.nextPageToken).toMatch(/^[A-Z2-7]+====$/);
  });

  it('M43 a bad sinceDatetime is a 704, a missing one a 1002', async () => {
    const r = await rig();
    const ask = async (sinceDatetime: string) => codeOf(await r.get('activities/pagingtoken.json', { sinceDatetime }));
    expect(await ask('yesterday')).toBe('704');
    expect(await ask('2026-01-01T00:00:00 08:00')).toBe('704');
    expect(await ask('2026-13-41T00:00:00Z')).toBe('704');
    expect(await ask('2026-01-01T00:00:00+0800')).toBeUndefined();
    expect(codeOf(await r.get('activities/pagingtoken.json'))).toBe('1002');
    r.sim.instance.setSwitches({ missingParameterCode: '701' });
    expect(codeOf(await r.get('activities/pagingtoken.json'))).toBe('701');
  });

  it('M44 all three streams give a token with every reply', async () => {
    const r = await rig();
    const nextPageToken = await r.since();
    const queries = { '': { activityTypeIds: 13 }, '/leadchanges': { fields: 'email' }, '/deletedleads': {} };
    for (const [path, query] of Object.entries(queries)) {
      const reply = await r.get(`activities${path}.json`, { ...query, nextPageToken });
      expect(reply).toMatchObject({ success: true, result: [], moreResult: false });
      expect(reply.nextPageToken).toMatch(/====$/);
    }
  });

  it('M45 missing types or fields are a 1002, a missing token a 701', async () => {
    const r = await rig();
    const nextPageToken = await r.since();
    expect(codeOf(await r.get('activities.json', { nextPageToken }))).toBe('1002');
    expect(codeOf(await r.get('activities/leadchanges.json', { nextPageToken }))).toBe('1002');
    expect(codeOf(await r.get('activities.json', { activityTypeIds: 13 }))).toBe('701');
    expect(codeOf(await r.get('activities/leadchanges.json', { fields: 'email' }))).toBe('701');
    expect(codeOf(await r.get('activities/deletedleads.json'))).toBe('701');
  });

  it('M46 more than 10 types or 30 leadIds are a 1003', async () => {
    const r = await rig();
    const nextPageToken = await r.since();
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
    const ask = async (types: number, leads: number) =>
      codeOf(await r.get('activities.json', { nextPageToken, activityTypeIds: upTo(types), leadIds: upTo(leads) }));
    expect([await ask(10, 30), await ask(11, 1), await ask(1, 31)]).toEqual([undefined, '1003', '1003']);
  });

  it('garbage, another stream’s and another instance’s tokens are refused; strict ones other fields too', async () => {
    const { r, token } = await edited();
    const other = await rig({ seed: 2 });
    const page =
      (await r.get('activities/leadchanges.json', { fields: 'title', nextPageToken: token })).nextPageToken ?? '';
    expect(codeOf(await r.get('activities/deletedleads.json', { nextPageToken: page }))).toBe('1003');
    expect(codeOf(await r.get('activities/deletedleads.json', { nextPageToken: 'NONSENSE====' }))).toBe('1003');
    expect(codeOf(await r.get('activities/deletedleads.json', { nextPageToken: await other.since() }))).toBe('1003');
    const asEmail = { fields: 'email', nextPageToken: page };
    expect(codeOf(await r.get('activities/leadchanges.json', asEmail))).toBeUndefined();
    r.sim.instance.setSwitches({ strictTokens: true, badTokenCode: '701' });
    expect(codeOf(await r.get('activities/leadchanges.json', asEmail))).toBe('701');
  });

  it('a token leads on only in the page order it was made in: a place in one order is none in the other', async () => {
    const { r, token } = await edited();
    const ask = (nextPageToken = '') => r.get('activities/leadchanges.json', { fields: 'title', nextPageToken });
    const { nextPageToken } = await ask(token);
    r.sim.instance.setSwitches({ pageOrder: 'date' });
    expect(codeOf(await ask(nextPageToken))).toBe('1003');
    expect((await ask(token)).result).toHaveLength(3);
    r.sim.instance.setSwitches({ pageOrder: 'commit' });
    expect((await ask(nextPageToken)).success).toBe(true);
  });
});

describe('order and paging', () => {
  it('M47 only items after the token’s moment, ascending, each token further on', async () => {
    const { r, token } = await edited();
    const { rows, pages, token: end } = await changes(r, token, 'title', { batchSize: 2 });
    expect(rows.map(({ fields }) => fields?.[0]?.newValue)).toEqual(['One', 'Two', 'Three']);
    expect(pages).toHaveLength(2);
    expect((await changes(r, await r.since(START + 2 * SECOND))).rows).toHaveLength(2);
    expect((await changes(r, end)).rows).toEqual([]);
    r.advance(SECOND);
    r.sim.instance.update(r.ids(1)[0] ?? 0, { title: 'Four' });
    expect((await changes(r, end)).rows).toHaveLength(1);
  });

  it('M47 by switch rows of one second come shuffled, but the same rows', async () => {
    const r = await rig();
    const token = await r.since();
    r.advance(SECOND);
    for (const id of r.ids(20)) r.sim.instance.update(id, { title: 'x' });
    const plain = guids((await changes(r, token)).rows);
    r.sim.instance.setSwitches({ shuffleWithinSecond: true });
    const shuffled = guids((await changes(r, token)).rows);
    expect(shuffled).not.toEqual(plain);
    expect(shuffled.sort()).toEqual(plain.sort());
  });

  it('M48 a short or empty page says moreResult and its token yields the rest', async () => {
    const { r, token } = await edited();
    r.sim.instance.setFaults([
      { match: { nth: 1 }, do: { emptyPage: true } },
      { match: { nth: 2 }, do: { shortPage: 1 } },
    ]);
    const { pages } = await changes(r, token);
    expect(pages.map((page) => page.map(({ fields }) => fields?.[0]?.newValue))).toEqual([
      [],
      ['One'],
      ['Two', 'Three'],
    ]);
  });

  it('M48 the token of an empty page differs from the one that led there', async () => {
    const { r, token } = await edited({
      faults: [{ match: { path: '/rest/v1/activities/lead' }, do: { emptyPage: true } }],
    });
    const first = await r.get('activities/leadchanges.json', { fields: 'title', nextPageToken: token });
    const second = await r.get('activities/leadchanges.json', {
      fields: 'title',
      nextPageToken: String(first.nextPageToken),
    });
    expect(second.nextPageToken).not.toBe(first.nextPageToken);
  });

  it('M56 a row committed late is found by tokens in commit order and skipped by tokens in date order', async () => {
    for (const [pageOrder, found] of [
      ['commit', 1],
      ['date', 0],
    ] as const) {
      const r = await rig({ switches: { pageOrder }, faults: [{ match: { nth: 1 }, do: { lateMs: 60 * SECOND } }] });
      const [late = 0, punctual = 0] = r.ids(2);
      const before = await r.since();
      r.advance(5 * SECOND);
      r.sim.instance.update(late, { title: 'late' });
      r.advance(5 * SECOND);
      r.sim.instance.update(punctual, { title: 'punctual' });
      const first = await changes(r, before);
      expect(first.rows.map(({ leadId }) => leadId)).toEqual([punctual]);
      const issued = await r.since();
      r.advance(60 * SECOND);
      expect((await changes(r, first.token)).rows).toHaveLength(found);
      expect((await changes(r, issued)).rows).toEqual([]);
      const overlap = (await changes(r, before)).rows;
      expect(overlap.map(({ leadId }) => leadId)).toEqual([late, punctual]);
      expect(overlap[0]?.activityDate).toBe('2026-06-15T18:00:05Z');
    }
  });
});

describe('lead changes', () => {
  it('M49 leadchanges gives types 12 and 13 only, and 13 only for listed fields', async () => {
    const r = await rig();
    const [id = 0, owned = 0, doomed = 0] = r.ids(3);
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.update(id, { title: 'T', city: 'C' });
    r.sim.instance.update(owned, { sfdcLeadOwnerId: '005000000000001AAA' });
    r.sim.instance.delete(doomed);
    const made = r.sim.instance.create({ firstName: 'N' });
    const { rows } = await changes(r, token, 'title,sfdcLeadOwnerId');
    expect(rows.map(({ leadId, activityTypeId }) => [leadId, activityTypeId])).toEqual([
      [id, 13],
      [made, 12],
    ]);
    expect(codeOf(await r.get('activities/leadchanges.json', { nextPageToken: token, fields: 'tea' }))).toBe('1006');
    r.sim.instance.setSwitches({ ownerChangeWrites13: true });
    r.sim.instance.update(owned, { sfdcLeadOwnerId: null });
    const later = (await changes(r, token, 'sfdcLeadOwnerId')).rows.filter(
      ({ activityTypeId }) => activityTypeId === 13,
    );
    expect(later[0]?.fields?.[0]).toMatchObject({ newValue: null, oldValue: '005000000000001AAA' });
  });

  it('M50 a type 13 has fields with id, name, values and the attributes Reason, Source, Lead ID', async () => {
    const r = await rig();
    const id = r.sim.instance.create({ firstName: 'Old' });
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.update(id, { firstName: 'New' }, { reason: 'Changed by hand', source: 'Web' });
    const [row] = (await changes(r, token, 'firstName')).rows;
    expect(row?.fields).toEqual([{ id: 48, name: 'firstName', newValue: 'New', oldValue: 'Old' }]);
    expect(attributesOf(row)).toEqual({ Reason: 'Changed by hand', Source: 'Web', 'Lead ID': id });
  });

  it('M51 change values are text: True and False, numbers, datetimes without zone', async () => {
    const r = await rig();
    const id = r.sim.instance.create({ unsubscribed: false });
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.update(id, { unsubscribed: true, leadScore: 42, emailSuspendedAt: '2026-05-01T10:00:00Z' });
    const { rows } = await changes(r, token, 'unsubscribed,leadScore,emailSuspendedAt');
    expect(rows.map(({ fields }) => [fields?.[0]?.newValue, fields?.[0]?.oldValue])).toEqual([
      ['True', 'False'],
      ['42', null],
      ['2026-05-01 10:00:00', null],
    ]);
  });

  it('M52 a type 12 in leadchanges has no fields, for base people and new ones', async () => {
    const r = await rig({ people: 40 });
    r.advance(SECOND);
    const id = r.sim.instance.create({ firstName: 'Ada', lastName: 'Byron' });
    const { rows } = await changes(r, await r.since(0), 'email');
    expect(rows).toHaveLength(41);
    for (const row of rows) {
      expect(row.fields).toBeUndefined();
      expect(row.primaryAttributeValueId).toBe(row.leadId);
    }
    expect(rows.map(({ leadId }) => leadId)).toEqual(r.ids(41));
    expect(rows.at(-1)).toMatchObject({ leadId: id, primaryAttributeValue: 'Ada Byron' });
    expect(attributesOf(rows.at(-1))).toEqual({ 'Created Date': '2026-06-15', 'Source Type': 'Web service API' });
  });

  it('M60 company updates, owner look-ups and full names write no type 13, one by switch', async () => {
    const r = await rig();
    const ids = r.ids(3);
    for (const id of ids) r.sim.instance.update(id, { company: 'One Company' });
    const token = await r.since();
    r.advance(SECOND);
    expect(r.sim.instance.updateCompany('One Company', { industry: 'Tea' })).toEqual(ids);
    r.sim.instance.update(ids[0] ?? 0, { sfdcLeadOwnerId: '005000000000001AAA' });
    const query = 'industry,leadOwnerFirstName,leadOwnerEmailAddress,mktoName';
    expect((await changes(r, token, query)).rows).toEqual([]);
    const { result } = await r.people('id', ids, { fields: 'industry,leadOwnerEmailAddress' });
    expect(result?.map(({ industry }) => industry)).toEqual(['Tea', 'Tea', 'Tea']);
    expect(result?.[0]?.leadOwnerEmailAddress).toMatch(/@sales\.example$/);
    r.sim.instance.setSwitches({ companyUpdateWrites13: 'one' });
    r.sim.instance.updateCompany('One Company', { industry: 'Coffee' });
    expect((await changes(r, token, query)).rows).toHaveLength(1);
  });

  it('the visible updatedAt moves for standard fields only', async () => {
    const r = await rig();
    const [id = 0] = r.ids(1);
    const updatedAt = async () => (await r.people('id', [id])).result?.[0]?.updatedAt;
    const before = await updatedAt();
    r.advance(SECOND);
    r.sim.instance.update(id, { customerTier: 'platinum' });
    expect(await updatedAt()).toBe(before);
    r.sim.instance.update(id, { title: 'Standard' });
    expect(await updatedAt()).toBe('2026-06-15T18:00:01Z');
  });

  it('retention hides changes after 90 days and keeps New Lead', async () => {
    const { r, token } = await edited();
    r.sim.instance.create({ firstName: 'Kept' });
    r.advance(90 * DAY);
    r.sim.instance.expireTokens();
    const fresh = { headers: { authorization: `Bearer ${await r.token()}` } };
    const response = await r.raw(`/rest/v1/activities/leadchanges.json?fields=title&nextPageToken=${token}`, fresh);
    const { result } = (await response.json()) as { result: Row[] };
    expect(result.map(({ activityTypeId }) => activityTypeId)).toEqual([12]);
  });
});
