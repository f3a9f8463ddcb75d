import { afterAll, describe, expect, it } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';

const MB = 1024 * 1024;
const marketo = await startMarketoSimulator({ people: 10 });
const salesforce = await startSalesforceSimulator({ people: 10 });
afterAll(() => Promise.all([marketo.close(), salesforce.close()]));

describe.each([
  ['Marketo', marketo.controlUrl, MB],
  ['Salesforce', salesforce.controlUrl, 50 * MB],
])('control calls of the %s simulator', (_, url, bodyMax) => {
  async function refused(method: string, path: string, body?: string) {
    const response = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { body }) });
    return { status: response.status, told: await response.json() };
  }

  it('an unknown path is told which paths there are', async () => {
    const { status, told } = await refused('GET', '/nowhere?x=1');
    expect(status).toBe(404);
    expect(told).toEqual({
      error: 'no control operation GET /control/nowhere',
      fix: expect.stringMatching(/^use one of .*\/faults .* under \/control$/),
    });
  });

  it('a wrong method is told which methods the path has', async () => {
    const { status, told } = await refused('DELETE', '/faults');
    expect(status).toBe(405);
    expect(told).toEqual({ error: 'no control operation DELETE /control/faults', fix: 'use GET, PUT' });
  });

  it('a body that is no JSON is told so', async () => {
    const { status, told } = await refused('PUT', '/clock', '{');
    expect(status).toBe(400);
    expect(told).toMatchObject({ error: expect.stringMatching(/^body is not JSON: /), fix: 'send a JSON body' });
  });

  it('a body of the wrong form is told the field', async () => {
    const { status, told } = await refused('PUT', '/clock', '{"offsetMs":"x"}');
    expect(status).toBe(400);
    expect(told).toMatchObject({
      error: expect.stringMatching(/^offsetMs: /),
      fix: 'correct the named fields of the JSON body',
    });
  });

  it('a fault rule that cannot be used is told its index and field', async () => {
    const { status, told } = await refused('PUT', '/faults', '[{"do":{"badJson":true,"http":503}}]');
    expect(status).toBe(400);
    expect(told).toEqual({
      error: expect.stringMatching(/^PUT \/control\/faults: rule 0, field do: needs exactly one of /),
      fix: 'correct the named field',
    });
  });

  it('a body above the limit is refused, one at the limit is read', async () => {
    const padded = (bytes: number): string => '{"offsetMs":0}'.padEnd(bytes);
    expect((await refused('PUT', '/clock', padded(bodyMax))).status).toBe(200);
    expect(await refused('PUT', '/clock', padded(bodyMax + 1))).toMatchObject({
      status: 413,
      told: { fix: 'send less at once' },
    });
  });
});
