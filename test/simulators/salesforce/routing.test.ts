import { describe, expect, it } from 'vitest';
import { codeOf, rig } from './harness.ts';

describe('versions and paths', () => {
  it('S10 versions 41.0 to 68.0 work, 21.0 to 30.0 are gone, others unknown; the list names what there is', async () => {
    const r = await rig();
    for (const version of ['41.0', '55.0', '68.0'])
      expect((await r.api('GET', '/limits', { version })).status).toBe(200);
    for (const version of ['21.0', '30.0']) expect((await r.api('GET', '/limits', { version })).status).toBe(410);
    for (const version of ['20.0', '69.0', '66.1', '66']) {
      const answer = await r.api('GET', '/limits', { version });
      expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
    }
    const { list } = await r.raw('GET', '/services/data');
    const known = Object.fromEntries(list.map(({ version, label }) => [version, label]));
    expect(known).toMatchObject({ '66.0': "Spring '26", '67.0': "Summer '26", '68.0': "Winter '27" });
  });

  it('S11 doubled and trailing slashes are as good as none', async () => {
    const r = await rig();
    for (const path of ['//services/data/v66.0/limits', '/services/data/v66.0//limits/']) {
      expect((await r.raw('GET', path)).status).toBe(200);
    }
    const q = encodeURIComponent('SELECT Id FROM Lead LIMIT 1');
    expect((await r.api('GET', `/query/?q=${q}`)).body.records).toHaveLength(1);
    expect((await r.api('POST', '/sobjects/Task/', { body: { Subject: 'x' } })).status).toBe(201);
    expect((await r.api('GET', '/query?q=SELECT+Id+FROM+Lead+LIMIT+1')).body.records).toHaveLength(1);
  });

  it('S12 names of objects and fields have no case; answers use the real one', async () => {
    const r = await rig();
    const made = await r.api('POST', '/sobjects/task', { body: { subject: 'x', priority: 'High' } });
    const { body } = await r.api('GET', `/sobjects/TASK/${made.body.id}?fields=subject,PRIORITY`);
    expect(body).toMatchObject({ Subject: 'x', Priority: 'High', attributes: { type: 'Task' } });
    const put = await r.api('PATCH', '/sobjects/task/actions_sync_key__c/k1', { body: { SUBJECT: 'y' } });
    expect(put.status).toBe(201);
    expect(await r.column("select subject from task where actions_sync_key__c = 'k1'", 'Subject')).toEqual(['y']);
  });

  it('S13 ids have 15 or 18 characters, whose check is verified; answers have 18', async () => {
    const r = await rig();
    const id = r.lead();
    for (const given of [id, id.slice(0, 15)]) expect((await r.read('Lead', given)).Id).toBe(id);
    const wrong = id.slice(0, 17) + (id.endsWith('A') ? 'B' : 'A');
    for (const given of [wrong, 'xyz', `${id}1`]) {
      expect(codeOf(await r.api('GET', `/sobjects/Lead/${given}`))).toBe('MALFORMED_ID');
    }
    const task = await r.create('Task', { Subject: 'x', WhoId: id.slice(0, 15) });
    expect((await r.read('Task', task)).WhoId).toBe(id);
  });

  it('S14 each answer has its content type and a usage that grows by one per call, composite ones too', async () => {
    const r = await rig({ dailyLimit: 5000 });
    const used: number[] = [];
    const note = ({ headers }: { headers: Headers }) => {
      const [, n] = /^api-usage=(\d+)\/5000$/.exec(headers.get('sforce-limit-info') ?? '') ?? [];
      used.push(Number(n));
    };
    const read = await r.api('GET', '/limits');
    expect(read.headers.get('content-type')).toBe('application/json;charset=UTF-8');
    note(read);
    note(await r.api('GET', '/sobjects/Nothing/describe'));
    const one = (referenceId: string) => ({ method: 'GET', url: '/services/data/v66.0/limits', referenceId });
    note(await r.api('POST', '/composite', { body: { compositeRequest: [one('a'), one('b'), one('c')] } }));
    const id = await r.create('Task', { Subject: 'x' });
    const empty = await r.api('PATCH', `/sobjects/Task/${id}`, { body: { Subject: 'y' } });
    expect([empty.status, empty.headers.get('content-type')]).toEqual([204, null]);
    note(empty);
    expect(used).toEqual([1, 2, 3, 5]);
  });

  it('S15 long URIs, long headers, wrong methods and broken JSON are refused', async () => {
    const r = await rig();
    const long = (n: number) => `/services/data/v66.0/query?q=${'x'.repeat(n)}`;
    expect((await r.raw('GET', long(16_400))).status).toBe(414);
    expect((await r.raw('GET', long(8000), { headers: { 'x-long': 'y'.repeat(9000) } })).status).toBe(431);
    const method = await r.api('PUT', '/sobjects/Task');
    expect([method.status, codeOf(method)]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    const json = await r.api('POST', '/sobjects/Task', { body: '{"Subject":' });
    expect([json.status, codeOf(json)]).toEqual([400, 'JSON_PARSER_ERROR']);
    expect(codeOf(await r.api('GET', '/nothing'))).toBe('NOT_FOUND');
  });
});
