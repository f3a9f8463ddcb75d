import { describe, expect, it, onTestFinished } from 'vitest';
import { Bucket } from '../../api/push/bucket.ts';
import { readEnvironment } from '../../model/env.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import { openApi } from './support/rig.ts';

const SECRET = 'the-secret-of-the-webhook_1';
const OLD = 'the-secret-before-that_0000';
const HEADER = 'x-actions-sync-secret';

type Take = (ids: readonly MarketoId[]) => Promise<'stored' | 'folded'>;

async function open(take: Take = async () => 'stored', secrets: string[] | null = [SECRET, OLD]) {
  const taken: number[][] = [];
  const logged: string[] = [];
  const intake = {
    take: async (ids: readonly MarketoId[]) => {
      taken.push([...ids]);
      return take(ids);
    },
  };
  const { api } = await openApi((cleanUp) => onTestFinished(async () => void (await cleanUp())), {
    ...(secrets !== null && { push: { secrets, intake } }),
    logger: { level: 'trace', stream: { write: (line: string) => void logged.push(line) } },
  });
  const push = (payload: string, headers: Record<string, string> = {}, url = '/push/marketo') =>
    api.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } });
  return { api, push, taken, logged };
}

const right = { [HEADER]: SECRET };

describe('POST /push/marketo', () => {
  it('takes JSON and forms, with the secret in the header or the path, and always answers with a body', async () => {
    const { push, taken, api } = await open();
    const answer = await push('{"id": 123}', right);
    expect([answer.statusCode, answer.json()]).toEqual([202, { accepted: 1, folded: false }]);
    await push('{"ids": [4, "5"]}', { [HEADER]: OLD });
    await push('id=6', { 'content-type': 'application/x-www-form-urlencoded' }, `/push/marketo/${SECRET}`);
    const untyped = { method: 'POST', url: `/push/marketo/${OLD}`, payload: '{"id": 7}' } as const;
    await api.inject(untyped);
    expect(taken).toEqual([[123], [4, 5], [6], [7]]);
  });

  it('tells that who was pushed is left to polling', async () => {
    const { push } = await open(async () => 'folded');
    expect((await push('{"id": 1}', right)).json()).toEqual({ accepted: 1, folded: true });
  });

  it.each([
    ['none', {}, '/push/marketo'],
    ['an empty one', { [HEADER]: '' }, '/push/marketo'],
    ['a wrong one', { [HEADER]: `${SECRET}x` }, '/push/marketo'],
    ['a part of it', { [HEADER]: SECRET.slice(0, -1) }, '/push/marketo'],
    ['both in one', { [HEADER]: `${SECRET},${OLD}` }, '/push/marketo'],
    ['a wrong one in the path, the right one in the header', { [HEADER]: SECRET }, '/push/marketo/wrong'],
  ])('refuses a secret that is not right: %s', async (_, headers, url) => {
    const { push, taken } = await open();
    const answer = await push('{"id": 1}', headers, url);
    expect([answer.statusCode, answer.json().key]).toEqual([401, 'push.secret']);
    expect(taken).toEqual([]);
  });

  it('is not there without a secret', async () => {
    const { push } = await open(async () => 'stored', null);
    expect((await push('{"id": 1}', right)).statusCode).toBe(404);
    expect((await push('{"id": 1}', {}, `/push/marketo/${SECRET}`)).statusCode).toBe(404);
  });

  it('refuses what names nobody, and what is too large, and takes nothing of it', async () => {
    const { push, taken } = await open();
    for (const garbage of ['', '{', 'null', '{"id": "x"}', '\u0000', '<id>1</id>']) {
      const answer = await push(garbage, right);
      expect([answer.statusCode, answer.json().key]).toEqual([400, 'push.body']);
    }
    const huge = await push(`{"id": 1, "x": "${'a'.repeat(70_000)}"}`, right);
    expect([huge.statusCode, huge.json().key]).toEqual([413, 'api.tooLarge']);
    expect(taken).toEqual([]);
  });

  it('answers 503 with retry-after where it can not be stored', async () => {
    const { push } = await open(async () => {
      throw new AppError('store.unreachable', { details: { operation: 'pushes.add' } });
    });
    const away = await push('{"id": 1}', right);
    expect([away.statusCode, Number(away.headers['retry-after']) > 0]).toEqual([503, true]);
    const { push: full } = await open(async () => {
      throw new AppError('push.full', { retryAt: new Date(Date.now() + 60_000) });
    });
    const answer = await full('{"id": 1}', right);
    expect([answer.statusCode, answer.json().key]).toEqual([503, 'push.full']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(50);
  });

  it('answers 429 with retry-after beyond its rate; who guesses secrets does not use up the rate of who knows one', async () => {
    const { push } = await open();
    const guesses = await Promise.all(Array.from({ length: 60 }, () => push('{"id": 1}', { [HEADER]: 'guess' })));
    const refused = guesses.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect((await push('{"id": 1}', right)).statusCode).toBe(202);
  });

  it('never writes the secret into the log, nor into an answer', async () => {
    const { push, logged } = await open(async () => {
      throw new Error('unexpected');
    });
    const answers = [
      await push('{"id": 1}', right),
      await push('{', {}, `/push/marketo/${SECRET}`),
      await push('{"id": 1}', {}, `/push/marketo/${SECRET}x`),
      await push('{"id": 1}', {}, `/push/marketo/${SECRET}/more`),
    ];
    await push('{"id": 1}', {}, `/push/marketo/${'a'.repeat(300)}${SECRET}`);
    expect(logged.join('')).not.toContain(SECRET);
    for (const { body } of answers) expect(body).not.toContain(SECRET);
    expect(logged.length).toBeGreaterThan(0);
  });
});

it('a bucket lets so many through in a second, twice as many after a quiet time', () => {
  let now = 0;
  const bucket = new Bucket(10, () => now);
  const taken = () => Array.from({ length: 50 }, () => bucket.take()).filter(Boolean).length;
  expect(taken()).toBe(20);
  now += 500;
  expect(taken()).toBe(5);
  now += 60_000;
  expect(taken()).toBe(20);
});

it.each([
  [SECRET, [SECRET]],
  [`${SECRET}, ${OLD}`, [SECRET, OLD]],
  ['too-short', null],
  [`${SECRET},`, null],
  ['with spaces and signs, which a path has codes for!', null],
  [`${SECRET},${OLD},${SECRET}`, null],
])('PUSH_SECRET=%s', (PUSH_SECRET, secrets) => {
  if (secrets === null) expect(() => readEnvironment({ PUSH_SECRET })).toThrow();
  else expect(readEnvironment({ PUSH_SECRET }).PUSH_SECRET).toEqual(secrets);
});
