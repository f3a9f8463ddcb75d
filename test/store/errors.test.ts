import { connect, createServer, type Socket } from 'node:net';
import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toAppError } from '../../store/errors.ts';
import { openStore } from '../../store/index.ts';
import { openTestStore } from './open.ts';
import { personId, personWrite, qualifiedPart } from './people.ts';
import { mongoUri } from './uri.ts';

describe('errors of the driver', () => {
  it('become store.unreachable when nobody listens, without a word of the URI', async () => {
    const port = await freePort();
    const uri = `mongodb://user:secret@127.0.0.1:${port}`;
    const error = await openStore({ uri, dbName: 'none', serverSelectionTimeoutMs: 100 }).catch((reason) => reason);
    expect(error).toMatchObject({ key: 'store.unreachable' });
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('secret');
  });

  it('become config.environment when the URI can’t be read', async () => {
    const error = await openStore({ uri: 'mongodb://user:secret@', dbName: 'none' }).catch((reason) => reason);
    expect(error).toMatchObject({ key: 'config.environment', details: { variable: 'MONGODB_URI' } });
    expect(error.message).not.toContain('secret');
  });

  it('are told apart by code, and never carry a document', () => {
    const server = (code: number) => new MongoServerError({ message: 'dup key: { email: "ada@example.com" }', code });
    expect(toAppError('x', server(18))).toMatchObject({ key: 'store.auth' });
    expect(toAppError('x', server(11_600))).toMatchObject({ key: 'store.unreachable' });
    expect(toAppError('x', new MongoNetworkError('reset'))).toMatchObject({ key: 'store.unreachable' });
    const ofSocket = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
    expect(toAppError('x', ofSocket)).toMatchObject({ key: 'store.unreachable' });
    const failed = toAppError('people.apply', server(11_000));
    expect(failed).toMatchObject({ key: 'store.failed', details: { operation: 'people.apply', code: 11_000 } });
    expect(String(failed)).not.toContain('ada@');
    expect(failed).not.toHaveProperty('cause');
    const own = new Error('mine');
    expect(toAppError('x', own)).toBe(own);
  });
});

describe('a connection cut in the middle', () => {
  it('is store.unreachable also inside a bulk, and the repetition succeeds', async () => {
    const { db } = await openTestStore();
    const proxy = await startProxy(mongoUri());
    const store = await openStore({ uri: proxy.uri, dbName: db.databaseName, serverSelectionTimeoutMs: 300 });
    onTestFinished(() => store.close());
    const apply = () => store.people.apply([personWrite(1, qualifiedPart(1))], { evidence: 'overlap' });
    proxy.cutOff(true);
    await expect(apply()).rejects.toMatchObject({ key: 'store.unreachable' });
    await expect(store.tickets.take()).rejects.toMatchObject({ key: 'store.unreachable' });
    proxy.cutOff(false);
    await vi.waitFor(apply, { timeout: 5_000 });
    expect((await store.people.get(personId(1)))?.marketo?.asOf).toBe(1);
  });
});

/** Between the store and the MongoDB given; while cut off, it hangs up on whoever sends something. */
async function startProxy(uri: string) {
  const target = new URL(uri);
  let cut = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 27_017), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (bytes) => (cut ? client.destroy() : upstream.write(bytes)));
    upstream.pipe(client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const proxied = new URL(uri);
  const address = server.address();
  if (typeof address === 'object' && address !== null) proxied.host = `127.0.0.1:${address.port}`;
  proxied.searchParams.set('directConnection', 'true');
  return {
    uri: proxied.href,
    cutOff: (value: boolean) => {
      cut = value;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
