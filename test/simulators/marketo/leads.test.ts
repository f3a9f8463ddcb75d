import { describe, expect, it } from 'vitest';
import { codeOf, rig } from './harness.ts';

const idsOf = (result: Record<string, unknown>[] | undefined) => result?.map(({ id }) => id);

describe('leads by filter', () => {
  it('M27 a filter by id gives the ids that exist, and no others', async () => {
    const r = await rig();
    const [a, b] = r.ids(2);
    const reply = await r.people('id', [a ?? 0, 999_999_999, 3, b ?? 0]);
    expect(reply.success).toBe(true);
    expect(idsOf(reply.result)).toEqual([a, b]);
  });

  it('M28 no match is an empty result and success', async () => {
    expect(await (await rig()).people('email', ['nobody@nowhere.example'])).toMatchObject({
      success: true,
      result: [],
    });
  });

  it('M29 without fields exactly the six defaults come', async () => {
    const r = await rig();
    const { result } = await r.people('id', r.ids(20));
    for (const person of result ?? []) {
      expect(Object.keys(person).sort()).toEqual(['createdAt', 'email', 'firstName', 'id', 'lastName', 'updatedAt']);
      expect(person.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
    expect(result).toHaveLength(20);
  });

  it('M30 an asked-for field without a value is null or absent', async () => {
    const r = await rig();
    const id = r.find(({ linkedInProfileURL }) => linkedInProfileURL === undefined);
    const { result } = await r.people('id', [id], { fields: 'linkedInProfileURL' });
    expect(result?.[0]?.linkedInProfileURL ?? null).toBeNull();
    expect(result?.[0]?.id).toBe(id);
  });

  it('M31 more than 300 matches come in pages without loss or repeat', async () => {
    const r = await rig({ people: 700 });
    const first = await r.people('leadPartitionId', [1]);
    expect(first.moreResult).toBe(true);
    expect(first.result).toHaveLength(300);
    const seen = idsOf(first.result) ?? [];
    for (let token = first.nextPageToken; token !== undefined; ) {
      const page = await r.people('leadPartitionId', [1], { nextPageToken: token });
      seen.push(...(idsOf(page.result) ?? []));
      token = page.nextPageToken;
    }
    expect(seen).toEqual(r.ids(700));
  });

  it('M32 more than 1,000 matches are a 1003', async () => {
    const r = await rig({ people: 1001 });
    const tooMany = await r.people('leadPartitionId', [1]);
    expect(tooMany.errors).toEqual([{ code: '1003', message: 'Too many results match the filter' }]);
    r.sim.instance.delete(r.ids(1)[0] ?? 0);
    expect((await r.people('leadPartitionId', [1])).success).toBe(true);
  });

  it('M33 a filter type that is not searchable is a 1011, an unknown one a 1006', async () => {
    const r = await rig();
    for (const name of ['createdAt', 'updatedAt', 'lastName']) {
      expect((await r.people(name, ['x'])).errors).toEqual([
        { code: '1011', message: `Lookup field '${name}' not supported` },
      ]);
    }
    expect((await r.people('favouriteTea', ['x'])).errors?.[0]).toEqual({
      code: '1006',
      message: "Lookup field 'favouriteTea' not found",
    });
  });

  it('M34 an unknown name in fields is a 1006', async () => {
    const r = await rig();
    const reply = await r.people('id', r.ids(1), { fields: 'email,favouriteTea' });
    expect(reply.errors).toEqual([{ code: '1006', message: "Field 'favouriteTea' not found" }]);
  });

  it('M37 a batchSize above 300 counts as 300, or is refused by switch', async () => {
    const r = await rig();
    expect((await r.people('leadPartitionId', [1], { batchSize: 1000 })).result).toHaveLength(300);
    expect((await r.people('leadPartitionId', [1], { batchSize: 7 })).result).toHaveLength(7);
    r.sim.instance.setSwitches({ bigBatch: 'refuse' });
    expect(codeOf(await r.people('leadPartitionId', [1], { batchSize: 301 }))).toBe('1003');
    expect(codeOf(await r.people('leadPartitionId', [1], { batchSize: 300 }))).toBeUndefined();
  });

  it('M38 more than 300 filterValues are a 1003', async () => {
    const r = await rig();
    const values = Array.from({ length: 301 }, (_, i) => i + 1);
    expect(codeOf(await r.people('id', values))).toBe('1003');
    expect(codeOf(await r.people('id', values.slice(1)))).toBeUndefined();
  });

  it('look-ups follow every change of the value, whatever its case', async () => {
    const r = await rig();
    const id = r.find(({ email, sfdcLeadOwnerId }) => email !== undefined && sfdcLeadOwnerId !== undefined);
    const { email, sfdcLeadOwnerId } = r.sim.instance.state.book.read(id) ?? {};
    const holds = async (type: string, value: unknown) =>
      idsOf((await r.people(type, [String(value)])).result)?.includes(id);
    expect(await holds('email', String(email).toUpperCase())).toBe(true);
    expect(await holds('sfdcLeadOwnerId', sfdcLeadOwnerId)).toBe(true);
    r.sim.instance.update(id, { email: 'Moved@x.example', sfdcLeadOwnerId: '005000000000001AAA' });
    expect(await holds('email', email)).toBe(false);
    expect(await holds('email', 'moved@X.example')).toBe(true);
    expect(await holds('sfdcLeadOwnerId', '005000000000001AAA')).toBe(true);
    r.sim.instance.update(id, { email: 'third@x.example' });
    expect(await holds('email', 'moved@x.example')).toBe(false);
    r.sim.instance.delete(id);
    expect(await holds('email', 'third@x.example')).toBe(false);
  });

  it('get by id gives one person, and for an absent id nothing or a 1004 by switch', async () => {
    const r = await rig();
    const [id] = r.ids(1);
    expect(idsOf((await r.get(`lead/${id}.json`, { fields: 'company' })).result)).toEqual([id]);
    expect(await r.get('lead/1.json')).toMatchObject({ success: true, result: [] });
    r.sim.instance.setSwitches({ absentLead: '1004' });
    expect(codeOf(await r.get('lead/1.json'))).toBe('1004');
  });
});

describe('metadata', () => {
  it('M35 describe has fields without rest that REST refuses', async () => {
    const { result = [] } = await (await rig()).get('leads/describe.json');
    const without = result.filter(({ rest }) => rest === undefined);
    expect(without.map(({ displayName }) => displayName)).toEqual(['SFDC Campaign Sync Note']);
    const deleted = result.find(({ displayName }) => displayName === 'SFDC Is Deleted');
    expect(deleted).toMatchObject({ dataType: 'boolean', rest: { name: 'sfdcIsDeleted', readOnly: true } });
  });

  it('M36 describe2 gives searchableFields as an array of arrays', async () => {
    const { result = [] } = await (await rig()).get('leads/describe2.json');
    expect(result).toHaveLength(1);
    const [{ searchableFields, fields } = { searchableFields: [], fields: [] }] = result;
    expect(searchableFields).toContainEqual(['email']);
    expect(searchableFields).not.toContainEqual(['createdAt']);
    expect(fields).toContainEqual(expect.objectContaining({ name: 'email', updateable: true }));
  });

  it('schema fields come in pages', async () => {
    const r = await rig();
    const first = await r.get('leads/schema/fields.json', { batchSize: 50 });
    expect(first.result).toHaveLength(50);
    const second = await r.get('leads/schema/fields.json', {
      batchSize: 50,
      nextPageToken: String(first.nextPageToken),
    });
    expect(second.nextPageToken).toBeUndefined();
    const names = [...(first.result ?? []), ...(second.result ?? [])].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
