import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from 'pino';
import { AppError } from '../../model/errors/app-error.ts';
import { saying } from './exporter.ts';
import { byRun, inRun } from './ids.ts';

export interface Traces {
  /** To be first: they see what the others make of an error, which is safe to show. */
  interceptors: ActivityInterceptorsFactory[];
  /** Sends what waits. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface TraceOptions {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: traces go to `<endpoint>/v1/traces`. */
  endpoint: string;
  instance: string;
  version: string;
  logger: Pick<Logger, 'info' | 'warn'>;
}

const NAME = 'actions-sync';

/**
 * Sends a span for each attempt of an activity function, over OTLP and HTTP. Workflow code is not traced: its bundle is
 * made beforehand and holds no optional package, and Temporal shows what a workflow did anyway.
 * @throws AppError `traces.packages`
 */
export async function openTraces({ endpoint, instance, version, logger }: TraceOptions): Promise<Traces> {
  const { temporal, sdk, resources, otlp } = await loadPackages();
  const exporter = new otlp.OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  const provider = new sdk.BasicTracerProvider({
    resource: new resources.Resource({
      'service.name': NAME,
      'service.version': version,
      'service.namespace': instance,
    }),
    idGenerator: byRun(new sdk.RandomIdGenerator()),
    spanProcessors: [new sdk.BatchSpanProcessor(saying(exporter, logger))],
  });
  const tracer = provider.getTracer(NAME, version);
  return {
    interceptors: [
      ({ info }) => ({ inbound: inRun(info.inWorkflow ? info.workflowExecution?.runId : undefined) }),
      (context) => ({ inbound: new temporal.OpenTelemetryActivityInboundInterceptor(context, { tracer }) }),
    ],
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  };
}

/** Optional peer dependencies: loaded only where traces are on. */
async function loadPackages() {
  try {
    const [temporal, sdk, resources, otlp] = await Promise.all([
      import('@temporalio/interceptors-opentelemetry'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { temporal, sdk, resources, otlp };
  } catch (error) {
    if (isMissing(error)) throw new AppError('traces.packages', { cause: error });
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
