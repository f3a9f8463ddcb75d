import type { Link, Won } from './chain.ts';
import { stackContext } from './context.ts';
import { takeLock } from './lock.ts';
import type { MongoServer } from './mongo/server.ts';
import { recordWinners, startMongo, startTemporal } from './parts.ts';
import type { TemporalServer } from './temporal/server.ts';
import type { LocalStack, StackContext, StackOptions } from './types.ts';

/** Replaces the ways to a server; for tests. */
export interface StackLinks {
  temporal?: readonly Link<TemporalServer>[];
  mongo?: readonly Link<MongoServer>[];
}

/**
 * Finds or starts Temporal and MongoDB for development and tests. Temporal keeps nothing; MongoDB's data stays in `dir`
 * unless ephemeral. One stack per folder. Servers it started end with `close`, or with this process whatever ends it.
 * Throws AppError('local.missing') with cause and fix.
 */
export async function startLocalStack(options: StackOptions, links: StackLinks = {}): Promise<LocalStack> {
  const context = stackContext(options);
  const lock = await takeLock(context.dir, context.say, context.signal);
  context.onChild = lock.addChild;
  try {
    const { temporal, mongo } = await startBoth(context, links);
    let closing: Promise<void> | undefined;
    const close = async (): Promise<void> => {
      await closeAll([temporal, mongo]);
      await lock.release();
    };
    return {
      temporal: { ...temporal.value, from: temporal.from },
      mongo: { ...mongo.value, from: mongo.from },
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startBoth(context: StackContext, links: StackLinks) {
  const [temporal, mongo] = await Promise.allSettled([
    startTemporal(context, links.temporal),
    startMongo(context, links.mongo),
  ]);
  if (temporal.status === 'fulfilled' && mongo.status === 'fulfilled') {
    try {
      await recordWinners(context, temporal.value, mongo.value);
      return { temporal: temporal.value, mongo: mongo.value };
    } catch (error) {
      await closeAll([temporal.value, mongo.value]);
      throw error;
    }
  }
  const started = [temporal, mongo].flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
  await closeAll(started);
  const failed = [temporal, mongo].find((part) => part.status === 'rejected');
  throw failed?.status === 'rejected' ? failed.reason : new Error('unreachable');
}

/** In order: what uses a store ends before the store. */
async function closeAll(parts: Won<unknown>[]): Promise<void> {
  for (const part of parts) await part.close();
}
