import { entries } from './entry.ts';

/** What sends traces is installed by those who want them: most do not. */
export const traceErrors = entries({
  'traces.packages': {
    class: 'config',
    meaning: 'The packages that send traces are not installed',
    cause:
      'OTEL_EXPORTER_OTLP_ENDPOINT is set, and actions-sync is installed without its optional OpenTelemetry packages.',
    fix: 'Run `npm install @temporalio/interceptors-opentelemetry@1.24.0 @opentelemetry/sdk-trace-base@1.30.1 @opentelemetry/resources@1.30.1 @opentelemetry/exporter-trace-otlp-http@0.57.2`, or unset the variable.',
  },
  'traces.notTaken': {
    class: 'retry',
    meaning: 'Traces are not taken',
    cause: 'The receiver at OTEL_EXPORTER_OTLP_ENDPOINT is away, or does not speak OTLP over HTTP.',
    fix: 'Check the address: its port for HTTP is 4318 as a rule. The sync goes on; these traces are lost.',
  },
});
