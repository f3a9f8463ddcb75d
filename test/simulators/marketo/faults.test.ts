import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FaultRule, readFaultsFile } from '../../../simulators/marketo/index.ts';
import { codeOf, type Rig, rig, SECOND } from './harness.ts';

const READ: FaultRule['match'] = { class: 'leads' };
const rigWith = async (action: FaultRule['do'], match: FaultRule['match'] = READ) =>
  rig({ faults: [{ match, do: action }] });
const read = async (r: Rig) => r.people('id', r.ids(5));
const raw = (r: Rig) => r.raw(`/rest/v1/leads.json?filterType=id&filterValues=${r.ids(5).join(',')}`);

describe('what faults do', () => {
  it.each(['604', '606', '607', '608', '611', '615', '713', '502', '1003'])(
    'code %s comes in the envelope',
    async (code) => {
      const reply = await read(await rigWith({ code }));
      expect(reply).toMatchObject({ success: false, errors: [{ code }] });
    },
  );

  it('http answers as a gateway does, nothing is executed', async () => {
    const r = await rigWith({ http: 502, html: true }, { class: 'leadWrites' });
    const headers = { 'content-type': 'application/json' };
    const response = await r.raw('/rest/v1/leads.json', {
      method: 'POST',
      body: '{"input":[{"email":"a@b.c"}]}',
      headers,
    });
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^<html>/);
    expect(r.sim.instance.people).toBe(500);
  });

  it('resetBefore loses the call, resetAfter only its answer', async () => {
    for (const [action, people] of [
      [{ resetBefore: true }, 500],
      [{ resetAfter: true }, 501],
    ] as const) {
      const r = await rigWith(action, { class: 'leadWrites' });
      await expect(r.post('leads.json', { input: [{ email: 'a@b.c' }] })).rejects.toThrow();
      expect(r.sim.instance.people).toBe(people);
    }
  });

  it('delayMs holds the answer back', async () => {
    const r = await rigWith({ delayMs: 40 });
    await read(r);
    const start = performance.now();
    await read(r);
    expect(performance.now() - start).toBeGreaterThan(38);
  });

  it('truncate breaks the connection in mid-body, emptyBody and badJson are complete HTTP', async () => {
    await expect((await raw(await rigWith({ truncate: true }))).text()).rejects.toThrow();
    expect(await (await raw(await rigWith({ emptyBody: true }))).text()).toBe('');
    const text = await (await raw(await rigWith({ badJson: true }))).text();
    expect(text).toContain('requestId');
    expect(() => JSON.parse(text) as unknown).toThrow();
  });

  it('expireToken ends the caller’s token early: 602, then 601, then a new token', async () => {
    const r = await rigWith({ expireToken: true }, { class: 'leads', times: 1 });
    const before = await r.token();
    expect([codeOf(await read(r)), codeOf(await read(r))]).toEqual(['602', '601']);
    expect(await r.token()).not.toBe(before);
  });

  it('duplicateRows, omitRows, shortPage and emptyPage change pages of people', async () => {
    const size = async (action: FaultRule['do']) => (await read(await rigWith(action))).result?.length;
    expect(await size({ duplicateRows: true })).toBe(10);
    expect(await size({ omitRows: 2 })).toBe(3);
    const r = await rigWith({ shortPage: 2 });
    const first = await read(r);
    expect(first).toMatchObject({ moreResult: true });
    const next = { nextPageToken: String(first.nextPageToken) };
    const second = await r.people('id', r.ids(5), next);
    expect([...(first.result ?? []), ...(second.result ?? [])].map(({ id }) => id)).toEqual(r.ids(4));
    r.sim.instance.setFaults([{ do: { emptyPage: true } }]);
    expect(await read(r)).toMatchObject({ result: [], moreResult: true });
  });

  it('duplicateRows and omitRows change pages of activities', async () => {
    const r = await rig();
    const token = await r.since();
    r.advance(SECOND);
    for (const id of r.ids(4)) r.sim.instance.update(id, { title: 'x' });
    const rows = async (action: FaultRule['do']) => {
      r.sim.instance.setFaults([{ do: action }]);
      return (await r.drain('/leadchanges', token, { fields: 'title' })).rows.length;
    };
    expect([await rows({ duplicateRows: true }), await rows({ omitRows: 3 })]).toEqual([8, 1]);
  });
});

describe('when faults happen', () => {
  const pattern = async (match: FaultRule['match'], calls: number, seed = 1) => {
    const r = await rig({ seed, faults: [{ match: { class: 'leads', ...match }, do: { code: '611' } }] });
    const seen: string[] = [];
    for (let i = 0; i < calls; i++) seen.push((await read(r)).success ? '.' : 'x');
    return seen.join('');
  };

  it('nth, every, after and times count matching requests', async () => {
    expect(await pattern({ nth: 3 }, 6)).toBe('..x...');
    expect(await pattern({ every: 2 }, 6)).toBe('.x.x.x');
    expect(await pattern({ after: 4 }, 6)).toBe('....xx');
    expect(await pattern({ times: 2 }, 6)).toBe('xx....');
    expect(await pattern({ after: 1, every: 2, times: 1 }, 6)).toBe('..x...');
  });

  it('the statistics count what happened, by kind, over changed rules and resets', async () => {
    const r = await rigWith({ code: '611' }, { class: 'leads', every: 2 });
    for (let i = 0; i < 4; i++) await read(r);
    r.sim.instance.setFaults([{ match: { nth: 1 }, do: { lateMs: 5 } }]);
    const [id = 0] = r.ids(1);
    r.sim.instance.update(id, { title: 'x' });
    r.sim.instance.resetStats();
    expect(r.sim.instance.stats().faults).toEqual({ code: 2, lateMs: 1 });
  });

  it('probability is decided by the seed', async () => {
    const first = await pattern({ probability: 0.5 }, 30);
    expect(first).toMatch(/x.*\..*x/);
    expect(await pattern({ probability: 0.5 }, 30)).toBe(first);
    expect(await pattern({ probability: 0.5 }, 30, 2)).not.toBe(first);
  });

  it('method, path and client select; paths are prefixes or patterns', async () => {
    expect(await pattern({ path: '/rest/v1/lea' }, 1)).toBe('x');
    expect(await pattern({ path: '/rest/*/leads.json' }, 1)).toBe('x');
    expect(await pattern({ path: '/rest/*/lead' }, 1)).toBe('.');
    expect(await pattern({ method: 'post' }, 1)).toBe('.');
    expect(await pattern({ clientId: 'simulated-client' }, 1)).toBe('x');
    expect(await pattern({ clientId: 'other' }, 1)).toBe('.');
  });
});

describe('fault files', () => {
  const file = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'faults-')), 'faults.json');
    writeFileSync(path, text);
    return path;
  };

  it('a good file is read', () => {
    const rules = [{ match: { class: 'leads', every: 10 }, do: { code: '606' } }];
    expect(readFaultsFile(file(JSON.stringify(rules)))).toEqual(rules);
  });

  it.each([
    ['[{"do":{"code":"606"}},{"match":{"every":0},"do":{"code":"606"}}]', /faults\.json: rule 1, field match\.every: /],
    ['[{"match":{"colour":"red"},"do":{"code":"606"}}]', /rule 0, field match: .*colour/],
    ['[{"do":{"code":606}}]', /rule 0, field do\.code: /],
    ['[{"do":{"code":"999"}}]', /rule 0, field do\.code: .*606/],
    ['[{"do":{}}]', /rule 0, field do: needs exactly one of code, /],
    ['[{"do":{"code":"606","delayMs":5}}]', /rule 0, field do: needs exactly one of /],
    ['[{"match":{"path":"/rest"},"do":{"lateMs":5}}]', /rule 0, field match: lateMs happens to rows/],
    ['[{"match":{"types":[13]},"do":{"code":"606"}}]', /rule 0, field match\.types: only lateMs/],
    ['{"do":{}}', /faults\.json: .*array/],
    ['[{', /faults\.json: not a readable JSON file/],
  ])('%s is refused with file, rule and field', (text, message) => {
    expect(() => readFaultsFile(file(text))).toThrow(message);
  });

  it('a missing file is refused by name', () => {
    expect(() => readFaultsFile('/nowhere/faults.json')).toThrow('/nowhere/faults.json: not a readable JSON file');
  });
});
