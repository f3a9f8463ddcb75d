import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from 'pino';

type Result = Parameters<Parameters<SpanExporter['export']>[1]>[0];

/** Of OpenTelemetry's `ExportResultCode`. */
const DONE: Result['code'] = 0;

/** Says in the log once that traces are not taken, and once that they are again: the library itself is silent. */
export function saying(exporter: SpanExporter, logger: Pick<Logger, 'info' | 'warn'>): SpanExporter {
  let works = true;
  const told = ({ code }: Result): void => {
    const isDone = code === DONE;
    // Not the receiver's own words: it may be any web server.
    if (works && !isDone) logger.warn({ error: 'traces.notTaken' }, 'traces are not taken');
    if (!works && isDone) logger.info('traces are taken again');
    works = isDone;
  };
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        told(result);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
