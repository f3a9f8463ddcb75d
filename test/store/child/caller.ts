import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { steadyClock } from '../../../store/clock.ts';
import type { QuotaDocument } from '../../../store/quota/document.ts';
import { QuotaGate } from '../../../store/quota/gate.ts';
import { Ledger } from '../../../store/quota/ledger.ts';
import { ledgerLimits } from '../../../store/quota/limits.ts';
import type { CallerOptions } from './options.ts';

/**
 * A worker process that makes calls as fast as the ledger lets it, until standard input ends. One line per event:
 * `took <ms>`, `gave <ms>`, by the machine's clock.
 */
const options = JSON.parse(process.argv[2] ?? '') as CallerOptions;
const client = await new MongoClient(options.uri).connect();
const quota = client.db(options.dbName).collection<QuotaDocument>('quota');
const gate = new QuotaGate(quota, () => steadyClock.now().getTime());
const ledger = new Ledger(gate, ledgerLimits(options.limits, options.windowMs), steadyClock);

const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();

async function callOnAndOn(): Promise<void> {
  while (!stop.signal.aborted) {
    const lease = await ledger.acquire({ priority: 'initial', deadlineMs: options.deadlineMs, signal: stop.signal });
    process.stdout.write(`took ${Date.now()}\n`);
    if (options.hang) await new Promise(() => setInterval(() => undefined, 1_000));
    await delay(5 + Math.random() * 25);
    process.stdout.write(`gave ${Date.now()}\n`);
    await lease.release('done');
  }
}

await Promise.allSettled(Array.from({ length: options.callers }, callOnAndOn));
await client.close();
