import { createHash } from 'node:crypto';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../simulators/marketo/people/fields.ts';
import { cells, Exports, lastDays, window } from './bulk-harness.ts';
import { type Rig, rig, START } from './harness.ts';

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());
const sha = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const EVERYBODY = { switches: { smartListFilter: true } } as const;
const ALL = { fields: FIELD_NAMES, filter: { smartListId: 1 } };

/** Truth in the form of cells. */
const truthRows = (r: Rig, fields: readonly string[]) =>
  [...r.sim.instance.truth({ fields })].map((line) =>
    fields.map((field) => (line[field] === undefined ? null : String(line[field]))),
  );

describe('the file', () => {
  it('M71 a Completed job tells records, size and SHA-256 of the exact bytes', async () => {
    const r = await rig(EVERYBODY);
    const x = new Exports(r);
    const { id, job } = await x.run(ALL);
    const bytes = await bytesOf(await x.file(id));
    expect(job).toMatchObject({ numberOfRecords: 500, fileSize: bytes.length, fileChecksum: sha(bytes) });
  });

  it('M72 before Completed, and for an unknown id, it is HTTP 404 in plain text', async () => {
    const r = await rig();
    const x = new Exports(r);
    const id = await x.queued();
    for (const response of [await x.file(id), await x.file('no-such-job')]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/plain;charset=UTF-8']);
      expect(await response.text()).toMatch(/not found/);
    }
    await x.over(id);
    expect((await x.file(id)).status).toBe(200);
    expect(r.sim.instance.stats().codes).toEqual({ http404: 2 });
  });

  it('M73 a Range gives 206 with place and total, joined ranges are the file, outside is 416', async () => {
    const x = new Exports(await rig(EVERYBODY));
    const { id } = await x.run(ALL);
    const whole = await x.file(id);
    expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
    const bytes = await bytesOf(whole);
    const size = bytes.length;
    const parts: Buffer[] = [];
    for (let from = 0; from < size; from += 10_007) {
      const response = await x.file(id, { range: `bytes=${from}-${from + 10_006}` });
      const last = Math.min(from + 10_006, size - 1);
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${from}-${last}/${size}`);
      expect(response.headers.get('content-length')).toBe(String(last - from + 1));
      expect(response.headers.get('accept-ranges')).toBe('bytes');
      parts.push(await bytesOf(response));
    }
    expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    const part = async (range: string) => {
      const response = await x.file(id, { range });
      return [response.status, (await bytesOf(response)).length];
    };
    expect(await part(`bytes=${size - 5}-`)).toEqual([206, 5]);
    expect(await part('bytes=-7')).toEqual([206, 7]);
    expect(await part(`bytes=${size - 1}-${size - 1}`)).toEqual([206, 1]);
    for (const nonsense of ['bytes=9-3', 'lines=1-2', 'bytes=-']) expect(await part(nonsense)).toEqual([200, size]);
    const outside = await x.file(id, { range: `bytes=${size}-` });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${size}`]);
  });

  it('M74 empty cells are the bare word null, others quoted as RFC 4180 asks, text exactly as stored', async () => {
    const r = await rig(EVERYBODY);
    const odd = {
      firstName: 'a,b',
      lastName: 'say "hi"',
      company: 'two\r\nlines',
      title: 'bare\rCR',
      address: ' \tpad ',
      city: '',
    };
    r.sim.instance.create(odd);
    const x = new Exports(r);
    const [header, ...rows] = cells((await x.run(ALL)).text);
    expect(header).toEqual(FIELD_NAMES);
    // The last one's empty text has become nothing at all.
    expect(rows.slice(0, -1)).toEqual(truthRows(r, FIELD_NAMES).slice(0, -1));
    const fields = [...Object.keys(odd), 'unsubscribed', 'leadScore'];
    const { text } = await x.run({ fields, filter: { createdAt: window(START, START) } });
    const line = '"a,b","say ""hi""","two\r\nlines","bare\rCR", \tpad ,null,false,null\n';
    expect(text).toBe(`${fields.join()}\n${line}`);
  });

  it('a text that reads null is written as bare null, like nothing at all', async () => {
    const r = await rig();
    const id = r.sim.instance.create({ firstName: 'null', lastName: 'Null' });
    expect(r.sim.instance.state.book.read(id, ['firstName', 'title'])).toEqual({ firstName: 'null', title: null });
    const body = { fields: ['firstName', 'lastName', 'title'], filter: { createdAt: window(START, START) } };
    expect((await new Exports(r).run(body)).text).toBe('firstName,lastName,title\nnull,Null,null\n');
  });

  it('M75 columnHeaderNames replaces header cells, quoted where needed', async () => {
    const r = await rig();
    const body = {
      fields: ['id', 'email', 'firstName'],
      columnHeaderNames: { email: 'Mail, address', firstName: 'Given name', tea: 'x' },
      filter: { createdAt: lastDays(r, 1) },
    };
    expect((await new Exports(r).run(body)).text.split('\n')[0]).toBe('id,"Mail, address",Given name');
  });

  it('nobody in the window is a file with its header alone', async () => {
    const r = await rig();
    const { job, text } = await new Exports(r).run({ fields: ['id', 'email'], filter: { createdAt: window(0, 1000) } });
    expect(job).toMatchObject({ numberOfRecords: 0, fileSize: 9 });
    expect(text).toBe('id,email\n');
  });

  it('TSV separates with tabs, SSV with semicolons or, by switch, blanks', async () => {
    const r = await rig();
    r.sim.instance.create({ firstName: 'a\tb', lastName: 'c;d', title: 'e f', company: 'g,h' });
    const x = new Exports(r);
    const line = async (format: string) => {
      const body = {
        fields: ['firstName', 'lastName', 'title', 'company'],
        format,
        filter: { createdAt: window(START, START) },
      };
      return (await x.run(body)).text.split('\n')[1];
    };
    expect(await line('TSV')).toBe('"a\tb"\tc;d\te f\tg,h');
    expect(await line('SSV')).toBe('a\tb;"c;d";e f;g,h');
    r.sim.instance.setSwitches({ ssvSeparator: 'space' });
    expect(await line('SSV')).toBe('a\tb c;d "e f" g,h');
    expect(await line('CSV')).toBe('a\tb,c;d,e f,"g,h"');
  });

  it('it is text/csv in UTF-8 and never compressed', async () => {
    const r = await rig(EVERYBODY);
    const x = new Exports(r);
    const { id, job } = await x.run(ALL);
    const headers = { authorization: `Bearer ${await r.token()}`, 'accept-encoding': 'gzip' };
    const response = await request(`${r.sim.baseUrl}/bulk/v1/leads/export/${id}/file.json`, { headers });
    expect(response.headers['content-type']).toBe('text/csv;charset=UTF-8');
    expect(response.headers['content-encoding']).toBeUndefined();
    expect((await response.body.bytes()).length).toBe(job.fileSize);
  });

  it('a download occupies a call slot until its body is out, and is counted like any call', async () => {
    const r = await rig({ ...EVERYBODY, people: 20_000 });
    const x = new Exports(r);
    const { id, job } = await x.run(ALL);
    const before = r.sim.instance.stats().callsToday;
    const headers = { authorization: `Bearer ${await r.token()}` };
    // Not read on: the sockets' buffers hold some of it, by far not all.
    const response = await request(`${r.sim.baseUrl}/bulk/v1/leads/export/${id}/file.json`, { headers });
    await r.get('stats/errors.json');
    expect(r.sim.instance.stats()).toMatchObject({ openNow: 1, callsToday: before + 2 });
    const bytes = Buffer.from(await response.body.bytes());
    expect(sha(bytes)).toBe(job.fileChecksum);
    while (r.sim.instance.stats().openNow > 0) await new Promise(setImmediate);
  });

  it('a client that leaves in mid-download frees its slot', async () => {
    const r = await rig({ ...EVERYBODY, people: 20_000 });
    const x = new Exports(r);
    const { id } = await x.run(ALL);
    const headers = { authorization: `Bearer ${await r.token()}` };
    const { body } = await request(`${r.sim.baseUrl}/bulk/v1/leads/export/${id}/file.json`, { headers });
    expect(r.sim.instance.stats().openNow).toBe(1);
    body.on('error', () => {});
    body.destroy();
    while (r.sim.instance.stats().openNow > 0) await new Promise(setImmediate);
    expect((await x.file(id, { range: 'bytes=0-1' })).status).toBe(206);
  });
});
