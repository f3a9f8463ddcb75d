import { describe, expect, it } from 'vitest';
import { CONTEXT, failure, failureOf, startRig, success } from './rig.ts';

const TYPE = {
  id: 100_001,
  apiName: 'siaEmailSent',
  name: 'SIA Send',
  description: 'A sale',
  triggerName: 'SIA Is Sent',
  filterName: 'SIA Was Sent',
  createdAt: '2026-02-03T22:36:23Z',
  status: 'approved with draft',
};
const { createdAt: _, ...KNOWN } = TYPE;
const SUBJECT = { apiName: 'emailSubject', name: 'Email Subject', dataType: 'string' };
const LINK = { apiName: 'link', name: 'Link', dataType: 'link' };
const PATH = '/rest/v1/activities/external/type';

describe('custom activity types', () => {
  it.each([
    ['draft', 'draft'],
    ['approved', 'approved'],
    ['approved with draft', 'approvedWithDraft'],
    ['deleted', 'deleted'],
  ])('are listed with their status: %s', async (status, expected) => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ ...TYPE, status }] }), success({}));
    await expect(client.customActivities.types(CONTEXT)).resolves.toEqual([{ ...KNOWN, status: expected }]);
    await expect(client.customActivities.types(CONTEXT)).resolves.toEqual([]);
    expect(server.restCalls[0]?.path).toBe('/rest/v1/activities/external/types.json');
  });

  it('a status that nobody knows is a bad answer', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{ ...TYPE, status: 'sleeping' }] }));
    expect(await failureOf(client.customActivities.types(CONTEXT))).toMatchObject({
      key: 'marketo.badAnswer',
      details: { endpoint: 'customTypes', at: '0.status' },
    });
  });

  it('are described as approved or as draft', async () => {
    const { server, client } = await startRig();
    const described = { ...TYPE, primaryAttribute: { ...SUBJECT, description: 'x' }, attributes: [LINK] };
    server.rest.push(success({ result: [described] }), success({ result: [TYPE] }));
    await expect(client.customActivities.describeType('siaEmailSent', 'approved', CONTEXT)).resolves.toEqual({
      ...KNOWN,
      status: 'approvedWithDraft',
      primary: SUBJECT,
      attributes: [LINK],
    });
    await expect(client.customActivities.describeType('siaEmailSent', 'draft', CONTEXT)).resolves.toMatchObject({
      primary: null,
      attributes: [],
    });
    expect(server.restCalls.map(({ path, query }) => [path, query.get('draft')])).toEqual([
      [`${PATH}/siaEmailSent/describe.json`, null],
      [`${PATH}/siaEmailSent/describe.json`, 'true'],
    ]);
  });

  it('are made, given attributes and approved by one call each', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ result: [{}] }), success({ result: [{}] }), success({ result: [{}] }));
    const { customActivities } = client;
    const { id: _id, status: _status, ...names } = KNOWN;
    await customActivities.createType({ ...names, primary: SUBJECT }, CONTEXT);
    await customActivities.addAttributes('siaEmailSent', [LINK], CONTEXT);
    await customActivities.approveType('siaEmailSent', CONTEXT);
    expect(server.restCalls.map(({ method, path }) => [method, path])).toEqual([
      ['POST', `${PATH}.json`],
      ['POST', `${PATH}/siaEmailSent/attributes/create.json`],
      ['POST', `${PATH}/siaEmailSent/approve.json`],
    ]);
    const [create, attributes, approve] = server.restCalls.map(({ text }) => (text === '' ? null : JSON.parse(text)));
    expect(create).toEqual({ ...names, primaryAttribute: SUBJECT });
    expect(attributes).toEqual({ attributes: [LINK] });
    expect(approve).toBeNull();
  });

  it.each([
    ['1017', 'record'],
    ['1027', 'config'],
    ['1028', 'bug'],
    ['709', 'config'],
    ['603', 'auth'],
  ])('a refusal with %s keeps its class %s', async (code, errorClass) => {
    const { server, client } = await startRig();
    server.rest.push(failure(code));
    const error = await failureOf(client.customActivities.approveType('siaEmailSent', CONTEXT));
    expect([error.key, error.entry.class]).toEqual([`marketo.${code}`, errorClass]);
    expect(server.restCalls).toHaveLength(1);
  });
});
