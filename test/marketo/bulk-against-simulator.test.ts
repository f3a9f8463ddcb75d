import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type BulkJob, createMarketoClient, isUnknownJob, type MarketoClient } from '../../marketo/index.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';
import { collect, idsOf } from './bulk.ts';
import { CONTEXT, CountingLedger, failureOf, TestClock } from './rig.ts';

/** Texts of every kind, a number, a boolean, a date. */
const FIELDS = [
  'firstName',
  'lastName',
  'company',
  'title',
  'email',
  'address',
  'sfdcLeadOwnerId',
  'numberOfEmployees',
  'unsubscribed',
  'createdAt',
];
const EVERYBODY = { kind: 'smartList', name: 'All People' } as const;
const OPTIONS = { fields: FIELDS, batchSize: 300 };
const DAY = 86_400_000;

async function start(options: MarketoSimulatorOptions = {}) {
  // Bulk jobs take minutes: here milliseconds.
  const simulator = await startMarketoSimulator({ people: 3_000, seed: 7, speed: 20_000, limits: 'off', ...options });
  const ledger = new CountingLedger();
  const clock = new TestClock();
  const open = (clientId = simulator.clientId, clientSecret = simulator.clientSecret) => {
    const { baseUrl } = simulator;
    const bulk = { partBytes: 50_000 };
    const client = createMarketoClient({ baseUrl, clientId, clientSecret, ledger, clock, bulk });
    onTestFinished(() => client.close());
    return client;
  };
  onTestFinished(async () => {
    await simulator.close();
    expect(ledger.outcomes).toHaveLength(ledger.requests.length);
  });
  const put = async (what: 'faults' | 'switches' | 'limits', value: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'PUT', headers, body: JSON.stringify(value) };
    expect((await fetch(`${simulator.controlUrl}/${what}`, request)).status).toBe(200);
  };
  return { simulator, client: open(), open, put, clock, ledger };
}

/** With the smart-list filter switched on, as not every subscription has it. */
async function startWithSmartLists(...faults: object[]) {
  const started = await start();
  await started.put('switches', { smartListFilter: true });
  await started.put('faults', faults);
  return started;
}

async function completed({ bulkLeads }: MarketoClient, filter: Parameters<typeof bulkLeads.create>[0]['filter']) {
  const { exportId } = await bulkLeads.create({ fields: FIELDS, filter }, CONTEXT);
  await bulkLeads.enqueue(exportId, CONTEXT);
  return over(bulkLeads, exportId);
}

async function over(bulkLeads: MarketoClient['bulkLeads'], exportId: string): Promise<BulkJob> {
  return vi.waitUntil(async () => {
    const job = await bulkLeads.status(exportId, CONTEXT);
    return job.status === 'completed' || job.status === 'failed' ? job : null;
  });
}

/** Everybody as the simulator knows them, in the form of rows. */
function truth(simulator: Awaited<ReturnType<typeof start>>['simulator']) {
  const text = (value: string | number | boolean | null | undefined) =>
    value === undefined || value === null || value === '' ? null : String(value);
  return [...simulator.instance.truth()].map((line) => {
    const values: Record<string, string | null> = Object.fromEntries(FIELDS.map((field) => [field, text(line[field])]));
    return { id: line.id, ...values };
  });
}

async function offersBulk(): Promise<boolean> {
  const simulator = await startMarketoSimulator({ people: 1 });
  const { baseUrl, clientId, clientSecret } = simulator;
  const client = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: new CountingLedger() });
  try {
    await client.bulkLeads.list(CONTEXT);
    return true;
  } catch (error) {
    // "Requested resource not found"
    if (isAppError(error) && error.key === 'marketo.610') return false;
    throw error;
  } finally {
    await client.close();
    await simulator.close();
  }
}

const offered = await offersBulk();

describe.skipIf(!offered)(`bulk lead extract against the simulator${offered ? '' : ' (it has no bulk routes)'}`, () => {
  it('reads everybody exactly, over many parts', async () => {
    const { client, simulator, ledger } = await startWithSmartLists();
    const job = await completed(client, EVERYBODY);
    expect(job).toMatchObject({
      status: 'completed',
      records: 3_000,
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    ledger.requests.length = ledger.outcomes.length = 0;
    const batches = await collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT));
    expect(batches.flat()).toEqual(truth(simulator));
    expect(batches.every((batch) => batch.length === 300)).toBe(true);
    expect(ledger.requests).toHaveLength(Math.ceil((job.bytes ?? 0) / 50_000));
    expect(ledger.requests.length).toBeGreaterThan(5);
  });

  it('reads the people of a window, both its ends included', async () => {
    const { client, simulator } = await start();
    const people = [...simulator.instance.truth()].map((line) => ({
      id: line.id,
      at: Date.parse(String(line.createdAt)),
    }));
    const times = people.map(({ at }) => at).sort((a, b) => a - b);
    const first = times.at(-200) ?? 0;
    const last = Math.min(times.at(-100) ?? 0, first + 31 * DAY);
    const expected = people.filter(({ at }) => at >= first && at <= last).map(({ id }) => id);
    const job = await completed(client, { kind: 'createdAt', startAt: new Date(first), endAt: new Date(last) });
    const found = idsOf(await collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT)));
    expect(found.length).toBeGreaterThan(10);
    expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  });

  it('reads nobody of an empty window', async () => {
    const { client, ledger } = await start();
    const startAt = new Date('2007-01-01T00:00:00Z');
    const job = await completed(client, { kind: 'createdAt', startAt, endAt: startAt });
    expect(job.records).toBe(0);
    const calls = ledger.requests.length;
    await expect(collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT))).resolves.toEqual([]);
    expect(ledger.requests).toHaveLength(calls);
  });

  it.each<[string, object]>([
    ['parts that break', { match: { class: 'bulkFile', every: 2 }, do: { truncate: true } }],
    ['parts that end too early', { match: { class: 'bulkFile', every: 3 }, do: { badJson: true } }],
    ['parts that are empty', { match: { class: 'bulkFile', every: 3 }, do: { emptyBody: true } }],
    ['resets', { match: { class: 'bulkFile', every: 2 }, do: { resetBefore: true } }],
    ['a gateway’s pages', { match: { class: 'bulkFile', every: 2 }, do: { http: 502, html: true } }],
    ['606', { match: { class: 'bulkFile', every: 2 }, do: { code: '606' } }],
    ['tokens that end', { match: { class: 'bulkFile', every: 2 }, do: { expireToken: true } }],
    ['a server that ignores ranges', { match: { class: 'bulkFile' }, do: { noRange: true } }],
    ['one whole file in the middle', { match: { class: 'bulkFile', nth: 3 }, do: { noRange: true } }],
    ['a file that comes late', { do: { completedBut404: 2 } }],
  ])('reads everybody exactly in spite of %s', async (_, fault) => {
    const { client, simulator } = await startWithSmartLists(fault);
    const job = await completed(client, EVERYBODY);
    const batches = await collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT));
    expect(batches.flat()).toEqual(truth(simulator));
  });

  it('keeps CR exactly; NUL alone is taken off', async () => {
    const { client, simulator } = await startWithSmartLists({ do: { nulAndCr: true } });
    const job = await completed(client, EVERYBODY);
    const rows = (await collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT))).flat();
    expect(rows.some((row) => Object.values(row).some((value) => String(value).includes('\r')))).toBe(true);
    expect(rows).toEqual(truth(simulator));
  });

  it.each([
    ['a flipped bit', { match: { class: 'bulkFile', nth: 2 }, do: { flipBit: true } }, 'marketo.bulk.checksum'],
    ['a file that lacks its end', { do: { truncateFile: 100 } }, 'marketo.bulk.incomplete'],
    ['a file that never comes', { do: { completedBut404: 99 } }, 'marketo.bulk.fileMissing'],
  ])('hands out nobody of %s', async (_, fault, key) => {
    const { client } = await startWithSmartLists(fault);
    const job = await completed(client, EVERYBODY);
    expect(await failureOf(collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT)))).toMatchObject({ key });
  });

  it('tells a failed job, and does not ask for its file', async () => {
    const { client } = await startWithSmartLists({ do: { failJob: true } });
    const job = await completed(client, EVERYBODY);
    expect(job).toMatchObject({ status: 'failed', records: null, bytes: null, checksum: null });
    expect((await failureOf(collect(client.bulkLeads.rows(job, OPTIONS, CONTEXT)))).key).toBe('marketo.badCall');
  });

  it('takes a second enqueue as done, lists jobs, cancels them', async () => {
    const { client } = await startWithSmartLists();
    const { bulkLeads } = client;
    const first = await completed(client, EVERYBODY);
    await bulkLeads.enqueue(first.exportId, CONTEXT);
    const second = await bulkLeads.create({ fields: FIELDS, filter: EVERYBODY }, CONTEXT);
    expect(second).toMatchObject({ status: 'created', queuedAt: null });
    await bulkLeads.cancel(second.exportId, CONTEXT);
    const listed = await bulkLeads.list(CONTEXT);
    expect(listed.map(({ exportId, status }) => [exportId, status])).toEqual([
      [first.exportId, 'completed'],
      [second.exportId, 'cancelled'],
    ]);
    expect(listed[0]).toEqual(first);
    const refused = await failureOf(bulkLeads.enqueue(second.exportId, CONTEXT));
    expect(isUnknownJob(refused)).toBe(false);
  });

  it('lists more jobs than a page holds', async () => {
    const { client } = await startWithSmartLists();
    const create = () => client.bulkLeads.create({ fields: ['email'], filter: EVERYBODY }, CONTEXT);
    const made: string[] = [];
    for (let job = 0; job < 301; job++) made.push((await create()).exportId);
    const listed = await client.bulkLeads.list(CONTEXT);
    expect(listed.map(({ exportId }) => exportId).toSorted()).toEqual(made.toSorted());
  });

  it.each(['1003', '610', '1013', '702'])('knows an unknown job by %s, also another API user’s', async (code) => {
    const { open, put } = await start({
      clients: [
        { clientId: 'ours', clientSecret: 'secret' },
        { clientId: 'other', clientSecret: 'secret' },
      ],
    });
    await put('switches', { smartListFilter: true, unknownJobCode: code });
    const ours = open('ours', 'secret').bulkLeads;
    const other = open('other', 'secret').bulkLeads;
    const { exportId } = await other.create({ fields: FIELDS, filter: EVERYBODY }, CONTEXT);
    for (const id of [exportId, 'no-such-job']) {
      expect(isUnknownJob(await failureOf(ours.status(id, CONTEXT)))).toBe(true);
      expect(isUnknownJob(await failureOf(ours.enqueue(id, CONTEXT)))).toBe(true);
      expect(isUnknownJob(await failureOf(ours.cancel(id, CONTEXT)))).toBe(true);
    }
    expect(await ours.list(CONTEXT)).toEqual([]);
    await other.enqueue(exportId, CONTEXT);
    const job = await over(other, exportId);
    expect((await failureOf(collect(ours.rows(job, OPTIONS, CONTEXT)))).key).toBe('marketo.bulk.fileMissing');
  });

  it('tells why Marketo takes no job: filter, field, volume, queue', async () => {
    const { client, put } = await start();
    const { bulkLeads } = client;
    const create = (fields: string[]) => bulkLeads.create({ fields, filter: EVERYBODY }, CONTEXT);
    expect((await failureOf(create(FIELDS))).key).toBe('marketo.1035');
    await put('switches', { smartListFilter: true });
    expect((await failureOf(create(['noSuchField']))).key).toBe('marketo.1003.fields');
    const { exportId } = await create(FIELDS);
    await put('limits', { on: true, bulkQueue: 1, bulkUsedBytes: 600 * 1_048_576 });
    const full = await failureOf(bulkLeads.enqueue(exportId, CONTEXT));
    expect([full.key, full.retryAt !== undefined]).toEqual(['marketo.1029.quota', true]);
    expect((await failureOf(create(FIELDS))).key).toBe('marketo.1029.quota');
    expect(await bulkLeads.status(exportId, CONTEXT)).toMatchObject({ status: 'created' });
  });

  it('finds a job whose making was answered by a broken connection', async () => {
    const { client } = await startWithSmartLists({
      match: { class: 'bulk', path: '*/create.json', times: 1 },
      do: { resetAfter: true },
    });
    const { bulkLeads } = client;
    const error = await failureOf(bulkLeads.create({ fields: FIELDS, filter: EVERYBODY }, CONTEXT));
    expect(error.entry.class).toBe('retry');
    expect(await bulkLeads.list(CONTEXT)).toMatchObject([{ status: 'created' }]);
  });
});
