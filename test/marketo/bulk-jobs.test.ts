import { describe, expect, it } from 'vitest';
import { isUnknownJob } from '../../marketo/index.ts';
import { EXPORT_ID } from './bulk.ts';
import { CONTEXT, failure, failureOf, REQUEST_ID, startRig, success } from './rig.ts';
import type { Scripted } from './scripted-server.ts';

const HEX = '5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ffee5c0ffeed';
const FROM_NOVEMBER = { kind: 'createdAt', startAt: new Date('2026-11-01T00:00:00.900Z') } as const;
const november = { ...FROM_NOVEMBER, endAt: new Date('2026-11-30T23:59:59.100Z') };

const job = (changes: object = {}) => ({ exportId: EXPORT_ID, format: 'CSV', status: 'Created', ...changes });
const answer = (...jobs: object[]) => success({ result: jobs });

describe('a bulk job', () => {
  it('is made of fields and a window in whole seconds, by JSON', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(answer(job({ createdAt: '2026-11-24T19:00:00Z' })));
    const made = await client.bulkLeads.create({ fields: ['email', 'id', 'email'], filter: november }, CONTEXT);
    expect(made).toEqual({
      exportId: EXPORT_ID,
      status: 'created',
      createdAt: new Date('2026-11-24T19:00:00Z'),
      queuedAt: null,
      startedAt: null,
      finishedAt: null,
      records: null,
      bytes: null,
      checksum: null,
    });
    const [call] = server.restCalls;
    expect([call?.method, call?.path, call?.query.size]).toEqual(['POST', '/bulk/v1/leads/export/create.json', 0]);
    expect(call?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(call?.text ?? '')).toEqual({
      fields: ['id', 'email'],
      format: 'CSV',
      filter: { createdAt: { startAt: '2026-11-01T00:00:00Z', endAt: '2026-11-30T23:59:59Z' } },
    });
    expect(ledger.requests).toEqual([{ priority: 'changes', deadlineMs: 75_000 }]);
  });

  it('can be of a smart list, by its name', async () => {
    const { server, client } = await startRig();
    server.rest.push(answer(job()));
    await client.bulkLeads.create({ fields: [], filter: { kind: 'smartList', name: 'Öwned "A", B' } }, CONTEXT);
    expect(JSON.parse(server.restCalls[0]?.text ?? '').filter).toEqual({ smartListName: 'Öwned "A", B' });
  });

  it.each([
    ['of more than 31 days', '2026-12-02T00:00:01Z'],
    ['that ends before it starts', '2026-10-31T00:00:00Z'],
    ['without a time', 'never'],
  ])('with a window %s is not asked for', async (_, endAt) => {
    const { client, ledger } = await startRig();
    const filter = { ...FROM_NOVEMBER, startAt: new Date('2026-11-01T00:00:00Z'), endAt: new Date(endAt) };
    const error = await failureOf(client.bulkLeads.create({ fields: [], filter }, CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badCall', details: { endpoint: 'bulkCreate' } });
    expect(ledger.requests).toEqual([]);
  });

  it.each<[string, Scripted, string]>([
    ['a reset', { fault: 'reset' }, 'marketo.reset'],
    ['a gateway’s page', { status: 502, body: '<html>' }, 'marketo.http5xx'],
    ['a timeout', { fault: 'hang' }, 'marketo.timeout'],
  ])('is asked for once, also after %s: it may have been made', async (_, scripted, key) => {
    const { server, client } = await startRig({ timeouts: { bulkCreate: 50 } });
    server.rest.push(scripted);
    const error = await failureOf(client.bulkLeads.create({ fields: [], filter: november }, CONTEXT));
    expect([error.key, error.entry.class]).toEqual([key, 'retry']);
    expect(server.restCalls).toHaveLength(1);
  });

  it('is asked for again with a new token after 601: nothing was made', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('601'), answer(job()));
    await expect(client.bulkLeads.create({ fields: [], filter: november }, CONTEXT)).resolves.toMatchObject({
      exportId: EXPORT_ID,
    });
  });

  it.each([
    ['1029', 'Export daily quota 500MB exceeded.', 'marketo.1029.quota'],
    ['1035', 'Unsupported filter type for target subscription: smartListName', 'marketo.1035'],
    ['1003', 'Invalid fields [linkedIn]', 'marketo.1003.fields'],
  ])('that Marketo refuses by %s (%s) is %s', async (code, message, key) => {
    const { server, client } = await startRig();
    server.rest.push(failure(code, message));
    expect((await failureOf(client.bulkLeads.create({ fields: [], filter: november }, CONTEXT))).key).toBe(key);
  });

  it('is queued by its id; one that was queued already counts as done', async () => {
    const { server, client } = await startRig();
    server.rest.push(answer(job({ status: 'Queued' })), failure('1029', 'Export job already queued'));
    await client.bulkLeads.enqueue(EXPORT_ID, CONTEXT);
    await client.bulkLeads.enqueue(EXPORT_ID, CONTEXT);
    const calls = server.restCalls.map(({ method, path, text }) => [method, path, text]);
    const expected = ['POST', `/bulk/v1/leads/export/${EXPORT_ID}/enqueue.json`, ''];
    expect(calls).toEqual([expected, expected]);
  });

  it.each([
    ['Too many jobs (10) in queue', 'marketo.1029.queue'],
    ['Export daily quota 500MB exceeded.', 'marketo.1029.quota'],
    ['something new', 'marketo.unknown'],
  ])('is not queued on 1029 (%s)', async (message, key) => {
    const { server, client } = await startRig();
    server.rest.push(failure('1029', message));
    expect((await failureOf(client.bulkLeads.enqueue(EXPORT_ID, CONTEXT))).key).toBe(key);
  });

  it('tells its state in any spelling', async () => {
    const { server, client } = await startRig();
    const spelled = {
      created: ['Created', 'created'],
      queued: ['Queued', 'QUEUED'],
      processing: ['Processing'],
      completed: ['Completed', 'completed'],
      failed: ['Failed'],
      cancelled: ['Canceled', 'Cancelled', 'cancelled', 'canceled'],
    };
    for (const [status, spellings] of Object.entries(spelled)) {
      for (const spelling of spellings) {
        server.rest.push(answer(job({ status: spelling })));
        expect(await client.bulkLeads.status(EXPORT_ID, CONTEXT)).toMatchObject({ status });
      }
    }
    const [call] = server.restCalls;
    expect([call?.method, call?.path]).toEqual(['GET', `/bulk/v1/leads/export/${EXPORT_ID}/status.json`]);
  });

  it('grows with its state', async () => {
    const { server, client } = await startRig();
    const times = { createdAt: '2026-11-24T18:00:00Z', queuedAt: '2026-11-24T18:01:00+0000' };
    const later = { startedAt: '2026-11-24T12:02:00-06:00', finishedAt: '2026-11-24T18:09:00Z+0000' };
    const size = { numberOfRecords: 17, fileSize: 5_000_000_000, fileChecksum: `sha256:${HEX.toUpperCase()}` };
    server.rest.push(answer(job({ status: 'Completed', ...times, ...later, ...size })));
    await expect(client.bulkLeads.status(EXPORT_ID, CONTEXT)).resolves.toEqual({
      exportId: EXPORT_ID,
      status: 'completed',
      createdAt: new Date('2026-11-24T18:00:00Z'),
      queuedAt: new Date('2026-11-24T18:01:00Z'),
      startedAt: new Date('2026-11-24T18:02:00Z'),
      finishedAt: new Date('2026-11-24T18:09:00Z'),
      records: 17,
      bytes: 5_000_000_000,
      checksum: HEX,
    });
  });

  it.each([
    ['an unknown state', { status: 'Paused' }, '0.status'],
    ['a name of the language as state', { status: 'constructor' }, '0.status'],
    ['no state', { status: null }, '0.status'],
    ['no id', { exportId: undefined }, '0.exportId'],
    ['an id that would change the address', { exportId: '../../x' }, '0.exportId'],
    ['a size that is text', { fileSize: '17' }, '0.fileSize'],
    ['a negative count', { numberOfRecords: -1 }, '0.numberOfRecords'],
    ['another algorithm', { fileChecksum: 'md5:d41d8cd98f00b204e9800998ecf8427e' }, '0.fileChecksum'],
    ['a time in words', { finishedAt: 'yesterday' }, '0.finishedAt'],
  ])('with %s is marketo.badAnswer', async (_, changes, at) => {
    const { server, client } = await startRig();
    server.rest.push(answer(job(changes)));
    const error = await failureOf(client.bulkLeads.status(EXPORT_ID, CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badAnswer', details: { endpoint: 'bulkStatus', at } });
  });

  it('is cancelled by its id', async () => {
    const { server, client } = await startRig();
    server.rest.push(answer(job({ status: 'Cancelled' })));
    await client.bulkLeads.cancel(EXPORT_ID, CONTEXT);
    const [call] = server.restCalls;
    expect([call?.method, call?.path]).toEqual(['POST', `/bulk/v1/leads/export/${EXPORT_ID}/cancel.json`]);
  });

  it('never changes an address by its id', async () => {
    const { server, client } = await startRig();
    server.rest.push(answer(job()));
    await client.bulkLeads.status('../x?y#z', CONTEXT);
    expect(server.restCalls[0]?.path).toBe('/bulk/v1/leads/export/..%2Fx%3Fy%23z/status.json');
  });

  it.each<[string, Scripted]>([
    ['no job in the answer', answer()],
    ['HTTP 404', { status: 404, body: 'Not found' }],
    ['610', failure('610', 'Requested resource not found')],
    ['702', failure('702', 'No data found')],
    ['1013', failure('1013', 'Object not found')],
    ['1003', failure('1003', 'Export job not found')],
    ['1003 in other words', failure('1003', 'Invalid value for the id of ada@example.com')],
  ])('that Marketo does not know (%s) is told by isUnknownJob', async (_, scripted) => {
    const { server, client } = await startRig();
    server.rest.push(scripted);
    const error = await failureOf(client.bulkLeads.status(EXPORT_ID, CONTEXT));
    expect([error.key, isUnknownJob(error)]).toEqual(['marketo.bulk.unknownJob', true]);
    expect(error.message).not.toMatch(/ada@|bulk\/v1|not found/i);
  });

  it('that is unknown is so for queueing and cancelling, too, and keeps the code', async () => {
    const { server, client } = await startRig();
    const calls = [
      () => client.bulkLeads.enqueue(EXPORT_ID, CONTEXT),
      () => client.bulkLeads.cancel(EXPORT_ID, CONTEXT),
    ];
    for (const scripted of [failure('610'), failure('1003', 'Export job not found')]) {
      for (const call of calls) {
        server.rest.push(scripted);
        const error = await failureOf(call());
        expect(isUnknownJob(error)).toBe(true);
        expect(error.details).toMatchObject({ code: expect.stringMatching(/610|1003/), requestId: REQUEST_ID });
      }
    }
  });

  it('is not unknown when its state is what Marketo refuses', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('1003', 'Job is cancelled and cannot be enqueued'));
    const error = await failureOf(client.bulkLeads.enqueue(EXPORT_ID, CONTEXT));
    expect([error.key, isUnknownJob(error)]).toEqual(['marketo.1003', false]);
  });

  it('is not unknown by other errors', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('611'));
    expect(isUnknownJob(await failureOf(client.bulkLeads.status(EXPORT_ID, CONTEXT)))).toBe(false);
    expect(isUnknownJob(new Error('marketo.bulk.unknownJob'))).toBe(false);
  });
});

describe('the list of jobs', () => {
  it('has all pages', async () => {
    const { server, client } = await startRig();
    server.rest.push(
      success({ result: [job(), job({ exportId: 'b' })], nextPageToken: 'A=' }),
      success({ result: [], nextPageToken: 'B' }),
      success({ result: [job({ exportId: 'c', status: 'Failed', errorMsg: 'for ada@example.com' })] }),
    );
    const jobs = await client.bulkLeads.list(CONTEXT);
    expect(jobs.map(({ exportId, status }) => [exportId, status])).toEqual([
      [EXPORT_ID, 'created'],
      ['b', 'created'],
      ['c', 'failed'],
    ]);
    expect(server.restCalls.map(({ path, query }) => [path, ...query.values()])).toEqual([
      ['/bulk/v1/leads/export.json', '300'],
      ['/bulk/v1/leads/export.json', '300', 'A='],
      ['/bulk/v1/leads/export.json', '300', 'B'],
    ]);
  });

  it.each([[success({})], [success({ result: [] })], [failure('702')]])('may be empty', async (scripted) => {
    const { server, client } = await startRig();
    server.rest.push(scripted);
    await expect(client.bulkLeads.list(CONTEXT)).resolves.toEqual([]);
  });

  it('does not go in circles', async () => {
    const { server, client } = await startRig();
    const page = success({ result: [job()], nextPageToken: 'A' });
    server.rest.push(page, page);
    const error = await failureOf(client.bulkLeads.list(CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.tokenStuck', details: { endpoint: 'bulkList' } });
  });

  it('fails on a job that can’t be read, and names its place', async () => {
    const { server, client } = await startRig();
    server.rest.push(answer(job(), job({ status: 'Paused' })));
    const error = await failureOf(client.bulkLeads.list(CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.badAnswer', details: { endpoint: 'bulkList', at: '1.status' } });
  });
});
