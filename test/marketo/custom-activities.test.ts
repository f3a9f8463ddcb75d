import { describe, expect, it } from 'vitest';
import { fittingIntoOneCall, type NewActivity } from '../../marketo/index.ts';
import { type ErrorKey, errorRegistry } from '../../model/errors/registry.ts';
import { CONTEXT, failure, failureOf, id, startRig, success } from './rig.ts';
import type { Scripted } from './scripted-server.ts';

const record = (leadId: number, more: Partial<NewActivity> = {}): NewActivity => ({
  leadId: id(leadId),
  typeId: 100_001,
  at: new Date('2026-11-24T18:30:15.999Z'),
  primary: 'Hello',
  attributes: { siaEventId: `default/${leadId}`, salesCallDuration: 42 },
  ...more,
});
const TWO = [record(1), record(2)];
const ADDED = { id: 50, marketoGUID: '50', status: 'added' };
const skippedBy = (code: string, message = 'for ada@example.com') => ({
  status: 'skipped',
  errors: [{ code, message }],
});
const answer = (...result: unknown[]) => success({ result });

/** What `add` does with one answer: its outcomes' kinds and keys, or the error it fails with. */
async function outcome(scripted: Scripted, timeouts = {}) {
  const { server, client, ledger } = await startRig({ timeouts });
  server.rest.push(scripted);
  const call = client.customActivities.add(TWO, CONTEXT);
  const said = await call.then(
    (outcomes) => outcomes.map((one) => (one.kind === 'added' ? one.guid : `${one.kind} ${one.error.key}`)),
    (error: unknown) => error as { key: string },
  );
  return { said, server, ledger };
}

describe('adding custom activities', () => {
  it('sends them as JSON, dates in whole seconds, attributes by API name', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(answer(ADDED, { ...ADDED, id: undefined, marketoGUID: 'b' }));
    await expect(client.customActivities.add(TWO, CONTEXT)).resolves.toEqual([
      { kind: 'added', guid: '50' },
      { kind: 'added', guid: 'b' },
    ]);
    const [call] = server.restCalls;
    expect([call?.method, call?.path, call?.headers['content-type']]).toEqual([
      'POST',
      '/rest/v1/activities/external.json',
      'application/json',
    ]);
    expect(JSON.parse(call?.text ?? '')).toMatchObject({
      input: [
        {
          leadId: 1,
          activityDate: '2026-11-24T18:30:15Z',
          activityTypeId: 100_001,
          primaryAttributeValue: 'Hello',
          attributes: [
            { apiName: 'siaEventId', value: 'default/1' },
            { apiName: 'salesCallDuration', value: 42 },
          ],
        },
        { leadId: 2 },
      ],
    });
    expect(ledger.requests).toMatchObject([{ deadlineMs: 95_000 }]);
  });

  it.each<[string, string, string]>([
    ['1004', 'marketo.1004', 'record'],
    ['1002', 'marketo.1002', 'bug'],
    ['1013', 'marketo.1013', 'config'],
    ['1006', 'marketo.1006', 'config'],
    ['1014', 'marketo.1014', 'retry'],
    ['1049', 'marketo.1049', 'record'],
    ['4711', 'marketo.unknown', 'bug'],
  ])('one record skipped with %s leaves its neighbours alone', async (code, key, errorClass) => {
    const { server, client } = await startRig();
    server.rest.push(answer(skippedBy(code), ADDED));
    const [first, second] = await client.customActivities.add(TWO, CONTEXT);
    expect(second).toEqual({ kind: 'added', guid: '50' });
    if (first?.kind !== 'skipped') throw new Error('not skipped');
    expect([first.error.key, first.error.entry.class]).toEqual([key, errorClass]);
    expect(first.error.details).toEqual({ endpoint: 'addActivities', code });
    expect(first.error.message).not.toContain('ada@');
  });

  it('tells 1003 by its text', async () => {
    const { said } = await outcome(
      answer(skippedBy('1003', "Invalid value for field 'x' and value 'y'"), skippedBy('1003')),
    );
    expect(said).toEqual(['skipped marketo.1003.value', 'skipped marketo.1003']);
  });

  it('a record whose entry can’t be read is unknown; so are all when their number is not that of the records', async () => {
    const unknown = 'unknown marketo.outcomeUnknown';
    expect((await outcome(answer({ status: 'queued' }, ADDED))).said).toEqual([unknown, '50']);
    expect((await outcome(answer(ADDED))).said).toEqual([unknown, unknown]);
    expect((await outcome(success({}))).said).toEqual([unknown, unknown]);
  });

  it.each<[string, Scripted]>([
    ['a reset', { fault: 'reset' }],
    ['a cut answer', { ...answer(ADDED, ADDED), fault: 'cut' }],
    ['silence', { fault: 'hang' }],
    ['a body that never comes', { ...answer(ADDED, ADDED), fault: 'stall' }],
    ['an empty 200', {}],
    ['half of the JSON', { body: '{"success":true,"resu' }],
    ['a page with 502', { status: 502, body: '<html>' }],
    ['504', { status: 504 }],
    ['404', { status: 404 }],
    ['500', failure('500')],
    ['code 502', failure('502')],
    ['604', failure('604')],
    ['611', failure('611')],
    ['713', failure('713')],
    ['a code that nobody knows', failure('698')],
  ])('after %s the outcome is unknown, and nothing is sent again', async (_, scripted) => {
    const { said, server } = await outcome(scripted, { addActivities: 100 });
    expect(said).toEqual(['unknown marketo.outcomeUnknown', 'unknown marketo.outcomeUnknown']);
    expect(server.restCalls).toHaveLength(1);
  });

  it.each<[Scripted, ErrorKey]>([
    [failure('603'), 'marketo.603'],
    [failure('605'), 'marketo.605'],
    [failure('606'), 'marketo.606'],
    [failure('607'), 'marketo.607'],
    [failure('608'), 'marketo.608'],
    [failure('609'), 'marketo.609'],
    [failure('610'), 'marketo.610'],
    [failure('612'), 'marketo.612'],
    [failure('614'), 'marketo.614'],
    [failure('615'), 'marketo.615'],
    [failure('1003'), 'marketo.1003'],
    [{ status: 413 }, 'marketo.http413'],
    [{ status: 429 }, 'marketo.http429'],
  ])('%j is a refusal: nothing was done', async (scripted, key) => {
    expect((await outcome(scripted)).said).toMatchObject({ key });
  });

  it('601 and 602 are repeated once with a new token', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('602'), answer(ADDED, ADDED));
    let sends = 0;
    const onSend = async () => {
      sends += 1;
    };
    await expect(client.customActivities.add(TWO, CONTEXT, { onSend })).resolves.toMatchObject([{ kind: 'added' }, {}]);
    expect([server.restCalls.length, sends]).toEqual([2, 2]);
    server.rest.push(failure('601'), failure('601'));
    expect((await failureOf(client.customActivities.add(TWO, CONTEXT))).key).toBe('marketo.tokenRefused');
  });

  it('an abort while the answer is awaited leaves the outcome unknown; before that nothing was sent', async () => {
    const { server, client } = await startRig();
    const controller = new AbortController();
    server.rest.push({ fault: 'hang' });
    const call = client.customActivities.add(TWO, { ...CONTEXT, signal: controller.signal });
    await server.arrived(1);
    controller.abort(new Error('stopping'));
    expect(await call).toMatchObject([{ kind: 'unknown', error: { details: { reason: 'aborted' } } }, {}]);
    const late = client.customActivities.add(TWO, { ...CONTEXT, signal: AbortSignal.abort(new Error('stopped')) });
    await expect(late).rejects.toThrow('stopped');
    expect(server.restCalls).toHaveLength(1);
  });

  it('nothing is sent when the last word before sending is no', async () => {
    const { server, client } = await startRig();
    const onSend = () => Promise.reject(new Error('claim lost'));
    await expect(client.customActivities.add(TWO, CONTEXT, { onSend })).rejects.toThrow('claim lost');
    expect(server.restCalls).toEqual([]);
  });

  it('none, more than 300 or more than 1 MB are not sent', async () => {
    const { client, ledger } = await startRig();
    const add = (records: NewActivity[]) => client.customActivities.add(records, CONTEXT);
    const many = Array.from({ length: 301 }, (_, index) => record(index + 1));
    const big = Array.from({ length: 300 }, (_, index) =>
      record(index + 1, { attributes: { note: 'ü'.repeat(2_000) } }),
    );
    for (const records of [[], many, big]) expect((await failureOf(add(records))).key).toBe('marketo.badCall');
    expect(ledger.requests).toEqual([]);
    expect([fittingIntoOneCall([]), fittingIntoOneCall(TWO), fittingIntoOneCall(many)]).toEqual([0, 2, 300]);
  });

  it('as many as fit into one call are taken', async () => {
    const { server, client } = await startRig();
    const big = Array.from({ length: 300 }, (_, index) =>
      record(index + 1, { attributes: { note: 'ü'.repeat(2_000) } }),
    );
    const some = big.slice(0, fittingIntoOneCall(big));
    expect(some.length).toBeGreaterThan(200);
    server.rest.push(answer(...some.map(() => ADDED)));
    await expect(client.customActivities.add(some, CONTEXT)).resolves.toHaveLength(some.length);
    expect((await failureOf(client.customActivities.add(big.slice(0, some.length + 1), CONTEXT))).key).toBe(
      'marketo.badCall',
    );
  });
});

describe('the right to add', () => {
  it.each<[Scripted, boolean]>([
    [answer(), true],
    [failure('1003'), true],
    [failure('1002'), true],
    [failure('603'), false],
  ])('%j', async (scripted, expected) => {
    const { server, client } = await startRig();
    server.rest.push(scripted);
    await expect(client.customActivities.mayAdd(CONTEXT)).resolves.toBe(expected);
    expect(JSON.parse(server.restCalls[0]?.text ?? '')).toEqual({ input: [] });
  });

  it('is not known while Marketo doesn’t answer it', async () => {
    const { server, client } = await startRig();
    server.rest.push(failure('606'), { status: 502 });
    expect((await failureOf(client.customActivities.mayAdd(CONTEXT))).key).toBe('marketo.606');
    expect((await failureOf(client.customActivities.mayAdd(CONTEXT))).key).toBe('marketo.http5xx');
  });
});

describe('the right to make types', () => {
  it.each<[Scripted, boolean]>([
    [failure('1013'), true],
    [failure('709'), true],
    [answer(), true],
    [failure('603'), false],
  ])('is asked by approving none: %j', async (scripted, expected) => {
    const { server, client } = await startRig();
    server.rest.push(scripted);
    await expect(client.customActivities.mayDefine(CONTEXT)).resolves.toBe(expected);
    expect(server.restCalls[0]?.path).toMatch(/\/type\/actionsSyncNoSuchType\/approve\.json$/);
  });

  it('is not known while Marketo doesn’t answer it', async () => {
    const { server, client } = await startRig();
    server.rest.push({ status: 502 });
    expect((await failureOf(client.customActivities.mayDefine(CONTEXT))).key).toBe('marketo.http5xx');
  });
});

describe('reading custom activities back', () => {
  const FROM = new Date('2026-11-24T18:00:00.700Z');
  const row = (leadId: number, more: object = {}) => ({
    id: 7,
    marketoGUID: '7',
    leadId,
    activityDate: '2026-11-24T18:30:15Z',
    activityTypeId: 100_001,
    primaryAttributeValue: 'Hello',
    attributes: [{ name: 'SIA Event ID', apiName: 'siaEventId', value: 'default/1' }],
    ...more,
  });

  it('follows all pages from a second before the moment', async () => {
    const { server, client } = await startRig();
    server.rest.push(
      success({ nextPageToken: 'A' }),
      success({ nextPageToken: 'B', moreResult: true, result: [row(1)] }),
      success({ nextPageToken: 'C', moreResult: true }),
      success({
        nextPageToken: 'D',
        moreResult: false,
        result: [row(2, { marketoGUID: undefined, attributes: [{ name: 'X', value: 3 }] })],
      }),
    );
    const query = { leadIds: [id(1), id(2), id(1)], typeIds: [100_001, 100_002], from: FROM };
    await expect(client.customActivities.readBack(query, CONTEXT)).resolves.toEqual([
      {
        guid: '7',
        leadId: 1,
        typeId: 100_001,
        at: new Date('2026-11-24T18:30:15Z'),
        primary: 'Hello',
        attributes: [{ apiName: 'siaEventId', name: 'SIA Event ID', value: 'default/1' }],
      },
      expect.objectContaining({ guid: null, leadId: 2, attributes: [{ apiName: null, name: 'X', value: 3 }] }),
    ]);
    const asked = server.restCalls.map(({ query: sent }) => Object.fromEntries(sent));
    const page = { activityTypeIds: '100001,100002', leadIds: '1,2' };
    expect(asked).toEqual([
      { sinceDatetime: '2026-11-24T17:59:59Z' },
      { ...page, nextPageToken: 'A' },
      { ...page, nextPageToken: 'B' },
      { ...page, nextPageToken: 'C' },
    ]);
  });

  it('asks for 30 people at a time, and for nothing when there is nobody', async () => {
    const { server, client } = await startRig();
    const leadIds = Array.from({ length: 65 }, (_, index) => id(index + 1));
    server.rest.push(success({ nextPageToken: 'A' }));
    for (let i = 0; i < 3; i++) server.rest.push(success({ nextPageToken: 'B', moreResult: false, result: [] }));
    await client.customActivities.readBack({ leadIds, typeIds: [100_001], from: FROM }, CONTEXT);
    const groups = server.restCalls
      .slice(1)
      .map(({ query }) => [query.get('nextPageToken'), query.get('leadIds')?.split(',').length]);
    expect(groups).toEqual([
      ['A', 30],
      ['A', 30],
      ['A', 5],
    ]);
    await expect(
      client.customActivities.readBack({ leadIds: [], typeIds: [100_001], from: FROM }, CONTEXT),
    ).resolves.toEqual([]);
  });

  it('no type, or more than ten, are not asked for', async () => {
    const { client, ledger } = await startRig();
    for (const typeIds of [[], Array.from({ length: 11 }, (_, index) => index)]) {
      const call = client.customActivities.readBack({ leadIds: [id(1)], typeIds, from: FROM }, CONTEXT);
      expect((await failureOf(call)).key).toBe('marketo.badCall');
    }
    expect(ledger.requests).toEqual([]);
  });

  it('a row that can’t be read fails the call: leaving it out would say “not there”', async () => {
    const { server, client } = await startRig();
    server.rest.push(
      success({ nextPageToken: 'A' }),
      success({ nextPageToken: 'B', result: [row(1, { leadId: 'x' })] }),
    );
    const call = client.customActivities.readBack({ leadIds: [id(1)], typeIds: [1], from: FROM }, CONTEXT);
    expect(await failureOf(call)).toMatchObject({ key: 'marketo.badAnswer', details: { at: '0.leadId' } });
  });

  it('a token that leads to itself ends it', async () => {
    const { server, client } = await startRig();
    server.rest.push(success({ nextPageToken: 'A' }), success({ nextPageToken: 'A', moreResult: true }));
    const call = client.customActivities.readBack({ leadIds: [id(1)], typeIds: [1], from: FROM }, CONTEXT);
    expect((await failureOf(call)).key).toBe('marketo.tokenStuck');
  });
});

it('of the codes from 600 to 699 only these leave the outcome open', async () => {
  const codes = Object.entries(errorRegistry).flatMap(([key, entry]) =>
    /^marketo\.\d+$/.test(key) && 'code' in entry ? [String(entry.code)] : [],
  );
  const sixes = codes.filter((code) => code.startsWith('6'));
  const open: string[] = [];
  for (const code of sixes) {
    if (code === '601' || code === '602') continue;
    const { said } = await outcome(failure(code));
    if (Array.isArray(said)) open.push(code);
  }
  expect(open).toEqual(['604', '611', '613']);
});
