import { describe, expect, it } from 'vitest';
import { attributesOf, codeOf, DAY, HOUR, type Rig, type Row, rig, SECOND } from './harness.ts';

const OWNER = '005000000000001AAA';
const read = async (r: Rig, token: string, types: readonly number[], more = {}) =>
  (await r.drain('', token, { activityTypeIds: types, ...more })).rows;

describe('activities', () => {
  it('M53 deletedleads gives type 37 with the deleted id, for 14 days', async () => {
    const r = await rig();
    const token = await r.since();
    const id = r.find(({ mktoName }) => mktoName !== undefined);
    const name = r.sim.instance.state.book.read(id)?.mktoName;
    r.advance(SECOND);
    r.sim.instance.delete(id);
    const [row] = (await r.drain('/deletedleads', token)).rows;
    expect(row).toMatchObject({ leadId: id, activityTypeId: 37, primaryAttributeValue: name, attributes: [] });
    const raw = async () => {
      const headers = { authorization: `Bearer ${await r.token()}` };
      const response = await r.raw(`/rest/v1/activities/deletedleads.json?nextPageToken=${token}`, { headers });
      return ((await response.json()) as { result: Row[] }).result;
    };
    r.advance(14 * DAY - HOUR);
    expect(await raw()).toHaveLength(1);
    r.advance(HOUR);
    expect(await raw()).toEqual([]);
  });

  it('M54 a merge writes type 32 on the winner with the losers as an array, and no 37', async () => {
    const r = await rig();
    const token = await r.since();
    const [winner = 0, ...losers] = r.ids(3);
    r.advance(SECOND);
    r.sim.instance.merge({ winner, losers });
    const [row] = await read(r, token, [32]);
    expect(row).toMatchObject({ leadId: winner, primaryAttributeValueId: winner });
    expect(attributesOf(row)).toMatchObject({
      'Merge IDs': losers,
      'Merge Source': 'leaddb',
      'Merged in Sales': false,
    });
    expect((await r.drain('/deletedleads', token)).rows).toEqual([]);
  });

  it('M54 by switch losers get a 37 and Merge IDs are a comma string or a number', async () => {
    const r = await rig({ switches: { mergeLoserWrites37: true, mergeIdsForm: 'commaString' } });
    const token = await r.since();
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = r.ids(5);
    r.advance(SECOND);
    r.sim.instance.merge({ winner: a, losers: [b, c] });
    r.sim.instance.setSwitches({ mergeIdsForm: 'number' });
    r.sim.instance.merge({ winner: d, losers: [e], kind: 31 });
    const rows = await read(r, token, [31, 32]);
    expect(rows.map((row) => [row.activityTypeId, attributesOf(row)['Merge IDs']])).toEqual([
      [32, `${b},${c}`],
      [31, e],
    ]);
    expect((await r.drain('/deletedleads', token)).rows.map(({ leadId }) => leadId)).toEqual([b, c, e]);
  });

  it('after a merge the loser’s records read under the last winner', async () => {
    const r = await rig();
    const token = await r.since();
    const [a = 0, b = 0, c = 0] = r.ids(3);
    r.advance(SECOND);
    r.sim.instance.update(a, { sfdcLeadOwnerId: OWNER });
    r.sim.instance.merge({ winner: b, losers: [a] });
    r.sim.instance.merge({ winner: c, losers: [b] });
    expect((await read(r, token, [23], { leadIds: c })).map(({ leadId }) => leadId)).toEqual([c]);
    expect(await read(r, token, [23], { leadIds: a })).toEqual([]);
    r.sim.instance.setSwitches({ mergeMovesActivities: false });
    expect((await read(r, token, [23], { leadIds: a })).map(({ leadId }) => leadId)).toEqual([a]);
  });

  it('M55 marketoGUID is unique while id may be missing or repeated by fault', async () => {
    const r = await rig();
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.random(200, 3);
    const types = [12, 13, 19, 21, 23, 29, 31, 32, 37];
    const plain = await read(r, token, types);
    expect(plain.length).toBeGreaterThan(200);
    const ids = async () => new Set((await read(r, token, types)).map(({ id }) => id));
    for (const [fault, size] of [
      ['dropId', 1],
      ['repeatId', 1],
    ] as const) {
      r.sim.instance.setFaults([{ do: { [fault]: true } }]);
      const rows = await read(r, token, types);
      expect(new Set(rows.map(({ marketoGUID }) => marketoGUID)).size).toBe(plain.length);
      expect((await ids()).size).toBe(size);
      expect((await ids()).has(fault === 'dropId' ? (undefined as never) : 1)).toBe(true);
    }
  });

  it('M57 empty attributes are left out', async () => {
    const r = await rig();
    const id = r.find(({ sfdcLeadOwnerId }) => sfdcLeadOwnerId === undefined);
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.update(id, { sfdcLeadOwnerId: OWNER });
    r.sim.instance.update(id, { sfdcLeadOwnerId: null });
    expect((await read(r, token, [23])).map(attributesOf)).toEqual([{ Owner: OWNER }, { 'Old Owner': OWNER }]);
  });

  it('M58 a listId filter works below 10,000 members and is a 1003 from there on', async () => {
    const r = await rig({ people: 10_000 });
    const [inside = 0, outside = 0] = r.ids(2);
    r.sim.instance.setList(5, [inside]);
    r.sim.instance.setList(6, r.ids(10_000));
    const token = await r.since();
    r.advance(SECOND);
    for (const id of [inside, outside]) r.sim.instance.update(id, { title: 'x' });
    expect((await read(r, token, [13], { listId: 5 })).map(({ leadId }) => leadId)).toEqual([inside]);
    const big = { nextPageToken: token, activityTypeIds: 13, listId: 6 };
    expect(codeOf(await r.get('activities.json', big))).toBe('1003');
    expect(codeOf(await r.get('activities.json', { ...big, listId: 7 }))).toBe('1013');
    r.sim.instance.setSwitches({ bigListRefused: false });
    expect((await r.get('activities.json', big)).result).toHaveLength(2);
  });

  it('list members come in pages with a token and no moreResult', async () => {
    const r = await rig();
    const members = r.ids(450);
    r.sim.instance.setList(9, members);
    const first = await r.get('lists/9/leads.json');
    expect(first.moreResult).toBeUndefined();
    const second = await r.get('list/9/leads.json', { nextPageToken: String(first.nextPageToken) });
    expect(second.nextPageToken).toBeUndefined();
    expect([...(first.result ?? []), ...(second.result ?? [])].map(({ id }) => id)).toEqual(members);
  });

  it('M59 types.json lists the types without telling custom ones apart', async () => {
    const { result = [] } = await (await rig()).get('activities/types.json');
    const names = Object.fromEntries(result.map(({ id, name }) => [String(id), name]));
    expect(names).toMatchObject({ 12: 'New Lead', 13: 'Change Data Value', 23: 'Change Owner', 37: 'Delete Lead' });
    expect(names).toMatchObject({ 31: 'SFDC Merge Leads', 32: 'Merge Leads' });
    const members = new Set(result.flatMap((type) => Object.keys(type)));
    expect([...members].sort()).toEqual(['attributes', 'description', 'id', 'name', 'primaryAttribute']);
    expect(result.find(({ id }) => id === 12)).not.toHaveProperty('primaryAttribute');
  });

  it('type 13 in activities.json carries the display name and its values as attributes', async () => {
    const r = await rig();
    const id = r.sim.instance.create({ firstName: 'Old' });
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.update(id, { firstName: 'New' });
    const [row] = await read(r, token, [13]);
    expect(row).toMatchObject({ primaryAttributeValueId: 48, primaryAttributeValue: 'First Name', leadId: id });
    expect(attributesOf(row)).toMatchObject({ 'New Value': 'New', 'Old Value': 'Old', Reason: 'Web service API' });
  });

  it('a person’s way through the CRM leaves 19, 21 and 29', async () => {
    const r = await rig();
    const token = await r.since();
    r.advance(SECOND);
    const id = r.sim.instance.create({ email: 'crm@x.example' });
    r.sim.instance.update(id, { sfdcLeadId: '00Q000000000001AAA' });
    r.sim.instance.update(id, { sfdcContactId: '003000000000001AAA', sfdcAccountId: '001000000000001AAA' });
    r.sim.instance.deleteInSfdc(id);
    expect((await read(r, token, [19, 21, 29])).map(({ activityTypeId }) => activityTypeId)).toEqual([19, 21, 29]);
    const { result } = await r.people('id', [id], { fields: 'sfdcType,sfdcIsDeleted' });
    expect(result).toEqual([{ id, sfdcType: 'Contact', sfdcIsDeleted: true }]);
  });
});
