import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FaultRule, readFaultsFile } from '../../../simulators/salesforce/index.ts';
import { codeOf, HOUR, KEY, MINUTE, type Rig, rig } from './harness.ts';

const put = (r: Rig, key = 'k') => r.api('PATCH', `${KEY}/${key}`, { body: { Subject: 'x' } });
const written = (r: Rig) => r.column('SELECT Id FROM Task WHERE Actions_Sync_Key__c != null', 'Id');
const WRITES: FaultRule['match'] = { class: 'writes', times: 1 };

describe('errors as answers', () => {
  it('S51 limits, maintenance, gateways and the odd statuses', async () => {
    const r = await rig();
    const limit = async (body: object) => (await r.control('PUT', '/limits', body)).status;
    await put(r);
    expect(await limit({ used: 100_000 })).toBe(200);
    const total = await put(r);
    expect([total.status, total.list]).toEqual([
      403,
      [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED', fields: undefined }].map(
        ({ message, errorCode }) => ({ message, errorCode }),
      ),
    ]);
    r.advance(24 * HOUR - MINUTE);
    await r.control('POST', '/sessions/expire', {});
    const later = { token: (await r.login()).body.access_token };
    expect((await r.api('GET', '/limits', later)).status).toBe(403);
    r.advance(MINUTE);
    expect((await r.api('GET', '/limits', later)).status).toBe(200);
    r.renew();
    expect(await limit({ used: 0, longRequests: 1, longMs: 20 })).toBe(200);
    await r.faults({ match: { path: '*/limits' }, do: { delayMs: 150 } });
    const slow = r.api('GET', '/limits');
    await expect.poll(async () => (await put(r)).status).toBe(403);
    const concurrent = await put(r);
    expect(concurrent.list[0]?.message).toBe('ConcurrentRequests (Concurrent API Requests) Limit exceeded.');
    await slow;
    expect((await put(r)).status).toBe(200);

    const answers: readonly [FaultRule['do'], number, string | undefined, string][] = [
      [{ error: 'SERVER_UNAVAILABLE' }, 503, 'SERVER_UNAVAILABLE', 'application/json;charset=UTF-8'],
      [{ http: 503, html: true }, 503, undefined, 'text/html'],
      [{ http: 503, html: true, contentType: 'text/html; charset=UTF-8' }, 503, undefined, 'text/html; charset=UTF-8'],
      [{ error: 'UNKNOWN_EXCEPTION' }, 500, 'UNKNOWN_EXCEPTION', 'application/json;charset=UTF-8'],
      [{ http: 429 }, 429, 'UNKNOWN_EXCEPTION', 'application/json;charset=UTF-8'],
      [{ http: 420, html: true }, 420, undefined, 'text/html'],
    ];
    for (const [action, status, code, type] of answers) {
      await r.faults({ match: WRITES, do: action });
      const answer = await put(r, 'never');
      expect([answer.status, codeOf(answer), answer.headers.get('content-type')]).toEqual([status, code, type]);
    }
    expect(await written(r)).toHaveLength(1);
  });

  it('S52 record errors at top level and on items of a collection', async () => {
    const r = await rig();
    const codes = [
      'UNABLE_TO_LOCK_ROW',
      'DUPLICATES_DETECTED',
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'STORAGE_LIMIT_EXCEEDED',
      'APEX_ERROR',
      'TXN_SECURITY_NO_ACCESS',
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    ];
    for (const code of codes) {
      await r.faults({ match: { object: 'Task', times: 1 }, do: { error: code, message: 'because' } });
      const answer = await put(r);
      expect([answer.status, answer.list]).toEqual([400, [{ message: 'because', errorCode: code }]]);
    }
    await r.faults({ match: { class: 'collections' }, do: { itemError: 'UNABLE_TO_LOCK_ROW', items: [1] } });
    const records = ['a', 'b', 'c'].map((key) => ({ attributes: { type: 'Task' }, Actions_Sync_Key__c: key }));
    const { list } = await r.api('POST', '/composite/sobjects', { body: { records } });
    expect(list.map(({ errors }) => errors[0]?.statusCode)).toEqual([undefined, 'UNABLE_TO_LOCK_ROW', undefined]);
    expect(await written(r)).toHaveLength(2);
    r.org.setSwitches({ duplicateRule: 'alert' });
    const { Email } = await r.read(
      'Lead',
      r.find('Lead', (get) => get('Email') !== null && get('IsConverted') === false),
    );
    const body = { LastName: 'n', Company: 'c', Email };
    expect(codeOf(await r.api('POST', '/sobjects/Lead', { body }))).toBe('DUPLICATES_DETECTED');
    const headers = { 'sforce-duplicate-rule-header': 'allowSave=true' };
    expect((await r.api('POST', '/sobjects/Lead', { body, headers })).status).toBe(201);
  });

  it('S53 connections break before and after the work, bodies stall, trickle, end early, or lead elsewhere', async () => {
    const r = await rig();
    await r.token();
    await r.faults({ match: WRITES, do: { resetBefore: true } });
    await expect(put(r)).rejects.toThrow();
    expect(await written(r)).toHaveLength(0);
    await r.faults({ match: WRITES, do: { resetAfter: true } });
    await expect(put(r)).rejects.toThrow();
    expect(await written(r)).toHaveLength(1);
    await r.faults({ match: WRITES, do: { truncate: true } });
    await expect(put(r)).rejects.toThrow();

    await r.faults({ match: WRITES, do: { stall: true } });
    const url = `${r.sim.instanceUrl}/services/data/v66.0${KEY}/k`;
    const headers = { authorization: `Bearer ${await r.token()}`, 'content-type': 'application/json' };
    const stalled = await fetch(url, { method: 'PATCH', headers, body: '{}', signal: AbortSignal.timeout(150) });
    expect(stalled.status).toBe(200);
    await expect(stalled.text()).rejects.toThrow();

    await r.faults({ match: WRITES, do: { trickleMs: 5 } });
    const start = performance.now();
    expect((await put(r)).body).toMatchObject({ success: true });
    expect(performance.now() - start).toBeGreaterThan(60);
    await r.faults({ match: WRITES, do: { badJson: true } });
    const broken = await put(r);
    expect([broken.status, broken.text.startsWith('{"id":"00T')]).toEqual([200, true]);
    expect(() => JSON.parse(broken.text) as unknown).toThrow();
    await r.faults({ match: WRITES, do: { emptyBody: true } });
    expect(await put(r)).toMatchObject({ status: 200, text: '' });
    await r.faults({ match: WRITES, do: { redirect: 'https://elsewhere.example/' } });
    const sent = await put(r);
    expect([sent.status, sent.headers.get('location')]).toEqual([302, 'https://elsewhere.example/']);
    await r.faults({ match: WRITES, do: { expireSession: true } });
    const expired = await put(r);
    expect([expired.status, codeOf(expired)]).toEqual([401, 'INVALID_SESSION_ID']);
    expect(r.org.faults.happened()).toMatchObject({ resetBefore: 1, resetAfter: 1, stall: 1, trickleMs: 1 });
  });

  it('S54 open tasks of one account contend for its row when they are created at once, closed ones do not', async () => {
    const r = await rig();
    const account = r.find('Account');
    await r.control('PUT', '/limits', { lockHoldMs: 300, lockWaitMs: 0 });
    const at = (values: object) => r.api('POST', '/sobjects/Task', { body: { WhatId: account, ...values } });
    const closed = { Status: 'Completed', ActivityDate: '2026-06-15' };
    const undated = { Status: 'Not Started' };
    const open = { ...undated, ActivityDate: '2026-06-15' };
    for (const free of [closed, undated]) {
      const both = await Promise.all([at(free), at(free)]);
      expect(both.map(({ status }) => status)).toEqual([201, 201]);
    }
    const both = await Promise.all([at(open), at(open)]);
    const refused = both.filter(({ status }) => status === 400);
    expect(refused.map(codeOf)).toEqual(['UNABLE_TO_LOCK_ROW']);
    expect(refused[0]?.list[0]?.message).toBe(
      `unable to obtain exclusive access to this record or 1 records: ${account}`,
    );
    expect((await r.control('GET', '/stats')).body.lockRefusals).toBe(1);
    r.advance(400);
    expect((await at(open)).status).toBe(201);
    r.advance(400);
    const records = Array.from({ length: 20 }, () => ({ attributes: { type: 'Task' }, WhatId: account, ...open }));
    const together = await r.api('POST', '/composite/sobjects', { body: { records } });
    expect(together.list.filter(({ success }) => success)).toHaveLength(20);
    r.advance(400);
    await r.control('POST', '/locks', { id: account, ms: 5000 });
    expect(codeOf(await at(open))).toBe('UNABLE_TO_LOCK_ROW');
    const contact = r.contact();
    await r.control('POST', '/locks', { id: contact, ms: 5000 });
    const edit = await r.api('PATCH', `/sobjects/Contact/${contact}`, { body: { Title: 'x' } });
    expect(codeOf(edit)).toBe('UNABLE_TO_LOCK_ROW');
    r.org.setSwitches({ lockStatus: 409 });
    expect((await at(open)).status).toBe(409);
  });
});

describe('fault rules', () => {
  it('match by method, path, object and count', async () => {
    const r = await rig();
    await r.faults(
      { match: { object: 'lead' }, do: { error: 'APEX_ERROR' } },
      { match: { method: 'patch', path: '*Actions_Sync_Key__c/*', after: 1, every: 2 }, do: { http: 502 } },
    );
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await put(r)).status);
    expect(statuses).toEqual([201, 200, 502, 200, 502]);
    expect(codeOf(await r.api('GET', '/sobjects/Lead/describe'))).toBe('APEX_ERROR');
  });

  it('a rule that can not be is refused with its place', async () => {
    const r = await rig();
    const refused = await r.control('PUT', '/faults', [
      { do: { error: 'X' } },
      { do: { http: 502, resetAfter: true } },
    ]);
    expect([refused.status, refused.body.error]).toEqual([
      400,
      expect.stringMatching(/^PUT \/control\/faults: rule 1, field do: needs exactly one of/),
    ]);
    const file = join(mkdtempSync(join(tmpdir(), 'salesforce-')), 'faults.json');
    writeFileSync(file, '[{"match":{"class":"query"},"do":{"pageSize":0}}]');
    expect(() => readFaultsFile(file)).toThrow(/rule 0, field do\.pageSize/);
  });

  it('several rules fire together: the work is late, and its answer an error', async () => {
    const r = await rig();
    await r.token();
    await r.faults({ do: { delayMs: 60 } }, { do: { error: 'SERVER_UNAVAILABLE' } });
    const start = performance.now();
    expect((await put(r)).status).toBe(503);
    expect(performance.now() - start).toBeGreaterThan(58);
  });

  it('pageSize makes pages small', async () => {
    const r = await rig();
    await r.faults({ match: { class: 'query' }, do: { pageSize: 3 } });
    const { body } = await r.query('SELECT Id FROM User');
    expect([body.records.length, body.done, body.totalSize]).toEqual([3, false, 301]);
  });
});
