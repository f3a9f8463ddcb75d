import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Flow, type Passage } from './flow.ts';

interface Pair {
  client: Socket;
  server: Socket;
  flows: Flow[];
  /** Fell silent for ever. */
  lost: boolean;
}

/** A TCP proxy on 127.0.0.1 whose port stays while its target changes, and which can do what networks do. */
export class TcpProxy implements Passage {
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private target: { host: string; port: number } | null = null;
  private refusing = false;
  private stalled = false;
  private delay = 0;

  private constructor() {
    this.server = createServer({ allowHalfOpen: true }, (client) => this.join(client));
  }

  static async open(): Promise<TcpProxy> {
    const proxy = new TcpProxy();
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Where new connections lead; null: nowhere, they are refused. Those there stay as they are. */
  retarget(address: string | null): void {
    const [host = '', port = ''] = address?.split(':') ?? [];
    this.target = address === null ? null : { host, port: Number(port) };
  }

  /** Resets every connection. */
  cut(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  /** New connections are reset as soon as they come; those there are cut. */
  refuse(on: boolean): void {
    this.refusing = on;
    if (on) this.cut();
  }

  /** Nothing passes and nothing is closed, on old connections and new ones, until `stall(false)`. */
  stall(on: boolean): void {
    this.stalled = on;
    if (!on) this.pump();
  }

  /** The connections there never carry anything again, and neither side is told. New ones work. */
  lose(): void {
    for (const pair of this.pairs) {
      pair.lost = true;
      pair.server.destroy();
    }
  }

  /** Every piece of data takes so much longer. */
  slow(delayMs: number): void {
    this.delay = delayMs;
    this.pump();
  }

  /** Whole again. Lost connections stay lost. */
  calm(): void {
    this.refuse(false);
    this.slow(0);
    this.stall(false);
  }

  delayMs(): number | null {
    return this.stalled ? null : this.delay;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    await closed;
  }

  private join(client: Socket): void {
    client.on('error', () => {});
    if (this.refusing || this.target === null) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ ...this.target, allowHalfOpen: true });
    for (const socket of [client, server]) socket.setNoDelay(true);
    const pair: Pair = { client, server, flows: [], lost: false };
    const passage: Passage = { delayMs: () => (pair.lost ? null : this.delayMs()) };
    pair.flows.push(new Flow(client, server, passage), new Flow(server, client, passage));
    this.pairs.add(pair);
    client.on('close', () => {
      this.pairs.delete(pair);
      // Nobody is left to whom the other side could matter.
      if (pair.lost) server.destroy();
    });
  }

  private pump(): void {
    for (const { flows } of this.pairs) for (const flow of flows) flow.pump();
  }
}
