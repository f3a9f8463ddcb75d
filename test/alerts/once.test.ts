import { expect, it, onTestFinished, vi } from 'vitest';
import { ALERT_IDS } from '../../model/alerts/catalogue.ts';
import { webhookKey } from '../../model/alerts/env.ts';
import type { AlertFacts } from '../../model/alerts/facts.ts';
import { createWebhook, type Webhook } from '../../net/webhook.ts';
import type { Store } from '../../store/types.ts';
import { type DeliverOptions, deliver } from '../../worker/alerts/deliver.ts';
import { evaluate } from '../../worker/alerts/evaluate.ts';
import { openTestStore } from '../store/open.ts';
import { calm, dreadful } from './facts.ts';
import { documentedCheck, type Receiver, SECRET, startReceiver } from './receiver.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

interface Line {
  level: string;
  alert: string;
  event: string;
}

/** A database, a receiver, and what every worker does at a look. */
async function open({ withinMs = 30_000 } = {}) {
  const { store } = await openTestStore();
  const receiver = await startReceiver((cleanUp) =>
    onTestFinished(async () => {
      await cleanUp();
    }),
  );
  const lines: Line[] = [];
  const keep = (level: string) => (line: object) => lines.push({ level, ...(line as Omit<Line, 'level'>) });
  const logger = { warn: keep('warn'), info: keep('info') } as unknown as DeliverOptions['logger'];
  const webhook = createWebhook({ url: receiver.url, key: webhookKey(SECRET), withinMs });
  const look = (facts: (now: Date) => AlertFacts) =>
    evaluate({ store, instance: 'i', facts: async () => facts(await store.serverTime()), clearAfterMs: 0 });
  const tell = (other: Partial<DeliverOptions> = {}) =>
    deliver({ store, webhook, logger, firstPauseMs: 0, claimedMs: 60_000, ...other });
  return { store, receiver, lines, webhook, look, tell };
}

const LASTING = 'unreachable/temporal';
const INSTANT = ALERT_IDS.filter((alert) => alert !== LASTING && alert !== 'lag/people').toSorted();
const waiting = async (store: Store) => (await store.alerts.list()).flatMap(({ notices }) => notices);
const taken = ({ events }: Receiver, event: string) =>
  events
    .filter((one) => one.event === event)
    .map(({ alert }) => alert)
    .toSorted();
const oneLag = (now: Date): AlertFacts => ({ ...calm(now), held: 3 });

it('with two evaluators at once each alert fires once and clears once, in the log and at the webhook', async () => {
  const { store, receiver, lines, look, tell } = await open();
  for (const facts of [calm, dreadful, dreadful, calm, calm]) {
    await Promise.all([look(facts), look(facts)]);
    await Promise.all([tell(), tell(), look(facts)]);
  }
  await vi.waitFor(async () => {
    await tell();
    expect(await waiting(store)).toEqual([]);
  }, WITHIN);
  expect(taken(receiver, 'fired')).toEqual(INSTANT);
  expect(taken(receiver, 'cleared')).toEqual(INSTANT);
  expect(receiver.requests).toHaveLength(2 * INSTANT.length);
  const logged = (level: string) => lines.filter((line) => line.level === level).map(({ alert }) => alert);
  expect(logged('warn').toSorted()).toEqual(INSTANT);
  expect(logged('info').toSorted()).toEqual(INSTANT);
  const order = receiver.events.filter(({ alert }) => alert === 'held/people').map(({ event }) => event);
  expect(order).toEqual(['fired', 'cleared']);
});

it('a worker that dies after it stored what turned, or while it tells, is followed by one that tells it once more', async () => {
  const { receiver, lines, webhook, look, tell } = await open();
  // Dead before it told anybody.
  await look(oneLag);
  await look(oneLag);
  // Dead after the receiver has it: nothing says so.
  const dying: Webhook = {
    async send(message) {
      await webhook.send(message);
      throw new Error('killed');
    },
  };
  await expect(tell({ webhook: dying, claimedMs: 300 })).rejects.toThrow('killed');
  // As long as it may live, nobody else tells.
  await tell();
  expect(receiver.requests).toHaveLength(1);
  await vi.waitFor(async () => {
    await tell();
    expect(receiver.requests).toHaveLength(2);
  }, WITHIN);
  expect(new Set(receiver.requests).size).toBe(1);
  expect(receiver.events).toMatchObject([{ event: 'fired', alert: 'held/people', value: 3 }]);
  expect(lines.filter(({ event }) => event === 'fired').length).toBeGreaterThanOrEqual(1);
  await look(calm);
  await tell();
  expect(receiver.events.map(({ event }) => event)).toEqual(['fired', 'cleared']);
});

const html = '<html>Sign in</html>';
it.each([
  ['no answer after it was received', () => {}, { problem: 'timeout' }],
  ['a status of 500', (response) => response.writeHead(500).end(), { problem: 'status', status: 500 }],
  [
    'a redirect',
    (response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    { problem: 'redirect', status: 302 },
  ],
  [
    'a proxy’s page',
    (response) => response.writeHead(502, { 'content-type': 'text/html' }).end(html),
    { problem: 'status', status: 502 },
  ],
] satisfies [string, Receiver['answers'][number], object][])(
  'after %s the same event comes again until it is taken; after three tries `failures` says so',
  async (_, answer, details) => {
    const isSilent = 'problem' in details && details.problem === 'timeout';
    const { store, receiver, look, tell } = await open({ ...(isSilent && { withinMs: 1_000 }) });
    receiver.answers.push(answer, answer, answer);
    await look(oneLag);
    await tell();
    expect(await waiting(store)).toMatchObject([{ tries: 1, logged: true }]);
    expect(await store.failures.list(5)).toEqual([]);
    await tell();
    await tell();
    expect(await store.failures.list(5)).toMatchObject([{ flow: 'alerts', key: 'alerts.webhookFails', details }]);
    await vi.waitFor(async () => {
      await tell();
      expect(await waiting(store)).toEqual([]);
    }, WITHIN);
    // On a busy machine one more may be too slow.
    expect(receiver.requests.length).toBeGreaterThanOrEqual(4);
    expect(new Set(receiver.requests).size).toBe(1);
    expect(receiver.forged).toBe(0);
    expect(await store.failures.list(5)).toEqual([]);
  },
);

it('tries are further and further apart, and nothing of an alert overtakes what came before', async () => {
  const { store, receiver, look, tell } = await open();
  receiver.answers.push((response) => response.writeHead(503).end());
  await look(oneLag);
  await tell({ firstPauseMs: 60_000 });
  await look(calm);
  await tell();
  expect(receiver.requests).toHaveLength(1);
  const [first, second] = await waiting(store);
  expect(first).toMatchObject({ event: { event: 'fired' }, tries: 1 });
  expect(second).toMatchObject({ event: { event: 'cleared' }, tries: 0 });
  expect((first?.nextAt.getTime() ?? 0) - (await store.serverTime()).getTime()).toBeGreaterThan(30_000);
});

it('without a webhook the log is told, once', async () => {
  const { store, lines, look, tell } = await open();
  await look(oneLag);
  await tell({ webhook: null });
  await tell({ webhook: null });
  expect(lines).toMatchObject([{ level: 'warn', alert: 'held/people', event: 'fired', error: 'alerts.peopleHeld' }]);
  expect(await waiting(store)).toEqual([]);
});

it('the check of docs/alerts.md refuses another secret, a changed body and an old event', async () => {
  const { receiver, look, tell } = await open();
  const verified = await documentedCheck();
  const forged = createWebhook({ url: receiver.url, key: webhookKey('another-secret-of-24-characters') });
  await look(oneLag);
  await tell({ webhook: forged });
  expect(receiver).toMatchObject({ forged: 1, events: [] });
  const at = new Date();
  const sent: { headers: Record<string, string>; body: string }[] = [];
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    sent.push({ headers: request.headers as Record<string, string>, body: '{"id":"1"}' });
    request.resume();
    response.writeHead(200).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await vi.waitFor(() => expect(server.listening).toBe(true));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const webhook = createWebhook({ url: `http://127.0.0.1:${port}`, key: webhookKey(secret) });
  expect(await webhook.send({ id: '1', body: '{"id":"1"}', at })).toEqual({
    problem: null,
    status: 200,
    isPage: false,
  });
  const [{ headers, body } = { headers: {}, body: '' }] = sent;
  expect(verified(headers, body, secret)).toEqual({ id: '1' });
  expect(verified(headers, `${body} `, secret)).toBeNull();
  expect(verified({ ...headers, 'webhook-id': '2' }, body, secret)).toBeNull();
  expect(verified(headers, body, secret, at.getTime() + 301_000)).toBeNull();
});

it.each([
  ['plain http to somewhere else', 'http://alerts.example.com/hook', []],
  ['an address of the cloud that hands out credentials', 'https://169.254.169.254/latest', []],
  ['a private network that nobody allowed', 'https://10.0.0.1/hook', ['10.0.0.2']],
])('nothing is sent to %s', async (_, url, privateHosts) => {
  const webhook = createWebhook({ url, key: webhookKey(SECRET), privateHosts, withinMs: 2_000 });
  expect(await webhook.send({ id: '1', body: '{}', at: new Date() })).toEqual({
    ...{ problem: 'address', status: null, isPage: false },
  });
});
