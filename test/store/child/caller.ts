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
 * `took <ms> <ms waited>`, `gave <ms>`, by the machine's clock.
 */
const options = JSON.parse(process.argv[2] ?? '') as CallerOptions;
const { priority, deadlineMs, restMs } = options;
const client = await new MongoClient(options.uri).connect();
const quota = client.db(options.dbName).collection<QuotaDocument>('quota');
const gate = new QuotaGate(quota, () => steadyClock.now().getTime());
const ledger = new Ledger(gate, ledgerLimits(options.limits, options), steadyClock);

const stop = new AbortController();
process.stdin.on('end', () => stop.abort()).resume();

async function callOnAndOn(): Promise<void> {
  while (!stop.signal.aborted) {
    if (restMs > 0) await delay(restMs, undefined, { signal: stop.signal });
    const asked = performance.now();
    const lease = await ledger.acquire({ priority, deadlineMs, signal: stop.signal });
    process.stdout.write(`took ${Date.now()} ${Math.round(performance.now() - asked)}\n`);
    if (options.hang) await new Promise(() => setInterval(() => undefined, 1_000));
    await delay(5 + Math.random() * 25);
    process.stdout.write(`gave ${Date.now()}\n`);
    await lease.release('done');
  }
}

await Promise.allSettled(Array.from({ length: options.callers }, callOnAndOn));
await client.close();
