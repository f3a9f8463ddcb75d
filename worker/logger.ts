import { DefaultLogger, type LogLevel, Runtime } from '@temporalio/worker';
import { type LoggerOptions, pino } from 'pino';
import { errorName, redact } from './redact.ts';

const LEVELS: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Members of the SDK's log records that may be printed; arguments, results and causes may hold more than ids. */
const SAFE = [
  'workflowId',
  'workflowType',
  'activityType',
  'attempt',
  'taskQueue',
  'flow',
  'state',
  'error',
  'until',
  'namespace',
];

/** ISO time, no name of the machine; what could be personal or secret is left out by its name. */
export function loggerOptions(level: string): LoggerOptions {
  const serializers = { err: errorName, error: errorName, cause: errorName };
  return { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact, serializers };
}

/** As Prometheus names its units. */
const SDK_UNITS = { countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true };

/**
 * JSON lines on stderr; the Temporal SDK logs through the same logger. Call once per process, before any connection.
 * `sdkMetrics`: where the SDK serves its own metrics, and whose they are; null: nowhere.
 */
export function installLogger(level: string, sdkMetrics: { address: string; instance: string } | null = null) {
  const logger = pino(loggerOptions(level), pino.destination(2));
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level: sdkLevel, message, meta }) => {
      const safe = Object.fromEntries(
        Object.entries(meta ?? {})
          .filter(([name]) => SAFE.includes(name))
          .map(([name, value]) => [name, errorName(value)]),
      );
      logger[LEVELS[sdkLevel]](safe, message);
    }),
    // Else the SDK's native half writes lines of its own, with colours, beside ours.
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(sdkMetrics === null ? {} : { metrics: sdkExporter(sdkMetrics) }),
    },
    // The worker's own process decides when to stop (see index.ts).
    shutdownSignals: [],
  });
  return logger;
}

function sdkExporter({ address, instance }: { address: string; instance: string }) {
  return {
    prometheus: { bindAddress: address, ...SDK_UNITS },
    globalTags: { sync_instance: instance },
    attachServiceName: false,
  };
}
