import { describe, expect, it, vi } from 'vitest';
import { CONTEXT, failure, failureOf, startRig, success } from './rig.ts';
import { tokenAnswer } from './scripted-server.ts';

const types = success({ result: [{ id: 1, name: 'Visit Webpage' }] });

describe('the access token', () => {
  it('is asked for once by 100 calls at once, and sent in the header alone', async () => {
    const { server, client, ledger } = await startRig();
    server.rest.push(...Array.from({ length: 100 }, () => types));
    await Promise.all(Array.from({ length: 100 }, () => client.activityTypes(CONTEXT)));
    expect(server.identityCalls).toHaveLength(1);
    expect(server.restCalls).toHaveLength(100);
    expect(new Set(server.restCalls.map((call) => call.headers.authorization))).toEqual(new Set(['Bearer token-1']));
    expect(server.restCalls.every((call) => !call.query.has('access_token'))).toBe(true);
    expect(ledger.outcomes).toEqual(Array(100).fill('done'));
  });

  it('is asked for with the credentials, without a lease', async () => {
    const { server, client, ledger } = await startRig();
    await client.checkCredentials();
    const query = Object.fromEntries(server.identityCalls[0]?.query ?? []);
    expect(query).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-id',
      client_secret: 'client-secret',
    });
    expect(ledger.requests).toEqual([]);
  });

  it.each(['601', '602', 601, 602])('is renewed and the call repeated after %s', async (code) => {
    const { server, client, ledger } = await startRig();
    server.rest.push(failure(code), types);
    await expect(client.activityTypes(CONTEXT)).resolves.toEqual([{ id: 1, name: 'Visit Webpage' }]);
    expect(server.identityCalls).toHaveLength(2);
    expect(server.restCalls.map((call) => call.headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(ledger.outcomes).toEqual(['free', 'done']);
  });

  it.each([
    ['602', '601'],
    ['601', '602'],
  ])('refused twice (%s, then %s) is an error of class auth, and forgotten', async (first, second) => {
    const { server, client, ledger } = await startRig();
    server.rest.push(failure(first), failure(second), types);
    const error = await failureOf(client.activityTypes(CONTEXT));
    expect(error).toMatchObject({ key: 'marketo.tokenRefused', details: { endpoint: 'activityTypes', code: second } });
    expect(error.entry.class).toBe('auth');
    expect(ledger.outcomes).toEqual(['free', 'free']);
    await client.activityTypes(CONTEXT);
    expect(server.identityCalls).toHaveLength(3);
  });

  it('is renewed once when many calls are refused together', async () => {
    const { server, client } = await startRig();
    server.rest.push(types);
    await client.activityTypes(CONTEXT);
    server.answerRest = ({ headers }) => (headers.authorization === 'Bearer token-1' ? failure('602') : types);
    await Promise.all(Array.from({ length: 10 }, () => client.activityTypes(CONTEXT)));
    expect(server.identityCalls).toHaveLength(2);
    expect(server.restCalls).toHaveLength(21);
  });

  it('with no time left is not used: asked for again after a second', async () => {
    const { server, client, clock } = await startRig();
    server.identity.push(tokenAnswer('dying', 0), tokenAnswer('dying', '0'), tokenAnswer('fresh'));
    server.rest.push(types);
    await client.activityTypes(CONTEXT);
    expect(clock.slept).toEqual([1_000, 1_000]);
    expect(server.restCalls[0]?.headers.authorization).toBe('Bearer fresh');
  });

  it('that never gets time ends in an error of class retry', async () => {
    const { server, client, ledger } = await startRig();
    server.identity.push(...Array.from({ length: 9 }, () => tokenAnswer('dying', 0)));
    const error = await failureOf(client.activityTypes(CONTEXT));
    expect([error.key, error.entry.class]).toEqual(['marketo.tokenDying', 'retry']);
    expect(server.identityCalls).toHaveLength(5);
    expect(ledger.requests).toEqual([]);
  });

  it('is still good when identity leaves its life out', async () => {
    const { server, client } = await startRig();
    server.identity.push({ body: { access_token: 'lasting' } });
    await expect(client.checkCredentials()).resolves.toMatchObject({ apiUser: '', expiresInSeconds: 3_600 });
  });

  it('that was renewed while a call waited for its place is the one that is sent', async () => {
    const waiting: (() => void)[] = [];
    const lease = { release: () => Promise.resolve() };
    let places = 0;
    const acquire = async () => {
      places += 1;
      if (places === 1) await new Promise<void>((resolve) => waiting.push(resolve));
      return lease;
    };
    const { server, client } = await startRig({ ledger: { acquire } });
    server.answerRest = ({ headers }) => (headers.authorization === 'Bearer token-1' ? failure('602') : types);
    const patient = client.activityTypes(CONTEXT);
    await vi.waitUntil(() => waiting.length === 1);
    await client.activityTypes(CONTEXT);
    waiting[0]?.();
    await patient;
    expect(server.restCalls.map((call) => call.headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
      'Bearer token-2',
    ]);
  });

  it('is not waited for any longer when the client is closed', async () => {
    const { server, client } = await startRig();
    server.identity.push({ fault: 'hang' });
    const call = failureOf(client.activityTypes(CONTEXT));
    await vi.waitUntil(() => server.identityCalls.length === 1);
    await client.close();
    expect((await call).key).toBe('marketo.closed');
    client.close = async () => {};
  });

  it('is not lost to the others when one caller aborts the wait', async () => {
    const { server, client } = await startRig();
    server.rest.push(types);
    const controller = new AbortController();
    const reason = new Error('gone');
    const impatient = client.activityTypes({ ...CONTEXT, signal: controller.signal });
    const patient = client.activityTypes(CONTEXT);
    controller.abort(reason);
    await expect(impatient).rejects.toBe(reason);
    await expect(patient).resolves.toHaveLength(1);
    expect(server.identityCalls).toHaveLength(1);
  });

  it('is asked for again after identity failed', async () => {
    const { server, client } = await startRig();
    server.identity.push({ status: 503, body: '<html>busy</html>' });
    server.rest.push(types);
    expect((await failureOf(client.activityTypes(CONTEXT))).key).toBe('marketo.http5xx');
    await expect(client.activityTypes(CONTEXT)).resolves.toHaveLength(1);
  });
});
