import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { MongoClient } from 'mongodb';
import { type LocalStack, startLocalStack } from '../../local/index.ts';
import { devServerSearchAttributes } from '../../workflows/messages.ts';
import type { BenchOptions } from '../options.ts';
import type { Cleanup } from './cleanup.ts';

/** One run of the bench: servers, options, and what ends with it. */
export interface Rig {
  options: BenchOptions;
  stack: LocalStack;
  temporal: Client;
  cleanup: Cleanup;
  say: (line: string) => void;
  /** A database of this run alone; dropped at the end, or by `drop`. */
  newDatabase(): Promise<{ name: string; drop: () => Promise<void> }>;
}

/** Starts own servers that keep nothing, or uses those of MONGODB_URI and TEMPORAL_ADDRESS. */
export async function openRig(options: BenchOptions, cleanup: Cleanup): Promise<Rig> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const dir = await mkdtemp(join(tmpdir(), 'actions-sync-bench-'));
  cleanup.add(() => rm(dir, { recursive: true, force: true }));
  const stack = await startLocalStack({
    dir,
    cacheDir: '.local/cache',
    ephemeral: true,
    temporalUi: false,
    searchAttributes: devServerSearchAttributes,
    say,
  });
  cleanup.add(() => stack.close());
  const connection = await Connection.connect({ address: stack.temporal.address });
  cleanup.add(() => connection.close());
  const temporal = new Client({ connection, namespace: stack.temporal.namespace });
  const mongo = new MongoClient(stack.mongo.uri);
  cleanup.add(() => mongo.close());
  const newDatabase = async () => {
    const name = `actions_sync_bench_${randomUUID().slice(0, 8)}`;
    return { name, drop: cleanup.add(() => mongo.db(name).dropDatabase()) };
  };
  return { options, stack, temporal, cleanup, say, newDatabase };
}
