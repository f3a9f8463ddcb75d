import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AppError } from '../model/errors/app-error.ts';
import { readSecretFiles } from '../model/secret-files.ts';

export interface TemporalConfig {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  namespace: string;
}

/**
 * Address, namespace, TLS and API key as `@temporalio/envconfig` finds them: TEMPORAL_* or its file; the key also by
 * TEMPORAL_API_KEY_FILE.
 * @throws AppError `config.environment`
 */
export function temporalConfig(env: Readonly<Record<string, string | undefined>> = process.env): TemporalConfig {
  const { values, problems } = readSecretFiles(env);
  const { TEMPORAL_API_KEY_FILE: unread } = problems;
  if (unread !== undefined) throw new AppError('config.environment', { details: { TEMPORAL_API_KEY_FILE: unread } });
  const { connectionOptions, namespace = 'default' } = load(values);
  return { connectionOptions, namespace };
}

/** Its errors may quote a key. */
function load(values: Readonly<Record<string, string | undefined>>) {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(given) });
  } catch {
    throw new AppError('config.environment', {
      details: { 'TEMPORAL_*': 'or Temporal’s configuration file has a value that can’t be used' },
    });
  }
}
