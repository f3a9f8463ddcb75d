import { AsyncLocalStorage } from 'node:async_hooks';
import type { IdGenerator } from '@opentelemetry/sdk-trace-base';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';

const running = new AsyncLocalStorage<string>();

/** A run id is a UUID: as long as a trace id. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One trace for each run of a workflow: what its activity functions did, under the run's id without its hyphens, so that
 * whoever has found a run in Temporal finds its trace. Workflow code takes no part in it.
 */
export function byRun(random: IdGenerator): IdGenerator {
  return {
    generateTraceId: () => running.getStore() ?? random.generateTraceId(),
    generateSpanId: () => random.generateSpanId(),
  };
}

export function inRun(runId: string | undefined): ActivityInboundCallsInterceptor {
  return {
    execute: (input, next) =>
      runId !== undefined && UUID.test(runId) ? running.run(runId.replaceAll('-', ''), () => next(input)) : next(input),
  };
}
