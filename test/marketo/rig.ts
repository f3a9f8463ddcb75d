import { expect, onTestFinished } from 'vitest';
import { createMarketoClient, type MarketoClientOptions } from '../../marketo/index.ts';
import { type AppError, isAppError } from '../../model/errors/app-error.ts';
import type { MarketoId } from '../../model/ids.ts';
import type { CallOutcome, Clock, QuotaLedger, QuotaRequest } from '../../model/ports.ts';
import { type Scripted, startScriptedServer } from './scripted-server.ts';

/** 13:00 in Chicago on a day in November. */
export const NOW = new Date('2026-11-24T19:00:00Z');
export const CONTEXT = { priority: 'changes' } as const;
export const REQUEST_ID = 'e42b#14272d07d78';

export const id = (value: number) => value as MarketoId;
export const success = (rest: object): Scripted => ({ body: { requestId: REQUEST_ID, success: true, ...rest } });
export const failure = (code: unknown, message = 'Ada Lovelace <ada@example.com>'): Scripted => ({
  body: { requestId: REQUEST_ID, success: false, errors: [{ code, message }] },
});

/** Counts leases; each must be released exactly once. */
export class CountingLedger implements QuotaLedger {
  readonly requests: QuotaRequest[] = [];
  readonly outcomes: CallOutcome[] = [];
  releaseFails: Error | null = null;

  async acquire(request: QuotaRequest) {
    this.requests.push(request);
    return {
      release: async (outcome: CallOutcome) => {
        this.outcomes.push(outcome);
        if (this.releaseFails !== null) throw this.releaseFails;
      },
    };
  }
}

/** Stands still; sleeping is noted and over at once. */
export class TestClock implements Clock {
  readonly slept: number[] = [];

  now() {
    return NOW;
  }

  async sleep(ms: number) {
    this.slept.push(ms);
  }
}

/** A client against a scripted server; when the test ends, every lease must have come back once. */
export async function startRig(options: Partial<MarketoClientOptions> = {}) {
  const server = await startScriptedServer();
  const ledger = new CountingLedger();
  const clock = new TestClock();
  const client = createMarketoClient({
    baseUrl: server.baseUrl,
    clientId: 'client-id',
    clientSecret: 'client-secret',
    ledger,
    clock,
    ...options,
  });
  onTestFinished(async () => {
    await server.close();
    await client.close();
    expect(ledger.outcomes).toHaveLength(ledger.requests.length);
  });
  return { server, ledger, clock, client };
}

/** The AppError a call fails with; anything else fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<AppError> {
  const error: unknown = await call.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`not an AppError: ${String(error)}`);
  return error;
}
