import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { add, approvedType, outcomes, pathOf, record, succeeded, TYPES, typeBody } from './custom.ts';
import { codeOf, type Rig, rig, SECOND } from './harness.ts';

const create = (r: Rig, apiName: string, more: object = {}) =>
  r.post('activities/external/type.json', typeBody(apiName, more));
const step = (r: Rig, apiName: string, name: string, body?: object) => r.post(pathOf(apiName, `/${name}`), body);
const describeType = (r: Rig, apiName: string, query = {}) => r.get(pathOf(apiName, '/describe'), query);
const attributes = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ apiName: `a${from + i}`, name: `A ${from + i}`, dataType: 'string' }));
const statuses = async (r: Rig) =>
  Object.fromEntries(((await r.get(TYPES)).result ?? []).map(({ apiName, status }) => [String(apiName), status]));

describe('the life of a custom activity type', () => {
  it('M82 a new type is a draft; records of it fail until it is approved', async () => {
    const r = await rig();
    const [leadId = 0] = r.ids(1);
    const made = await succeeded(create(r, 'acmeCall'));
    expect(made).toEqual({
      apiName: 'acmeCall',
      name: 'Acme acmeCall',
      triggerName: 'Does Acme acmeCall',
      filterName: 'Did Acme acmeCall',
      status: 'draft',
      primaryAttribute: { apiName: 'subject', name: 'Subject', dataType: 'string' },
    });
    const [listed] = (await r.get(TYPES)).result ?? [];
    const activityTypeId = Number(listed?.id);
    const input = [record(r, { leadId, activityTypeId })];
    const refused = await add(r, input);
    expect([refused.success, outcomes(refused)]).toEqual([true, ['1003']]);
    r.sim.instance.setSwitches({ draftTypeRecords: 'refuse', draftTypeCode: '709' });
    expect(codeOf(await add(r, input))).toBe('709');
    expect(await succeeded(step(r, 'acmeCall', 'approve'))).toMatchObject({ id: activityTypeId, status: 'approved' });
    expect(outcomes(await add(r, input))).toEqual(['added']);
  });

  it('M83 the 11th type is a 1027, the 21st secondary attribute a 1028', async () => {
    const r = await rig();
    for (let i = 0; i < 10; i++) await succeeded(create(r, `acme${i}`));
    expect(codeOf(await create(r, 'acme10'))).toBe('1027');
    await succeeded(step(r, 'acme3', 'delete'));
    await succeeded(create(r, 'acme10'));
    await succeeded(step(r, 'acme0', 'attributes/create', { attributes: attributes(0, 20) }));
    expect(codeOf(await step(r, 'acme0', 'attributes/create', { attributes: attributes(20, 1) }))).toBe('1028');
    expect(codeOf(await step(r, 'acme1', 'attributes/create', { attributes: attributes(0, 21) }))).toBe('1028');
    expect((await succeeded(describeType(r, 'acme0', { draft: true }))).attributes).toHaveLength(20);
  });

  it('changes go to a draft beside the approved version, until they are approved or discarded', async () => {
    const r = await rig();
    const id = await approvedType(r);
    r.advance(SECOND);
    const added = await succeeded(step(r, 'acmeCall', 'attributes/create', { attributes: attributes(0, 2) }));
    expect(added).toMatchObject({ id, status: 'approved with draft' });
    const live = await succeeded(describeType(r, 'acmeCall'));
    const draft = await succeeded(describeType(r, 'acmeCall', { draft: true }));
    expect([live.attributes, draft.attributes].map((all) => (all as object[]).length)).toEqual([7, 9]);
    expect([live.createdAt, live.updatedAt]).toEqual(['2026-06-15T18:00:00Z', '2026-06-15T18:00:01Z']);
    await succeeded(step(r, 'acmeCall', 'discardDraft'));
    expect(await succeeded(describeType(r, 'acmeCall', { draft: true }))).toMatchObject({ status: 'approved' });
    await succeeded(step(r, 'acmeCall', 'attributes/update', { attributes: [{ apiName: 'page', name: 'Site' }] }));
    await succeeded(step(r, 'acmeCall', 'attributes/delete', { attributes: [{ apiName: 'rest' }] }));
    await succeeded(step(r, 'acmeCall', 'approve'));
    const after = (await succeeded(describeType(r, 'acmeCall'))).attributes as { apiName: string; name: string }[];
    expect(after.find(({ apiName }) => apiName === 'page')).toMatchObject({ name: 'Site', dataType: 'link' });
    expect(after.map(({ apiName }) => apiName)).not.toContain('rest');
  });

  it('a primary attribute is demoted before another one takes its place; none can’t be approved', async () => {
    const r = await rig();
    await succeeded(create(r, 'acmeCall'));
    const better = { apiName: 'outcome', name: 'Outcome', dataType: 'string', isPrimary: true };
    expect(codeOf(await step(r, 'acmeCall', 'attributes/create', { attributes: [better] }))).toBe('709');
    await succeeded(
      step(r, 'acmeCall', 'attributes/update', { attributes: [{ apiName: 'subject', isPrimary: false }] }),
    );
    expect(codeOf(await step(r, 'acmeCall', 'approve'))).toBe('709');
    await succeeded(step(r, 'acmeCall', 'attributes/create', { attributes: [better] }));
    const { primaryAttribute, attributes: others } = await succeeded(step(r, 'acmeCall', 'approve'));
    expect([primaryAttribute, others]).toMatchObject([{ apiName: 'outcome' }, [{ apiName: 'subject' }]]);
  });

  it('names and primary attribute freeze once records exist; secondary attributes don’t', async () => {
    const r = await rig();
    const activityTypeId = await approvedType(r);
    await succeeded(r.post(pathOf('acmeCall'), { triggerName: 'Phones Acme' }));
    await succeeded(step(r, 'acmeCall', 'approve'));
    expect(outcomes(await add(r, [record(r, { leadId: r.ids(1)[0] ?? 0, activityTypeId })]))).toEqual(['added']);
    expect(codeOf(await r.post(pathOf('acmeCall'), { triggerName: 'Calls Acme' }))).toBe('1022');
    expect(codeOf(await r.post(pathOf('acmeCall'), { primaryAttribute: { apiName: 'x', name: 'X' } }))).toBe('1022');
    await succeeded(r.post(pathOf('acmeCall'), { description: 'A call' }));
    await succeeded(step(r, 'acmeCall', 'attributes/create', { attributes: attributes(0, 1) }));
  });

  it('there is nothing to approve or to discard without a draft', async () => {
    const r = await rig();
    await succeeded(create(r, 'acmeCall'));
    expect(codeOf(await step(r, 'acmeCall', 'discardDraft'))).toBe('709');
    await succeeded(step(r, 'acmeCall', 'approve'));
    expect(codeOf(await step(r, 'acmeCall', 'approve'))).toBe('709');
    r.sim.instance.setSwitches({ typeRuleCode: '1003' });
    expect(codeOf(await step(r, 'acmeCall', 'discardDraft'))).toBe('1003');
  });

  it('a deleted type frees its names and its place; by switch it stays listed', async () => {
    const r = await rig();
    await approvedType(r);
    expect(await succeeded(step(r, 'acmeCall', 'delete'))).toMatchObject({ status: 'deleted' });
    expect(await statuses(r)).toEqual({});
    r.sim.instance.setSwitches({ deletedTypes: 'listed' });
    expect(await statuses(r)).toEqual({ acmeCall: 'deleted' });
    expect(codeOf(await describeType(r, 'acmeCall'))).toBe('1013');
    const again = await approvedType(r);
    expect(again).toBe(100_002);
  });

  it.each([
    ['an API name without a letter', typeBody('123'), '1003'],
    ['an API name with a hyphen', typeBody('acme-call'), '1003'],
    ['an API name of 256 characters', typeBody('a'.repeat(256)), '1003'],
    ['a name with a colon', typeBody('acme', { name: 'Acme: call' }), '1003'],
    ['no trigger', typeBody('acme', { triggerName: undefined }), '1002'],
    [
      'an unknown data type',
      typeBody('acme', { primaryAttribute: { apiName: 'a', name: 'A', dataType: 'blob' } }),
      '1003',
    ],
    ['no body', undefined, '1002'],
    ['the API name of another', typeBody('acmeOther', { name: 'x', triggerName: 'y', filterName: 'z' }), '1017'],
    ['the trigger of another', typeBody('acme', { triggerName: 'does acme ACMEOTHER' }), '709'],
    ['the filter of another', typeBody('acme', { filterName: 'Did Acme acmeOther' }), '709'],
    ['a native name', typeBody('acme', { name: 'Send Sales Email' }), '709'],
    ['a native trigger', typeBody('acme', { triggerName: 'Opens Sales Email' }), '709'],
    ['a native filter', typeBody('acme', { filterName: 'Replied to Sales Email' }), '709'],
  ])('%s is refused', async (_what, body, code) => {
    const r = await rig();
    await succeeded(create(r, 'acmeOther'));
    expect(codeOf(await r.post('activities/external/type.json', body))).toBe(code);
    expect(await statuses(r)).toEqual({ acmeOther: 'draft' });
  });

  it.each(['approve', 'discardDraft', 'delete', 'attributes/create', 'attributes/update', 'attributes/delete'])(
    '%s of an unknown type is not found',
    async (name) => {
      const body = { attributes: attributes(0, 1) };
      expect(codeOf(await step(await rig(), 'none', name, name.includes('/') ? body : undefined))).toBe('1013');
    },
  );

  it('attributes are distinct, and only what is there can be changed', async () => {
    const r = await rig();
    await succeeded(create(r, 'acmeCall'));
    const change = async (name: string, one: object) =>
      codeOf(await step(r, 'acmeCall', `attributes/${name}`, { attributes: [one] }));
    expect(await change('create', { apiName: 'subject', name: 'Other', dataType: 'string' })).toBe('1017');
    expect(await change('create', { apiName: 'other', name: 'SUBJECT', dataType: 'string' })).toBe('709');
    expect(await change('create', { apiName: 'other', name: 'Other' })).toBe('1002');
    expect(await change('update', { apiName: 'other', name: 'Other' })).toBe('1013');
    expect(await change('delete', { apiName: 'other' })).toBe('1013');
  });

  it('approved types are in activities/types.json like any other, drafts are not', async () => {
    const r = await rig();
    const names = async () => ((await r.get('activities/types.json')).result ?? []).map(({ name }) => name);
    await succeeded(create(r, 'acmeDraft'));
    await approvedType(r);
    expect(await names()).toContain('Acme acmeCall');
    expect(await names()).not.toContain('Acme acmeDraft');
  });

  it('the list has no attributes unless a switch says so', async () => {
    const r = await rig();
    await approvedType(r);
    expect((await r.get(TYPES)).result?.[0]).not.toHaveProperty('attributes');
    r.sim.instance.setSwitches({ typeListAttributes: true });
    expect((await r.get(TYPES)).result?.[0]?.attributes).toHaveLength(7);
  });

  it('each right is asked for', async () => {
    const clients = [
      { clientId: 'reader', permissions: ['Read-Only Activity Metadata'] },
      { clientId: 'maker', permissions: ['Read-Write Activity Metadata'] },
      { clientId: 'adder', permissions: ['Read-Write Activity'] },
    ].map((client) => ({ ...client, clientSecret: 's' }));
    const r = await rig({ clients });
    const can = async (clientId: string) => {
      const headers = { authorization: `Bearer ${await r.token(clientId, 's')}`, 'content-type': 'application/json' };
      const call = async (path: string, init: RequestInit = {}) =>
        ((await (await r.raw(`/rest/v1/${path}`, { headers, ...init })).json()) as { success: boolean }).success;
      const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) });
      const input = [record(r, { leadId: 1, activityTypeId: 1 })];
      return [
        await call(TYPES),
        await post('activities/external/type.json', typeBody(clientId)),
        await post('activities/external.json', { input }),
      ];
    };
    expect(await can('reader')).toEqual([true, false, false]);
    expect(await can('maker')).toEqual([true, true, false]);
    expect(await can('adder')).toEqual([false, false, true]);
  });

  it('types and records survive a restart', async () => {
    const persistFile = join(mkdtempSync(join(tmpdir(), 'marketo-')), 'instance.ndjson');
    const first = await rig({ persistFile });
    const activityTypeId = await approvedType(first);
    await succeeded(create(first, 'acmeDraft'));
    await add(first, [record(first, { leadId: first.ids(1)[0] ?? 0, activityTypeId, attributes: { eventId: 'e' } })]);
    const before = [...first.sim.instance.customActivities()];
    await first.sim.close();
    const second = await rig({ persistFile });
    expect(await statuses(second)).toEqual({ acmeCall: 'approved', acmeDraft: 'draft' });
    expect([...second.sim.instance.customActivities()]).toEqual(before);
    expect(codeOf(await second.post(pathOf('acmeCall'), { triggerName: 'Other' }))).toBe('1022');
  });
});
