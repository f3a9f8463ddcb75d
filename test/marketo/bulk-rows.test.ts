import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { LeadRecord, MarketoClientOptions } from '../../marketo/index.ts';
import type { SafeDetails } from '../../model/errors/app-error.ts';
import { CSV_TYPE, collect, FILE_PATH, idsOf, jobOf, openSpools, partOf, peopleFile, toCsv, wholeOf } from './bulk.ts';
import { CONTEXT, failureOf, startRig } from './rig.ts';

const FIELDS = ['firstName', 'email'];
const OPTIONS = { fields: FIELDS, batchSize: 100 };

/** A client against a Marketo that has this file. */
async function startWith(file: Buffer, options: Partial<MarketoClientOptions> = {}) {
  const logged: { details: SafeDetails; message: string }[] = [];
  const note = (details: SafeDetails, message: string) => logged.push({ details, message });
  const log = { debug: note, warn: note };
  const rig = await startRig({ bulk: { partBytes: 700 }, log, ...options });
  rig.server.answerRest = (call) => partOf(file, call);
  return { ...rig, logged };
}

const spoolNames = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('actions-sync-export-'));

describe('the rows of an export', () => {
  it('come in batches as records: text, null for a bare null, id as a number', async () => {
    const file = toCsv([
      ['email', 'id', 'score', 'firstName'],
      ['ada@example.com', '7', '12', 'Ada "A", née Byron\r\nCountess'],
      [null, '9007199254740991', null, ''],
      ['c@example.com', '12', '1', 'nulls'],
    ]);
    const { client } = await startWith(file);
    const batches = await collect(client.bulkLeads.rows(jobOf(file), { fields: FIELDS, batchSize: 2 }, CONTEXT));
    expect(batches).toEqual([
      [
        { id: 7, firstName: 'Ada "A", née Byron\r\nCountess', email: 'ada@example.com' },
        { id: 9007199254740991, firstName: '', email: null },
      ],
      [{ id: 12, firstName: 'nulls', email: 'c@example.com' }],
    ]);
  });

  it('need a call, a lease and a deadline for each part of the file, and come unpacked', async () => {
    const file = peopleFile(60);
    const { client, server, ledger } = await startWith(file);
    const { signal } = new AbortController();
    await collect(client.bulkLeads.rows(jobOf(file, { records: 60 }), OPTIONS, { priority: 'initial', signal }));
    const last = file.length - 1;
    expect(server.restCalls.map(({ method, path, headers }) => [method, path, headers.range])).toEqual([
      ['GET', FILE_PATH, 'bytes=0-699'],
      ['GET', FILE_PATH, 'bytes=700-1399'],
      ['GET', FILE_PATH, `bytes=1400-${last}`],
    ]);
    expect(new Set(server.restCalls.map(({ headers }) => headers['accept-encoding']))).toEqual(new Set(['identity']));
    expect(ledger.requests).toEqual(Array(3).fill({ priority: 'initial', deadlineMs: 300_000, signal }));
    expect(ledger.outcomes).toEqual(['done', 'done', 'done']);
  });

  it('need a call for each 16 MB', async () => {
    const text = 'x'.repeat(1_000_000);
    const file = toCsv([['id', 'email'], ...Array.from({ length: 17 }, (_, at) => [`${at + 1}`, text])]);
    const { client, server } = await startWith(file, { bulk: {} });
    const batches = await collect(client.bulkLeads.rows(jobOf(file), { fields: ['email'], batchSize: 5 }, CONTEXT));
    expect(server.restCalls.map(({ headers }) => headers.range)).toEqual([
      'bytes=0-16777215',
      `bytes=16777216-${file.length - 1}`,
    ]);
    expect(batches.map((batch) => batch.length)).toEqual([5, 5, 5, 2]);
    expect(batches.flat().every((lead) => lead.email === text)).toBe(true);
  });

  it('say how far the file has come', async () => {
    const file = peopleFile(60);
    const { client } = await startWith(file);
    const seen: { bytes: number; total: number }[] = [];
    const onProgress = (progress: { bytes: number; total: number }) => seen.push(progress);
    await collect(client.bulkLeads.rows(jobOf(file), { ...OPTIONS, onProgress }, CONTEXT));
    expect(seen.map(({ bytes }) => bytes)).toEqual([700, 1_400, file.length]);
    expect(new Set(seen.map(({ total }) => total))).toEqual(new Set([file.length]));
  });

  it.each([[{ records: 0 }], [{ bytes: 0 }], [{ records: 0, bytes: null, checksum: null }]])(
    'are none, without a call, where the job says %j',
    async (changes) => {
      const { client, ledger } = await startWith(peopleFile(3));
      await expect(collect(client.bulkLeads.rows(jobOf(peopleFile(3), changes), OPTIONS, CONTEXT))).resolves.toEqual(
        [],
      );
      expect(ledger.requests).toEqual([]);
    },
  );

  it.each([
    ['a job that is not completed', { status: 'processing' }, 'marketo.badCall', { status: 'processing' }],
    ['a failed job without rows', { status: 'failed', records: 0 }, 'marketo.badCall', { status: 'failed' }],
    ['a job without a size', { bytes: null }, 'marketo.badAnswer', { at: 'fileSize' }],
  ] as const)('are not asked for of %s', async (_, changes, key, details) => {
    const { client, ledger } = await startWith(peopleFile(3));
    const error = await failureOf(collect(client.bulkLeads.rows(jobOf(peopleFile(3), changes), OPTIONS, CONTEXT)));
    expect(error).toMatchObject({ key, details });
    expect(ledger.requests).toEqual([]);
  });

  it.each([[0], [-1], [1.5], [Number.NaN]])('do not come in batches of %d', async (batchSize) => {
    const { client } = await startWith(peopleFile(3));
    const rows = client.bulkLeads.rows(jobOf(peopleFile(3)), { fields: FIELDS, batchSize }, CONTEXT);
    expect((await failureOf(collect(rows))).key).toBe('marketo.badCall');
  });

  it('of a file without a checksum are taken by its size, with one warning', async () => {
    const file = peopleFile(60);
    const { client, logged } = await startWith(file);
    const rows = client.bulkLeads.rows(jobOf(file, { checksum: null }), OPTIONS, CONTEXT);
    expect(idsOf(await collect(rows))).toHaveLength(60);
    expect(logged.filter(({ message }) => message.includes('checksum'))).toHaveLength(1);
  });

  it('show nothing of the file, its address or its people in the log', async () => {
    const file = peopleFile(60);
    const { client, logged } = await startWith(file);
    await collect(client.bulkLeads.rows(jobOf(file), OPTIONS, CONTEXT));
    expect(logged).toHaveLength(3);
    expect(JSON.stringify(logged)).not.toMatch(/ada|example|bulk\/v1|token-|127\.0/i);
  });
});

describe('a spool', () => {
  const file = peopleFile(60);

  it('has no name while it is read, and is gone when all rows are', async () => {
    const { client } = await startWith(file);
    const rows = client.bulkLeads.rows(jobOf(file), { ...OPTIONS, batchSize: 10 }, CONTEXT);
    let open: string[] | null = [];
    for await (const _ of rows) {
      open = await openSpools();
      expect(await spoolNames()).toEqual([]);
    }
    if (open !== null) expect(open).toHaveLength(1);
    expect((await openSpools()) ?? []).toEqual([]);
  });

  it.each<[string, (batch: LeadRecord[], controller: AbortController) => void]>([
    ['breaks', () => {}],
    [
      'throws',
      () => {
        throw new Error('stopped');
      },
    ],
    ['aborts', (_, controller) => controller.abort(new Error('stopped'))],
  ])('is gone when the consumer %s', async (how, stop) => {
    const { client, ledger } = await startWith(file);
    const controller = new AbortController();
    const consume = async () => {
      const context = { ...CONTEXT, signal: controller.signal };
      for await (const batch of client.bulkLeads.rows(jobOf(file), { ...OPTIONS, batchSize: 10 }, context)) {
        stop(batch, controller);
        if (how === 'breaks') return;
      }
    };
    await (how === 'breaks' ? consume() : expect(consume()).rejects.toThrow('stopped'));
    expect((await openSpools()) ?? []).toEqual([]);
    expect(ledger.outcomes).toEqual(['done', 'done', 'done']);
  });

  it('is gone when the download is aborted, and the lease is back', async () => {
    const { client, server, ledger } = await startWith(file);
    server.answerRest = (call) =>
      server.restCalls.length < 2 ? partOf(file, call) : { ...partOf(file, call), fault: 'stall' };
    const controller = new AbortController();
    const reason = new Error('worker is shutting down');
    const context = { ...CONTEXT, signal: controller.signal };
    const ended = expect(collect(client.bulkLeads.rows(jobOf(file), OPTIONS, context))).rejects.toBe(reason);
    await server.arrived(2);
    controller.abort(reason);
    await ended;
    expect(ledger.outcomes).toEqual(['done', 'done']);
    expect((await openSpools()) ?? []).toEqual([]);
  });

  it('is gone when the file can’t be verified', async () => {
    const { client } = await startWith(file);
    await failureOf(collect(client.bulkLeads.rows(jobOf(file, { checksum: '0'.repeat(64) }), OPTIONS, CONTEXT)));
    expect((await openSpools()) ?? []).toEqual([]);
    expect(await spoolNames()).toEqual([]);
  });
});

describe('an export’s file', () => {
  const file = peopleFile(60);
  const flipped = Buffer.from(file.map((byte, at) => (at === 1_500 ? byte ^ 1 : byte)));

  it.each([
    ['one flipped bit', flipped],
    ['an equally long file', Buffer.from(file).reverse()],
  ])('with %s gives no row at all', async (_, other) => {
    const { client, server } = await startWith(other);
    const batches: LeadRecord[][] = [];
    const consume = async () => {
      for await (const batch of client.bulkLeads.rows(jobOf(file), OPTIONS, CONTEXT)) batches.push(batch);
    };
    const error = await failureOf(consume());
    expect(error).toMatchObject({ key: 'marketo.bulk.checksum', details: { endpoint: 'bulkFile' } });
    expect(error.entry).toMatchObject({ class: 'retry', fix: expect.stringContaining('the export is made again') });
    expect([batches, server.restCalls.length]).toEqual([[], 3]);
  });

  it('with another number of rows than the job says is marketo.bulk.incomplete', async () => {
    for (const records of [59, 61]) {
      const { client } = await startWith(file);
      const error = await failureOf(collect(client.bulkLeads.rows(jobOf(file, { records }), OPTIONS, CONTEXT)));
      expect(error).toMatchObject({ key: 'marketo.bulk.incomplete', details: { rows: 60, records } });
    }
  });

  it.each([[206], [200]])('that comes gzip-encoded with %i is unpacked', async (status) => {
    const { client, server } = await startWith(file);
    server.answerRest = (call) => ({ ...(status === 206 ? partOf(file, call) : wholeOf(file)), gzip: true });
    const rows = client.bulkLeads.rows(jobOf(file), OPTIONS, CONTEXT);
    expect(idsOf(await collect(rows))).toHaveLength(60);
  });

  it.each([
    ['without columns that were asked for', 'id,email\n1,a\n', 'firstName'],
    ['without an id', 'firstName,email\nAda,a\n', 'id'],
    ['with a name in another case', 'id,firstName,Email\n1,a,b\n', 'email'],
  ])('%s is marketo.badAnswer', async (_, text, missing) => {
    const other = Buffer.from(text);
    const { client } = await startWith(other);
    const error = await failureOf(collect(client.bulkLeads.rows(jobOf(other), OPTIONS, CONTEXT)));
    expect(error).toMatchObject({
      key: 'marketo.badAnswer',
      details: { endpoint: 'bulkFile', at: `header.${missing}` },
    });
  });

  it('that comes with a type we don’t know is read as what it is: an answer without an envelope', async () => {
    const { client, server } = await startWith(file);
    server.answerRest = () => ({ body: file, headers: { ...CSV_TYPE, 'content-type': 'text/html' } });
    const error = await failureOf(collect(client.bulkLeads.rows(jobOf(file), OPTIONS, CONTEXT)));
    expect(error.key).toBe('marketo.unreadable');
  });
});
