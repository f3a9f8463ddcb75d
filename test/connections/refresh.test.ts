import { createHash, randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { readEnvironment } from '../../model/env.ts';
import { systemClock } from '../../net/system-clock.ts';
import { openOwnConnections } from '../../worker/connections/clients.ts';
import { openConnections } from '../../worker/connections/index.ts';
import { type RefreshDeps, tokensOf } from '../../worker/connections/refresh.ts';
import { failureOf, KEY_FIELD, open } from '../salesforce/rig.ts';
import { rig } from '../simulators/salesforce/harness.ts';
import { openTestStore } from '../store/open.ts';
import { mongoUri } from '../store/uri.ts';

const EMAIL = 'ada@example.com';
const ID = createHash('sha256').update(EMAIL).digest('hex');
const SHORT = ID.slice(0, 12);
const REDIRECT = 'http://localhost:8917/callback';
const TOKEN = '/services/oauth2/token';
const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [OLD, NEW] = [key('old'), key('new')];

/** A simulated org, a database, and workers that share it. */
async function opened(keys = OLD) {
  const r = await rig({ people: 20 });
  const { store, db } = await openTestStore();
  const variables = {
    MONGODB_URI: mongoUri(),
    MONGODB_DB: db.databaseName,
    SALESFORCE_LOGIN_URL: r.sim.loginUrl,
    SALESFORCE_CLIENT_ID: r.sim.clientId,
    SALESFORCE_CLIENT_SECRET: r.sim.clientSecret,
  };
  const envOf = (ring: string) => readEnvironment({ ...variables, ACTIONS_SYNC_MASTER_KEYS: ring });
  const worker = (ring = keys) => {
    const made = openConnections(envOf(ring), store);
    onTestFinished(() => made.close());
    return made;
  };
  const connections = worker();
  const signIn = async (url: string) => {
    const sent = await fetch(url, { redirect: 'manual' });
    return new URL(sent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  };
  /** As the user of the client, or as who has this name. */
  const connect = async (made = connections, username?: string) => {
    const started = made.authorize(REDIRECT);
    const url = new URL(started.url);
    if (username !== undefined) url.searchParams.set('login_hint', username);
    return made.connect(EMAIL, await signIn(url.href), started, 'test');
  };
  const client = (made = connections) => {
    const salesforce = made.clientFor(EMAIL);
    onTestFinished(() => salesforce.close());
    return salesforce;
  };
  const refreshes = async () => (await r.control('GET', '/stats')).body.endpoints[TOKEN] ?? 0;
  const expire = () => r.control('POST', '/sessions/expire', {});
  return { r, store, db, envOf, worker, connections, connect, client, refreshes, expire };
}

/** What `tokensOf` needs, over a Salesforce that the test plays. */
async function played(refresh: RefreshDeps['oauth']['refresh']) {
  const o = await opened();
  await o.connect();
  const env = readEnvironment({ ACTIONS_SYNC_MASTER_KEYS: OLD });
  const keys = env.ACTIONS_SYNC_MASTER_KEYS;
  if (keys === undefined) throw new Error('no keys');
  const deps: RefreshDeps = {
    store: o.store,
    oauth: { refresh },
    keys,
    place: o.db.databaseName,
    clock: { ...systemClock, sleep: async () => {} },
  };
  const before = await tokensOf(deps, ID, null);
  return { ...o, deps, before };
}

it('a seller connects, and calls are made as the seller; what is stored can’t be read', async () => {
  const { store, db, connect, client } = await opened();
  const { salesforceUserId } = await connect();
  expect(salesforceUserId).toMatch(/^005\w{15}$/);
  expect((await client().describe('Task', {})).name).toBe('Task');
  const document = JSON.stringify(await db.collection('connections').find().toArray());
  expect(document).toContain(ID);
  expect(document).not.toMatch(/5Aep|00D|ada@/);
  expect(JSON.stringify(await store.audit.list(5))).not.toMatch(/5Aep|ada@/);
});

it('a token that has run out is refreshed once over all workers, and the new refresh token is stored', async () => {
  const { connect, worker, client, refreshes, expire } = await opened();
  await connect();
  const clients = [1, 2, 3, 4].map(() => client(worker()));
  const ask = () => Promise.all(clients.map(async (one) => (await one.describe('Task', {}, { isFresh: true })).name));
  await ask();
  const before = await refreshes();
  for (let round = 1; round <= 2; round++) {
    await expire();
    expect(await ask()).toEqual(['Task', 'Task', 'Task', 'Task']);
    // Twice at once, or with an old one, Salesforce would have refused and ended all.
    expect(await refreshes()).toBe(before + round);
  }
}, 60_000);

it('Salesforce shows the seller as who made a Task, also after a refresh; another user’s upsert makes no second one', async () => {
  const { r, connections, connect, client, expire } = await opened();
  const users = await r.query(
    `SELECT Id, Username FROM User WHERE IsActive = true AND Id != '${r.org.integrationUserId}'`,
  );
  const { Id: sellerId, Username: name } = users.body.records[0] ?? {};
  const { salesforceUserId } = await connect(connections, String(name));
  expect(salesforceUserId).toBe(sellerId);
  const task = (key: string) => ({ [KEY_FIELD]: key, Subject: 'Call', Status: 'Completed', OwnerId: salesforceUserId });
  const seller = client();
  const before = await seller.upsert('Task', KEY_FIELD, [task('a-1')], {});
  await expire();
  const after = await seller.upsert('Task', KEY_FIELD, [task('a-2')], {});
  expect([...before, ...after]).toMatchObject([{ isCreated: true }, { isCreated: true }]);
  const { loginUrl, clientId, clientSecret } = r.sim;
  const integration = open({ loginUrl, clientId, clientSecret });
  expect(await integration.upsert('Task', KEY_FIELD, [task('a-1')], {})).toMatchObject([{ isCreated: false }]);
  const soql = `SELECT ${KEY_FIELD}, CreatedById, LastModifiedById FROM Task WHERE ${KEY_FIELD} != null ORDER BY ${KEY_FIELD}`;
  const made = [];
  for await (const page of integration.query(soql, {})) made.push(...page);
  expect(made).toMatchObject([
    { [KEY_FIELD]: 'a-1', CreatedById: salesforceUserId, LastModifiedById: r.org.integrationUserId },
    { [KEY_FIELD]: 'a-2', CreatedById: salesforceUserId, LastModifiedById: salesforceUserId },
  ]);
}, 60_000);

it('the sender gets clients of sellers who are connected as the user whose Task it is, and of no others', async () => {
  const { r, store, envOf, connections, connect } = await opened();
  const users = await r.query(
    `SELECT Id, Username FROM User WHERE IsActive = true AND Id != '${r.org.integrationUserId}'`,
  );
  const { salesforceUserId } = await connect(connections, String(users.body.records[0]?.Username));
  const own = openOwnConnections(envOf(OLD), store);
  if (own === null) throw new Error('it has keys');
  onTestFinished(() => own.close());
  // Fifteen characters of an id say the same as eighteen.
  const short = salesforceUserId.slice(0, 15);
  const clients = await own.clientsOf(
    new Map([
      ['ADA@example.com', short],
      ['bob@example.com', '005000000000009AAA'],
    ]),
  );
  expect([...clients.keys()]).toEqual([short]);
  const made = await clients.get(short)?.upsert('Task', KEY_FIELD, [{ [KEY_FIELD]: 'a-9', Subject: 'Call' }], {});
  expect(made).toMatchObject([{ kind: 'saved', isCreated: true }]);
  const { body } = await r.query(`SELECT CreatedById FROM Task WHERE ${KEY_FIELD} = 'a-9'`);
  expect(body.records).toMatchObject([{ CreatedById: salesforceUserId }]);

  // An admin has given the address to somebody else since; then the connection ends.
  expect(await own.clientsOf(new Map([[EMAIL, String(r.org.integrationUserId)]]))).toEqual(new Map());
  const { seq } = (await store.connections.get(ID)) ?? { seq: -1 };
  await store.connections.expire(ID, seq, 'refused');
  expect(await own.clientsOf(new Map([[EMAIL, salesforceUserId]]))).toEqual(new Map());
  const none = { ...envOf(OLD), ACTIONS_SYNC_MASTER_KEYS: undefined };
  expect(openOwnConnections(none, store)).toBeNull();
}, 60_000);

it('a refresh that Salesforce refuses ends the connection, and says so once', async () => {
  const { r, store, connect, client } = await opened();
  await connect();
  await client().describe('Task', {});
  await r.control('POST', '/sessions/revoke', {});
  const salesforce = client();
  const details = { connection: SHORT, reason: 'refused' };
  for (let tries = 0; tries < 2; tries++) {
    const error = await failureOf(salesforce.describe('Task', {}, { isFresh: true }));
    expect(error).toMatchObject({ key: 'connections.expired', details });
  }
  const failures = await store.failures.list(5);
  expect(failures).toMatchObject([{ flow: `connection-${SHORT}`, key: 'connections.expired', count: 1, details }]);
  await connect();
  expect(await store.failures.list(5)).toEqual([]);
  expect((await client().describe('Task', {}, { isFresh: true })).name).toBe('Task');
}, 60_000);

it('an answer that is lost after Salesforce changed the token ends the connection: the old one is never used again', async () => {
  const { r, connect, client, expire, refreshes } = await opened();
  await connect();
  await expire();
  const salesforce = client();
  await r.faults({ match: { class: 'identity', times: 1 }, do: { resetAfter: true } });
  const before = await refreshes();
  const details = { connection: SHORT, reason: 'answerLost' };
  for (let tries = 0; tries < 2; tries++) {
    const error = await failureOf(salesforce.describe('Task', {}));
    expect(error).toMatchObject({ key: 'connections.expired', details });
  }
  expect(await refreshes()).toBe(before + 1);
}, 60_000);

it('a worker that died while it refreshed has lost the answer, too', async () => {
  let sent = 0;
  const { store, deps, before } = await played(async () => {
    sent++;
    return { accessToken: 'a', refreshToken: 'r', instance: 'https://x' };
  });
  const found = await store.connections.get(ID);
  if (found === null) throw new Error('no connection');
  await store.connections.lease(found, 'dead', -1);
  const error = await failureOf(tokensOf(deps, ID, before.accessToken));
  expect(error).toMatchObject({ key: 'connections.expired', details: { reason: 'answerLost' } });
  expect(sent).toBe(0);
});

it('trouble in which Salesforce surely changed nothing leaves the connection as it is', async () => {
  let tries = 0;
  const { r, store, expire, connect, client } = await opened();
  await connect();
  await expire();
  for (const fault of [
    { status: 503, error: 'unavailable' },
    { error: 'server_error', status: 500 },
  ]) {
    await r.faults({ match: { class: 'identity', times: 1 }, do: fault });
    tries++;
    expect((await failureOf(client().describe('Task', {}))).key).not.toBe('connections.expired');
    expect(await store.connections.get(ID)).toMatchObject({ state: 'connected', lease: null });
  }
  expect(tries).toBe(2);
  expect((await client().describe('Task', {})).name).toBe('Task');
}, 60_000);

it('a worker whose lease was over stores nothing over what came after it', async () => {
  let goOn = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { r, deps, before, connect } = await played(async () => {
    await waiting;
    return { accessToken: 'late', refreshToken: 'late', instance: 'https://late.example' };
  });
  const late = tokensOf(deps, ID, before.accessToken);
  await r.control('PUT', '/switches', { reuseToken: false });
  await connect();
  goOn();
  const { refreshToken } = await tokensOf(deps, ID, null);
  expect(refreshToken).toMatch(/^5Aep/);
  expect((await late).refreshToken).toBe(refreshToken);
});

it('somebody else’s sign-in is not taken for the seller’s, and is revoked', async () => {
  const { store, connect } = await opened();
  await store.sellers.set(EMAIL, { salesforceUserId: '005000000000999AAA' }, 'test');
  expect((await failureOf(connect())).key).toBe('connections.otherUser');
  expect(await store.connections.get(ID)).toBeNull();
});

it('removed, its tokens are worth nothing any more', async () => {
  const { connections, connect, client, store } = await opened();
  await connect();
  const salesforce = client();
  await salesforce.describe('Task', {});
  expect(await connections.remove(EMAIL, 'test')).toEqual({ isRevoked: true });
  expect(await store.connections.get(ID)).toBeNull();
  expect((await failureOf(salesforce.describe('Task', {}, { isFresh: true }))).key).toBe('connections.none');
  expect(await connections.remove(EMAIL, 'test')).toBeNull();
});

it('master keys are changed: all is wrapped anew, what is in use is left for the next run', async () => {
  const { worker, connect, client, store } = await opened();
  await connect();
  const both = worker(`${NEW},${OLD}`);
  const found = await store.connections.get(ID);
  if (found === null) throw new Error('no connection');
  const seq = (await store.connections.lease(found, 'w', 60_000)) ?? -1;
  expect(await both.rotateKeys('test')).toEqual({ rewrapped: 0, alreadyCurrent: 0, busy: 1 });
  await store.connections.release(ID, seq);
  expect(await both.rotateKeys('test')).toEqual({ rewrapped: 1, alreadyCurrent: 0, busy: 0 });
  expect(await both.rotateKeys('test')).toEqual({ rewrapped: 0, alreadyCurrent: 1, busy: 0 });
  expect((await client(worker(NEW)).describe('Task', {})).name).toBe('Task');
  const error = await failureOf(client(worker(OLD)).describe('Task', {}));
  expect(error).toMatchObject({ key: 'connections.keyMissing', details: { key: 'new' } });
  const { value: listed } = await worker(OLD).list().next();
  expect(listed).toMatchObject({ email: null, key: 'new', problem: 'connections.keyMissing' });
});
