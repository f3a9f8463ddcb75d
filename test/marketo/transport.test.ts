import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { acceptHeaders } from '../../marketo/http.ts';
import { networkError } from '../../marketo/network-errors.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { CallOutcome } from '../../model/ports.ts';
import { systemClock } from '../../net/system-clock.ts';
import { CONTEXT, failureOf, id, startRig, success } from './rig.ts';
import type { Scripted } from './scripted-server.ts';

const html = '<html>Bad gateway for ada@example.com</html>';
const people = success({ result: [{ id: 1, email: 'ada@example.com' }] });

describe('an answer without an envelope', () => {
  it.each<[string, Scripted, string, string, CallOutcome]>([
    ['an empty 200', {}, 'marketo.emptyBody', 'retry', 'done'],
    ['blanks', { body: ' \n' }, 'marketo.emptyBody', 'retry', 'done'],
    [
      'half of the JSON',
      { body: '{"success":true,"result":[{"email":"ada@exam' },
      'marketo.unreadable',
      'retry',
      'done',
    ],
    ['a page with 200', { body: html }, 'marketo.unreadable', 'retry', 'done'],
    ['a page with 502', { status: 502, body: html }, 'marketo.http5xx', 'retry', 'done'],
    ['an empty 503', { status: 503 }, 'marketo.http5xx', 'retry', 'done'],
    ['a foreign JSON with 504', { status: 504, body: { fault: 1 } }, 'marketo.http5xx', 'retry', 'done'],
    ['401', { status: 401, body: html }, 'marketo.http401', 'auth', 'done'],
    ['403', { status: 403, body: html }, 'marketo.http403', 'auth', 'done'],
    ['404', { status: 404, body: 'Not found' }, 'marketo.http404', 'retry', 'done'],
    ['413', { status: 413 }, 'marketo.http413', 'bug', 'done'],
    ['414', { status: 414, body: html }, 'marketo.http414', 'bug', 'done'],
    ['416', { status: 416 }, 'marketo.http416', 'retry', 'done'],
    ['429', { status: 429 }, 'marketo.http429', 'rate', 'rateLimited'],
    ['a redirect', { status: 301, headers: { location: '/x' } }, 'marketo.httpStatus', 'bug', 'done'],
    ['a reset', { fault: 'reset' }, 'marketo.reset', 'retry', 'done'],
    ['a cut body', { ...people, fault: 'cut' }, 'marketo.truncated', 'retry', 'done'],
    ['a silent server', { fault: 'hang' }, 'marketo.timeout', 'retry', 'done'],
    ['a body that never comes', { ...people, fault: 'stall' }, 'marketo.timeout', 'retry', 'done'],
    [
      'broken gzip',
      { body: 'not gzip', headers: { 'content-encoding': 'gzip' } },
      'marketo.unreadable',
      'retry',
      'done',
    ],
  ])('%s becomes its own error', async (_, scripted, key, errorClass, outcome) => {
    const { server, client, ledger } = await startRig({ timeouts: key === 'marketo.timeout' ? { leads: 50 } : {} });
    server.rest.push(scripted);
    const error = await failureOf(client.leadsByIds([id(1)], ['email'], CONTEXT));
    expect([error.key, error.entry.class]).toEqual([key, errorClass]);
    expect(error.details).toMatchObject({ endpoint: 'leads' });
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toMatch(
      /example|token-|client-secret|filterValues/,
    );
    expect(error.cause).toBeUndefined();
    expect(ledger.outcomes).toEqual([outcome]);
    expect(server.restCalls).toHaveLength(1);
  });

  it('is judged by success, whatever the status', async () => {
    const { server, client } = await startRig();
    server.rest.push({ ...people, status: 500 });
    await expect(client.leadsByIds([id(1)], ['email'], CONTEXT)).resolves.toMatchObject({ leads: [{ id: 1 }] });
  });
});

describe('a connection', () => {
  it('that nobody takes is marketo.refused and costs no call of the day', async () => {
    const { client, ledger, server } = await startRig();
    await client.checkCredentials();
    server.rest.push(people);
    await client.leadsByIds([id(1)], [], CONTEXT);
    await server.close();
    // The first call may still find the old connection and see it break.
    await failureOf(client.leadsByIds([id(1)], [], CONTEXT));
    const error = await failureOf(client.leadsByIds([id(1)], [], CONTEXT));
    expect([error.key, error.entry.class]).toEqual(['marketo.refused', 'retry']);
    expect(ledger.outcomes.at(-1)).toBe('free');
    server.close = async () => {};
  });

  it('to a name that does not exist is marketo.dns', async () => {
    const { client } = await startRig({ baseUrl: 'https://no-such-instance.invalid' });
    const error = await failureOf(client.checkCredentials());
    expect([error.key, error.entry.class]).toEqual(['marketo.dns', 'retry']);
    expect(error.message).not.toContain('client-secret');
  });

  it('to a server that does not speak TLS is marketo.tls', async () => {
    const plain = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const address = plain.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { client } = await startRig({ baseUrl: `https://127.0.0.1:${port}` });
    const error = await failureOf(client.checkCredentials());
    expect([error.key, error.entry.class]).toEqual(['marketo.tls', 'config']);
    plain.close();
  });

  it.each([
    ['EAI_AGAIN', 'marketo.dns'],
    ['UND_ERR_CONNECT_TIMEOUT', 'marketo.unreachable'],
    ['EHOSTUNREACH', 'marketo.unreachable'],
    ['ENETUNREACH', 'marketo.unreachable'],
    ['CERT_HAS_EXPIRED', 'marketo.tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'marketo.tls'],
    ['EPIPE', 'marketo.reset'],
    ['HPE_INVALID_CONSTANT', 'marketo.unreadable'],
    ['UND_ERR_CLOSED', 'marketo.closed'],
    ['EMFILE', 'marketo.network'],
  ])('that fails with %s is %s', (code, key) => {
    const error = networkError(Object.assign(new Error('for ada@example.com'), { code }), 'leads', 'headers');
    expect(error).toMatchObject({ key, details: { endpoint: 'leads', reason: code } });
    expect(error.message).not.toContain('ada@');
  });

  it('that fails at each of a host’s addresses has the first one’s reason', () => {
    const each = new AggregateError([Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]);
    expect(networkError(each, 'leads', 'headers').key).toBe('marketo.refused');
    expect(networkError('odd', 'leads', 'headers')).toMatchObject({ details: { reason: 'unknown' } });
  });

  it('is not used after close', async () => {
    const { client } = await startRig();
    await client.close();
    expect((await failureOf(client.checkCredentials())).key).toBe('marketo.closed');
    client.close = async () => {};
  });
});

describe('gzip', () => {
  it.each([
    ['https://123-abc-456.mktorest.com', 'gzip'],
    ['http://10.0.0.1:3000', 'gzip'],
    ['http://127.0.0.1:3000', undefined],
    ['http://localhost:3000', undefined],
    ['http://[::1]:3000', undefined],
  ])('from %s is asked for: %s', (origin, encoding) => {
    expect(acceptHeaders(origin)['accept-encoding']).toBe(encoding);
  });
});

describe('an abort', () => {
  it('ends the client’s own waits with the caller’s reason', async () => {
    const reason = new Error('gone');
    await expect(systemClock.sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(systemClock.sleep(0)).resolves.toBeUndefined();
  });

  it('ends a call under way with the caller’s own reason and gives the lease back', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push({ fault: 'hang' });
    const controller = new AbortController();
    const reason = new Error('worker is shutting down');
    const call = client.leadsByIds([id(1)], [], { ...CONTEXT, signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await server.arrived(1);
    controller.abort(reason);
    await ended;
    expect(ledger.outcomes).toEqual(['done']);
  });

  it('before the call sends nothing and takes no lease', async () => {
    const { server, client, ledger } = await startRig();
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);
    await expect(client.leadsByIds([id(1)], [], { ...CONTEXT, signal })).rejects.toBe(reason);
    await expect(client.checkCredentials(signal)).rejects.toBe(reason);
    expect([server.restCalls.length, ledger.requests.length]).toEqual([0, 0]);
  });
});

describe('the ledger', () => {
  it('is told priority, limit and signal of each call', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(people, success({ nextPageToken: 'T' }));
    const { signal } = new AbortController();
    await client.leadsByIds([id(1)], [], { priority: 'check', signal });
    await client.pagingToken(new Date(), CONTEXT);
    expect(ledger.requests).toEqual([
      { priority: 'check', deadlineMs: 75_000, signal },
      { priority: 'changes', deadlineMs: 310_000 },
    ]);
  });

  it('that refuses stops the call before it is sent', async () => {
    const used = new AppError('quota.dayShareUsed');
    const { server, client } = await startRig({ ledger: { acquire: () => Promise.reject(used) } });
    await expect(client.leadsByIds([id(1)], [], CONTEXT)).rejects.toBe(used);
    expect(server.restCalls).toEqual([]);
  });

  it('that can’t take a lease back does not cost the answer', async () => {
    const warned: unknown[] = [];
    const log = { debug: () => {}, warn: (details: unknown) => warned.push(details) };
    const { server, client, ledger } = await startRig({ log });
    ledger.releaseFails = new AppError('store.unreachable');
    server.rest.push(people);
    await expect(client.leadsByIds([id(1)], [], CONTEXT)).resolves.toMatchObject({ leads: [{ id: 1 }] });
    expect(warned).toEqual([{ endpoint: 'leads', outcome: 'done', key: 'store.unreachable' }]);
  });
});
