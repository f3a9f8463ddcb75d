import { type Link, runChain, type Won } from './chain.ts';
import { mongoLinks } from './mongo/links.ts';
import type { MongoServer } from './mongo/server.ts';
import { hintFile, readRecord, type StackRecord, stackFile, writeRecord } from './record.ts';
import { temporalLinks } from './temporal/links.ts';
import type { TemporalServer } from './temporal/server.ts';
import type { StackContext } from './types.ts';

/** Finds or starts Temporal, in memory: nothing of it survives `close`. */
export async function startTemporal(
  context: StackContext,
  links: readonly Link<TemporalServer>[] = temporalLinks,
): Promise<Won<TemporalServer>> {
  const recorded = (await recordOf(context)).temporal?.from;
  return runChain({ part: 'Temporal', links, context, recorded });
}

/** Finds or starts MongoDB. Data on disk belongs to the link that wrote it: another one is refused. */
export async function startMongo(
  context: StackContext,
  links: readonly Link<MongoServer>[] = mongoLinks,
): Promise<Won<MongoServer>> {
  const own = (await readRecord(stackFile(context.dir))).mongo?.from;
  const bound = own !== undefined && !context.ephemeral;
  const recorded = bound ? own : (await recordOf(context)).mongo?.from;
  return runChain({ part: 'MongoDB', links, context, recorded, bound });
}

/** Writes down who won: for the folder unless ephemeral, and as a hint for all stacks that share the cache. */
export async function recordWinners(context: StackContext, temporal: Won<unknown>, mongo: Won<unknown>): Promise<void> {
  const record: StackRecord = { temporal: entry(temporal), mongo: entry(mongo) };
  if (!context.ephemeral) await writeRecord(stackFile(context.dir), record);
  // What the environment named says nothing about what is installed.
  const old = await readRecord(hintFile(context.cacheDir));
  const hint: StackRecord = {
    temporal: temporal.from === 'TEMPORAL_ADDRESS' ? old.temporal : record.temporal,
    mongo: mongo.from === 'MONGODB_URI' ? old.mongo : record.mongo,
  };
  await writeRecord(hintFile(context.cacheDir), hint);
}

async function recordOf(context: StackContext): Promise<StackRecord> {
  const hint = await readRecord(hintFile(context.cacheDir));
  return context.ephemeral ? hint : { ...hint, ...(await readRecord(stackFile(context.dir))) };
}

function entry({ from, version, port }: Won<unknown>) {
  return { from, ...(version === undefined ? {} : { version }), ...(port === undefined ? {} : { port }) };
}
