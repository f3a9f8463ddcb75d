import { describe, expect, it } from 'vitest';
import type { ErrorClass } from '../../model/errors/entry.ts';
import type { CallOutcome } from '../../model/ports.ts';
import { CSV_TYPE, collect, idsOf, jobOf, partOf, peopleFile, wholeOf } from './bulk.ts';
import { CONTEXT, failure, failureOf, startRig, success } from './rig.ts';
import type { Received, Scripted } from './scripted-server.ts';

const FILE = peopleFile(6_000);
const PART = 100_000;
const PEOPLE = Array.from({ length: 6_000 }, (_, at) => at + 1);

/** Makes an answer break when so many of its bytes have been read. */
type Cut = (answer: Scripted, bytes: number) => Scripted;
/** The n-th answer (from 1) to a call for the file; null: as it should be. */
type Trouble = (call: Received, n: number, cut: Cut) => Scripted | null;

async function startWith(trouble: Trouble, limitMs = 60_000) {
  const rig = await startRig({ bulk: { partBytes: PART }, timeouts: { bulkFile: limitMs } });
  const { server, client } = rig;
  let waiting: { bytes: number; resolve: () => void }[] = [];
  const onProgress = ({ bytes }: { bytes: number }) => {
    for (const each of waiting) if (each.bytes <= bytes) each.resolve();
    waiting = waiting.filter((each) => each.bytes > bytes);
  };
  server.answerRest = (call) => {
    const from = Number(/\d+/.exec(call.headers.range ?? '')?.[0]);
    const cut: Cut = (answer, bytes) => {
      const reached = (answer.status === 206 ? from : 0) + bytes;
      const cutAfter = new Promise<void>((resolve) => waiting.push({ bytes: reached, resolve }));
      return { ...answer, fault: 'cut', cutAt: bytes, cutAfter };
    };
    return trouble(call, server.restCalls.length, cut) ?? partOf(FILE, call);
  };
  const options = { fields: ['email'], batchSize: 1_000, onProgress };
  const rows = () => client.bulkLeads.rows(jobOf(FILE), options, CONTEXT);
  return { ...rig, rows, ranges: () => server.restCalls.map(({ headers }) => headers.range?.slice('bytes='.length)) };
}

const end = FILE.length - 1;
const rangeAt = (from: number) => `${from}-${Math.min(from + PART - 1, end)}`;

describe('a broken part', () => {
  it('goes on at the byte reached', async () => {
    const { rows, ranges, clock, ledger } = await startWith((call, n, cut) => {
      if (n === 2) return cut(partOf(FILE, call), 70_000);
      return n === 3 ? cut(partOf(FILE, call), 10) : null;
    });
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges()).toEqual([rangeAt(0), rangeAt(100_000), rangeAt(170_000), rangeAt(170_010)]);
    expect(clock.slept).toEqual([1_000, 2_000]);
    expect(ledger.outcomes).toEqual(['done', 'done', 'done', 'done']);
  });

  it('that ends early without saying so goes on at the byte reached, too', async () => {
    const { rows, ranges } = await startWith((call, n) => {
      const part = partOf(FILE, call);
      if (n !== 1 || !Buffer.isBuffer(part.body)) return null;
      return { ...part, body: part.body.subarray(0, part.body.length - 1) };
    });
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges()).toEqual([rangeAt(0), rangeAt(99_999), rangeAt(199_999)]);
  });

  it.each<[string, Scripted, CallOutcome]>([
    ['a reset', { fault: 'reset' }, 'done'],
    ['a silent server', { fault: 'hang' }, 'done'],
    [
      'headers and then silence',
      { status: 206, body: 'x', headers: { 'content-range': `bytes 0-99999/${FILE.length}` }, fault: 'stall' },
      'done',
    ],
    ['a gateway’s page', { status: 502, body: '<html>' }, 'done'],
    ['a gateway’s page with 200', { body: '<html>', headers: { 'content-type': 'text/html' } }, 'done'],
    ['nothing, with 200', { headers: CSV_TYPE }, 'done'],
    ['nothing, with 204', { status: 204 }, 'done'],
    ['a system error', failure('611'), 'free'],
    ['606', failure('606'), 'rateLimited'],
    ['615', failure('615'), 'tooManyAtOnce'],
    ['HTTP 429', { status: 429 }, 'rateLimited'],
  ])('is asked for again after %s', async (_, scripted, outcome) => {
    const silent = scripted.fault === 'hang' || scripted.fault === 'stall';
    const { rows, ranges, ledger } = await startWith((_call, n) => (n === 1 ? scripted : null), silent ? 300 : 60_000);
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges().slice(0, 2)).toEqual([rangeAt(0), rangeAt(0)]);
    expect(ledger.outcomes[0]).toBe(outcome);
  });

  it('waits as long as Marketo’s limit wants', async () => {
    const { rows, clock } = await startWith((_call, n) => (n === 1 ? failure('606') : null));
    await collect(rows());
    expect(clock.slept).toEqual([5_000]);
  });

  it('is given up after some tries without progress, with growing pauses', async () => {
    const { rows, ranges, clock } = await startWith((_call, n) => (n === 1 ? null : { status: 503, body: '<html>' }));
    const error = await failureOf(collect(rows()));
    expect([error.key, error.entry.class]).toEqual(['marketo.http5xx', 'retry']);
    expect(ranges()).toEqual([rangeAt(0), ...Array(6).fill(rangeAt(100_000))]);
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
  });

  it('is not given up while bytes come, however often it breaks', async () => {
    const { rows, clock } = await startWith((call, n, cut) => {
      if (n > 12) return null;
      return n % 4 === 0 ? cut(partOf(FILE, call), 66_000) : { fault: 'reset' };
    });
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(clock.slept.map((ms) => ms / 1_000)).toEqual([1, 2, 4, 1, 2, 4, 8, 1, 2, 4, 8, 1]);
  });

  it('is given up when single bytes are all that comes: each costs a call', async () => {
    const { rows, server } = await startWith((call, _n, cut) => cut(partOf(FILE, call), 1));
    expect((await failureOf(collect(rows()))).key).toBe('marketo.truncated');
    expect(server.restCalls).toHaveLength(6);
  });

  it.each<[string, Scripted, string, ErrorClass]>([
    ['603', failure('603'), 'marketo.603', 'auth'],
    ['HTTP 403', { status: 403 }, 'marketo.http403', 'auth'],
    ['607', failure('607'), 'marketo.607', 'quota'],
    ['a code that is not known', failure('699'), 'marketo.unknown', 'bug'],
    ['an envelope in place of the file', success({ result: [] }), 'marketo.badAnswer', 'bug'],
    ['a redirect', { status: 302, headers: { location: '/x' } }, 'marketo.httpStatus', 'bug'],
  ])('is not asked for again after %s', async (_, scripted, key, errorClass) => {
    const { rows, server, clock } = await startWith(() => scripted);
    const error = await failureOf(collect(rows()));
    expect([error.key, error.entry.class]).toEqual([key, errorClass]);
    expect(error.message).not.toMatch(/ada|example|bulk\/v1/i);
    expect([server.restCalls.length, clock.slept]).toEqual([1, []]);
  });

  it('is asked for with a new token after 601', async () => {
    const { rows, ranges, server, clock } = await startWith((_call, n) => (n === 2 ? failure('601') : null));
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges().slice(1, 3)).toEqual([rangeAt(100_000), rangeAt(100_000)]);
    expect([server.identityCalls.length, clock.slept]).toEqual([2, []]);
  });

  it('leaves no connection behind that the next call would trip over', async () => {
    const { rows, client, server } = await startWith(({ path }, n) => {
      if (!path.startsWith('/bulk')) return success({ result: [] });
      return { status: 206, body: FILE, headers: { ...CSV_TYPE, 'content-range': `bytes 1-2/${n}` } };
    });
    for (let n = 0; n < 15; n++) {
      const error = await failureOf(collect(rows()));
      expect(error.key).toBe('marketo.bulk.incomplete');
      await expect(client.activityTypes(CONTEXT)).resolves.toEqual([]);
    }
    expect(server.restCalls).toHaveLength(30);
  });
});

describe('the whole file in place of a part', () => {
  it('is taken from its beginning', async () => {
    const { rows, ranges } = await startWith(() => wholeOf(FILE));
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges()).toEqual([rangeAt(0)]);
  });

  it('replaces what has come so far', async () => {
    const { rows, ranges } = await startWith((_call, n) => (n === 2 ? wholeOf(FILE) : null));
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges()).toEqual([rangeAt(0), rangeAt(100_000)]);
  });

  it('does not throw away what has come when it never begins', async () => {
    const { rows, ranges } = await startWith((_call, n) => (n === 2 ? { headers: CSV_TYPE } : null));
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges().slice(0, 3)).toEqual([rangeAt(0), rangeAt(100_000), rangeAt(100_000)]);
  });

  it('that breaks goes on at the byte reached where parts work, and is bounded where they don’t', async () => {
    const parts = await startWith((_call, n, cut) => (n === 1 ? cut(wholeOf(FILE), 150_000) : null));
    expect(idsOf(await collect(parts.rows()))).toEqual(PEOPLE);
    expect(parts.ranges()).toEqual([rangeAt(0), rangeAt(150_000)]);
    const never = await startWith((_call, _n, cut) => cut(wholeOf(FILE), 150_000));
    expect((await failureOf(collect(never.rows()))).key).toBe('marketo.truncated');
    expect(never.server.restCalls).toHaveLength(6);
  });

  it.each<[string, Scripted]>([
    ['shorter', wholeOf(FILE.subarray(0, -1))],
    ['shorter, without a length', { ...wholeOf(FILE.subarray(0, -1)), chunked: true }],
    ['longer', wholeOf(Buffer.concat([FILE, Buffer.from('\n')]))],
  ])('that is %s than the job says is marketo.bulk.incomplete', async (_, scripted) => {
    const { rows, server, clock } = await startWith(() => scripted);
    const error = await failureOf(collect(rows()));
    expect([error.key, error.entry.class]).toEqual(['marketo.bulk.incomplete', 'retry']);
    expect(error.entry.fix).toContain('the export is made again');
    expect([server.restCalls.length, clock.slept]).toEqual([1, []]);
  });
});

describe('a part that is not the one asked for', () => {
  it.each([
    ['another beginning', `bytes 1-100000/${FILE.length}`],
    ['another end', `bytes 0-99998/${FILE.length}`],
    ['another size of the file', `bytes 0-99999/${FILE.length + 1}`],
    ['an unknown size', 'bytes 0-99999/*'],
    ['no place', undefined],
    ['a place that can’t be read', 'for ada@example.com'],
  ])('(%s) is marketo.bulk.incomplete, and not asked for again', async (_, range) => {
    const { rows, server, clock } = await startWith((call) => ({
      ...partOf(FILE, call),
      headers: range === undefined ? CSV_TYPE : { ...CSV_TYPE, 'content-range': range },
    }));
    const error = await failureOf(collect(rows()));
    expect(error).toMatchObject({ key: 'marketo.bulk.incomplete', details: { asked: `0-99999/${FILE.length}` } });
    expect(error.message).not.toContain('ada@');
    expect([server.restCalls.length, clock.slept]).toEqual([1, []]);
  });

  it('is seen by its bytes, too, where they are too many', async () => {
    const { rows } = await startWith((call) => ({ ...partOf(FILE, call), body: FILE.subarray(0, PART + 1) }));
    expect((await failureOf(collect(rows()))).key).toBe('marketo.bulk.incomplete');
  });

  it('is what HTTP 416 says of a file that is shorter than the job says', async () => {
    const { rows, server } = await startWith((_call, n) => (n === 2 ? { status: 416 } : null));
    const error = await failureOf(collect(rows()));
    expect(error).toMatchObject({ key: 'marketo.bulk.incomplete', details: { status: 416, total: FILE.length } });
    expect(server.restCalls).toHaveLength(2);
  });
});

describe('a completed job’s file that is not there', () => {
  const gone: Scripted = { status: 404, body: 'File not found', headers: { 'content-type': 'text/plain' } };

  it('is asked for again after a minute', async () => {
    const { rows, ranges, clock } = await startWith((_call, n) => (n <= 3 ? gone : null));
    expect(idsOf(await collect(rows()))).toEqual(PEOPLE);
    expect(ranges().slice(0, 4)).toEqual(Array(4).fill(rangeAt(0)));
    expect(clock.slept).toEqual([60_000, 60_000, 60_000]);
  });

  it.each<[string, Scripted]>([
    ['404', gone],
    ['610', failure('610')],
  ])('(%s) is marketo.bulk.fileMissing in the end', async (_, scripted) => {
    const { rows, server, clock } = await startWith(() => scripted);
    const error = await failureOf(collect(rows()));
    expect([error.key, error.entry.class]).toEqual(['marketo.bulk.fileMissing', 'retry']);
    expect([server.restCalls.length, clock.slept]).toEqual([5, Array(4).fill(60_000)]);
  });

  it('is waited for as long as the client’s options say', async () => {
    const { client, server, clock } = await startRig({ bulk: { filePauseMs: 7 } });
    server.answerRest = (call) => (server.restCalls.length === 1 ? gone : partOf(FILE, call));
    await collect(client.bulkLeads.rows(jobOf(FILE), { fields: [], batchSize: 1_000 }, CONTEXT));
    expect(clock.slept).toEqual([7]);
  });
});

describe('an abort', () => {
  it('ends the tries, also when its reason looks like passing trouble', async () => {
    const controller = new AbortController();
    const { client, server, clock } = await startRig({ bulk: { partBytes: PART } });
    const reason = await failureOf(client.deletedLeads({ token: 'x' }, CONTEXT));
    expect(reason.entry.class).toBe('retry');
    server.answerRest = () => ({ fault: 'hang' });
    const context = { ...CONTEXT, signal: controller.signal };
    const rows = client.bulkLeads.rows(jobOf(FILE), { fields: [], batchSize: 1_000 }, context);
    const ended = expect(collect(rows)).rejects.toBe(reason);
    await server.arrived(2);
    controller.abort(reason);
    await ended;
    expect(clock.slept).toEqual([]);
  });
});
