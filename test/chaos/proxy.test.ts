import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../../chaos/rig/proxy.ts';

/** A server that answers every piece of data with its own name and that piece. */
async function echo(name: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (data) => socket.write(`${name}:${String(data)}`)).on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function openProxy(target: string | null): Promise<TcpProxy> {
  const proxy = await TcpProxy.open();
  onTestFinished(() => proxy.close());
  proxy.retarget(target);
  return proxy;
}

class Caller {
  heard = '';
  readonly socket: Socket;
  readonly ended: Promise<string>;

  constructor({ port }: TcpProxy) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (data) => {
      this.heard += String(data);
    });
    let why = 'closed';
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      why = error.code ?? 'unknown';
    });
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve(why)));
    onTestFinished(() => void this.socket.destroy());
  }

  async says(text: string): Promise<void> {
    this.socket.write(text);
  }

  async hears(text: string): Promise<void> {
    await expect.poll(() => this.heard, { interval: 5 }).toBe(text);
  }
}

describe('a proxy', () => {
  it('carries both ways and passes the end on', async () => {
    const caller = new Caller(await openProxy(await echo('a')));
    await caller.says('1');
    await caller.hears('a:1');
    caller.socket.end();
    expect(await caller.ended).toBe('closed');
  });

  it('cut resets the connections there, and new ones work', async () => {
    const proxy = await openProxy(await echo('a'));
    const first = new Caller(proxy);
    await first.says('1');
    await first.hears('a:1');
    proxy.cut();
    expect(await first.ended).toBe('ECONNRESET');
    const second = new Caller(proxy);
    await second.says('2');
    await second.hears('a:2');
  });

  it('refuse resets old and new connections until it is over', async () => {
    const proxy = await openProxy(await echo('a'));
    const old = new Caller(proxy);
    await old.says('1');
    await old.hears('a:1');
    proxy.refuse(true);
    expect(await old.ended).toBe('ECONNRESET');
    expect(await new Caller(proxy).ended).toBe('ECONNRESET');
    proxy.refuse(false);
    const later = new Caller(proxy);
    await later.says('2');
    await later.hears('a:2');
  });

  it('stall holds everything back without closing, then passes it on in order', async () => {
    const proxy = await openProxy(await echo('a'));
    const old = new Caller(proxy);
    await old.says('1');
    await old.hears('a:1');
    proxy.stall(true);
    const fresh = new Caller(proxy);
    await old.says('2');
    await fresh.says('3');
    await pause(100);
    expect([old.heard, fresh.heard]).toEqual(['a:1', '']);
    proxy.stall(false);
    await old.hears('a:1a:2');
    await fresh.hears('a:3');
  });

  it('a stalled connection that is cut tells both sides', async () => {
    const proxy = await openProxy(await echo('a'));
    const caller = new Caller(proxy);
    await caller.says('1');
    await caller.hears('a:1');
    proxy.stall(true);
    await caller.says('2');
    proxy.cut();
    expect(await caller.ended).toBe('ECONNRESET');
    proxy.calm();
    const later = new Caller(proxy);
    await later.says('3');
    await later.hears('a:3');
  });

  it('a lost connection is silent for ever, also after the network is calm again', async () => {
    const proxy = await openProxy(await echo('a'));
    const lost = new Caller(proxy);
    await lost.says('1');
    await lost.hears('a:1');
    proxy.lose();
    proxy.calm();
    await lost.says('2');
    const fresh = new Caller(proxy);
    await fresh.says('3');
    await fresh.hears('a:3');
    expect(lost.heard).toBe('a:1');
    expect(lost.socket.destroyed).toBe(false);
  });

  it('retarget leads new connections elsewhere and leaves the old ones; without a target all are refused', async () => {
    const proxy = await openProxy(await echo('a'));
    const old = new Caller(proxy);
    await old.says('1');
    await old.hears('a:1');
    proxy.retarget(await echo('b'));
    const fresh = new Caller(proxy);
    await fresh.says('2');
    await fresh.hears('b:2');
    await old.says('3');
    await old.hears('a:1a:3');
    proxy.retarget(null);
    expect(await new Caller(proxy).ended).toBe('ECONNRESET');
  });

  it('slow delays every piece and keeps their order', async () => {
    const proxy = await openProxy(await echo('a'));
    const caller = new Caller(proxy);
    await caller.says('1');
    await caller.hears('a:1');
    proxy.slow(60);
    const startedAt = performance.now();
    await caller.says('2');
    await caller.hears('a:1a:2');
    expect(performance.now() - startedAt).toBeGreaterThan(115);
  });

  it('a target that is gone closes the caller', async () => {
    const proxy = await openProxy('127.0.0.1:1');
    const caller = new Caller(proxy);
    await caller.ended;
    expect(caller.heard).toBe('');
  });

  it('megabytes come through whole', async () => {
    const proxy = await openProxy(await echo(''));
    const caller = new Caller(proxy);
    const text = 'x'.repeat(3_000_000);
    caller.socket.write(text);
    await expect
      .poll(() => caller.heard.replaceAll(':', '').length, { interval: 20, timeout: 10_000 })
      .toBe(text.length);
  });
});
