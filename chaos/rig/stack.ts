import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import type { KeptChild } from '../../local/index.ts';
import { openStore } from '../../store/index.ts';
import type { Store } from '../../store/types.ts';
import type { RigBase } from './base.ts';
import { startAnnouncing } from './child.ts';
import { cacheDir, childFile } from './program.ts';
import { TcpProxy } from './proxy.ts';

const announced = z.object({
  mongo: z.object({ uri: z.string(), from: z.string() }),
  temporal: z.object({ address: z.string(), namespace: z.string(), from: z.string() }),
});

/** What we hold of one life of the stack. */
interface Life {
  child: KeptChild;
  store: Store;
  connection: Connection;
  temporal: Client;
}

const CLOSE_MS = 25_000;
const DATABASE = 'actions_sync';

/** Temporal and MongoDB under a process that can be killed; proxies with fixed ports lead the workers to them. */
export class Stack {
  readonly mongo: TcpProxy;
  readonly temporal: TcpProxy;
  /** Which servers were found. */
  from = '';
  kills = 0;
  private readonly rig: RigBase;
  private readonly log: WriteStream;
  private life: Life | null = null;
  private changing: Promise<void> = Promise.resolve();

  private constructor(rig: RigBase, mongo: TcpProxy, temporal: TcpProxy) {
    this.rig = rig;
    this.mongo = mongo;
    this.temporal = temporal;
    this.log = createWriteStream(join(rig.dir, 'stack.log'));
  }

  static async start(rig: RigBase): Promise<Stack> {
    const stack = new Stack(rig, await TcpProxy.open(), await TcpProxy.open());
    rig.cleanup.add(() => Promise.all([stack.mongo.close(), stack.temporal.close()]));
    rig.cleanup.add(() => stack.stop());
    await stack.begin();
    return stack;
  }

  /** What a worker is told. */
  get environment(): Record<string, string> {
    return {
      MONGODB_URI: `mongodb://127.0.0.1:${this.mongo.port}`,
      MONGODB_DB: DATABASE,
      TEMPORAL_ADDRESS: `127.0.0.1:${this.temporal.port}`,
      TEMPORAL_NAMESPACE: 'default',
    };
  }

  get whole(): boolean {
    return this.life !== null;
  }

  /** Runs `body` on a whole stack, past the proxies. */
  async with<T>(body: (life: Pick<Life, 'store' | 'temporal'>) => Promise<T>): Promise<T> {
    await this.changing;
    if (this.life === null) throw new Error('the stack is down');
    return body(this.life);
  }

  /** SIGKILL; Temporal's and MongoDB's stand-ins end by their pipes. Then another life on the same folder. */
  async killAndStart(backAfterMs: number): Promise<void> {
    this.kills += 1;
    this.changing = this.changing.then(async () => {
      await this.end((child) => void process.kill(child.pid, 'SIGKILL'));
      await this.rig.pause(backAfterMs);
      await this.begin();
    });
    return this.changing;
  }

  private async stop(): Promise<void> {
    await this.changing.catch(() => {});
    await this.end((child) => void child.stop());
    this.log.end();
  }

  private async end(how: (child: KeptChild) => void): Promise<void> {
    const { life } = this;
    if (life === null) return;
    this.life = null;
    how(life.child);
    for (const proxy of [this.mongo, this.temporal]) proxy.retarget(null);
    await life.child.exited;
    await Promise.allSettled([life.store.close(), life.connection.close()]);
  }

  private async begin(): Promise<void> {
    const { rig } = this;
    const { child, announced: first } = await startAnnouncing(
      { name: 'stack', env: ownEnvironment(), graceMs: CLOSE_MS, onStderr: (line) => this.log.write(`${line}\n`) },
      [childFile('stack'), join(rig.dir, 'stack'), cacheDir],
    );
    const { mongo, temporal } = announced.parse(first);
    await rig.processes.note('stack', child.pid);
    const store = await openStore({ uri: mongo.uri, dbName: DATABASE });
    const connection = await Connection.connect({ address: temporal.address });
    const client = new Client({ connection, namespace: temporal.namespace });
    this.life = { child, store, connection, temporal: client };
    this.from = `${mongo.from}, ${temporal.from}`;
    this.mongo.retarget(new URL(mongo.uri).host);
    this.temporal.retarget(temporal.address);
  }
}

/** Servers of the environment belong to somebody: they can't be killed. */
function ownEnvironment(): Record<string, string | undefined> {
  return { ...process.env, MONGODB_URI: undefined, TEMPORAL_ADDRESS: undefined };
}
