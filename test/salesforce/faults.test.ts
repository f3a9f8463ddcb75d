import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../simulators/salesforce/index.ts';
import { connect, failureOf, KEY_FIELD, open } from './rig.ts';

const WRITE = { class: 'collections' } as const;
const RECORDS = [
  { [KEY_FIELD]: 'a', Subject: 'x' },
  { [KEY_FIELD]: 'b', Subject: 'y' },
];
const SHORT = { upsert: 300, create: 300, query: 300, describe: 300 };

/** What happens to the call, what its outcome's reason is, and how many records the org has then. */
const UNKNOWN: [string, FaultRule['do'], string, number][] = [
  ['the answer takes too long', { delayAfterMs: 1_000 }, 'salesforce.timeout', 2],
  ['the body stalls', { stall: true }, 'salesforce.timeout', 2],
  ['the body trickles', { trickleMs: 100 }, 'salesforce.timeout', 2],
  ['the connection is cut after the work', { resetAfter: true }, 'salesforce.reset', 2],
  ['the connection is cut before the work', { resetBefore: true }, 'salesforce.reset', 0],
  ['half of the body comes', { truncate: true }, 'salesforce.truncated', 2],
  ['the JSON is broken', { badJson: true }, 'salesforce.badAnswer', 2],
  ['the body is empty', { emptyBody: true }, 'salesforce.badAnswer', 2],
  ['a 500 came after the work', { http: 500, committed: true }, 'salesforce.UNKNOWN_EXCEPTION', 2],
  ['a gateway’s 502 page', { http: 502, html: true }, 'salesforce.http5xx', 0],
  ['a gateway’s 504 page after the work', { http: 504, html: true, committed: true }, 'salesforce.http5xx', 2],
  ['a 503 of the service', { error: 'SERVER_UNAVAILABLE' }, 'salesforce.SERVER_UNAVAILABLE', 0],
  ['it ran too long', { error: 'REQUEST_RUNNING_TOO_LONG' }, 'salesforce.REQUEST_RUNNING_TOO_LONG', 0],
  ['an expired org’s edge', { http: 420, html: true }, 'salesforce.http420', 0],
];

const REFUSED: [string, FaultRule['do'], string][] = [
  ['the day’s calls are used up', { error: 'REQUEST_LIMIT_EXCEEDED' }, 'salesforce.REQUEST_LIMIT_EXCEEDED'],
  ['a lock', { error: 'UNABLE_TO_LOCK_ROW' }, 'salesforce.UNABLE_TO_LOCK_ROW'],
  ['a lock told as 500', { error: 'UNABLE_TO_LOCK_ROW', status: 500 }, 'salesforce.UNABLE_TO_LOCK_ROW'],
  ['maintenance told as 503', { error: 'ORG_IN_MAINTENANCE' }, 'salesforce.ORG_IN_MAINTENANCE'],
  ['no API', { error: 'API_DISABLED_FOR_ORG' }, 'salesforce.API_DISABLED_FOR_ORG'],
  ['a code that is new', { error: 'BRAND_NEW' }, 'salesforce.unknownCode'],
  ['a proxy’s page', { http: 403, html: true }, 'salesforce.http403'],
  ['a redirect', { redirect: 'https://elsewhere.example/' }, 'salesforce.redirected'],
];

describe('a write', () => {
  it.each(UNKNOWN)('%s: its outcome is unknown, and it is not repeated', async (_, action, reason, written) => {
    const { client, r, tasks } = await connect({ timeouts: SHORT });
    await client.describe('Task', {});
    await r.faults({ match: WRITE, do: action });
    const outcomes = await client.upsert('Task', KEY_FIELD, RECORDS, {});
    expect(outcomes).toMatchObject(
      RECORDS.map(() => ({ kind: 'unknown', error: { key: 'salesforce.outcomeUnknown', details: { reason } } })),
    );
    const calls = r.sim.world.journal.since(0).filter(({ url }) => url.includes('/composite/'));
    expect([calls.length, (await tasks()).size]).toEqual([1, written]);
  });

  it.each(REFUSED)('%s: nothing was written, and it says so', async (_, action, key) => {
    const { client, r, tasks } = await connect();
    await r.faults({ match: { ...WRITE, times: 1 }, do: action });
    const error = await failureOf(client.upsert('Task', KEY_FIELD, RECORDS, {}));
    expect(error.key).toBe(key);
    expect((await tasks()).size).toBe(0);
  });

  it.each([
    ['UNABLE_TO_LOCK_ROW', 'refused', 'retry'],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'refused', 'record'],
    ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'refused', 'record'],
    ['UNKNOWN_EXCEPTION', 'unknown', 'retry'],
  ])('an item with %s is %s of class %s, and its neighbour is saved', async (itemError, kind, errorClass) => {
    const { client, r } = await connect();
    await r.faults({ match: WRITE, do: { itemError, items: [0] } });
    const outcomes = await client.upsert('Task', KEY_FIELD, RECORDS, {});
    expect(outcomes).toMatchObject([{ kind, error: { entry: { class: errorClass } } }, { kind: 'saved' }]);
  });

  it('to a host where nobody listens was never sent', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const client = open({ loginUrl: `http://127.0.0.1:${port}`, clientId: 'c', clientSecret: 's' });
    const error = await failureOf(client.upsert('Task', KEY_FIELD, RECORDS, {}));
    expect([error.key, error.details]).toEqual([
      'salesforce.unreachable',
      { endpoint: 'signIn', reason: 'ECONNREFUSED' },
    ]);
  });

  it('to an instance that went away after signing in was never sent either', async () => {
    const { client, r } = await connect();
    await client.describe('Task', {});
    await r.sim.close();
    // The kept connection may be found broken once; after that nobody listens.
    await client
      .query('SELECT Id FROM Task', {})
      .next()
      .catch(() => {});
    expect((await failureOf(client.upsert('Task', KEY_FIELD, RECORDS, {}))).key).toBe('salesforce.unreachable');
  });
});

describe('a read', () => {
  it.each([
    [{ stall: true as const }, 'salesforce.timeout'],
    [{ resetAfter: true as const }, 'salesforce.reset'],
    [{ truncate: true as const }, 'salesforce.truncated'],
    [{ badJson: true as const }, 'salesforce.badAnswer'],
    [{ emptyBody: true as const }, 'salesforce.badAnswer'],
    [{ http: 500 as const, html: true }, 'salesforce.http5xx'],
    [{ http: 429 as const }, 'salesforce.UNKNOWN_EXCEPTION'],
    [{ redirect: 'https://elsewhere.example/' }, 'salesforce.redirected'],
    [{ error: 'QUERY_TIMEOUT' }, 'salesforce.QUERY_TIMEOUT'],
  ])('with %j fails as %s after one request', async (action, key) => {
    const { client, r } = await connect({ timeouts: SHORT });
    await client.describe('Task', {});
    await r.faults({ match: { class: 'query' }, do: action });
    const error = await failureOf(client.query("SELECT Id FROM Lead WHERE Email = 'ada@example.com'", {}).next());
    expect(error.key).toBe(key);
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toMatch(/ada|SELECT|elsewhere/);
    expect(r.sim.world.journal.since(0).filter(({ url }) => url.includes('/query'))).toHaveLength(1);
  });

  it('an abort is the caller’s own error', async () => {
    const { client, r } = await connect();
    await client.describe('Task', {});
    await r.faults({ match: { class: 'query' }, do: { delayMs: 5_000 } });
    const controller = new AbortController();
    const call = client.query('SELECT Id FROM Task', { signal: controller.signal }).next();
    setTimeout(() => controller.abort(new Error('enough')), 20);
    await expect(call).rejects.toThrow('enough');
  });
});
