import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { AppError } from '../model/errors/app-error.ts';
import { parseKeyRing } from '../model/key-ring.ts';
import { readSecretFiles } from '../model/secret-files.ts';
import { encryptedData } from './encryption/index.ts';

export interface TemporalConfig {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  namespace: string;
  /** Empty, or encrypts (TEMPORAL_PAYLOAD_KEYS). */
  dataConverter: DataConverter;
}

/**
 * Address, namespace, TLS and API key as `@temporalio/envconfig` finds them: TEMPORAL_* or its file; the key also by
 * TEMPORAL_API_KEY_FILE.
 * @throws AppError `config.environment`
 */
export function temporalConfig(env: Readonly<Record<string, string | undefined>> = process.env): TemporalConfig {
  const { values, problems } = readSecretFiles(env);
  const unread = Object.entries(problems).filter(([name]) => name.startsWith('TEMPORAL_'));
  if (unread.length > 0) throw new AppError('config.environment', { details: Object.fromEntries(unread) });
  const { connectionOptions, namespace = 'default' } = load(values);
  return { connectionOptions, namespace, dataConverter: dataConverterOf(values.TEMPORAL_PAYLOAD_KEYS) };
}

function dataConverterOf(keys: string | undefined): DataConverter {
  if (keys === undefined || keys.trim() === '') return {};
  const ring = parseKeyRing(keys);
  if (ring === null)
    throw new AppError('config.environment', { details: { TEMPORAL_PAYLOAD_KEYS: 'can’t be read as keys' } });
  return encryptedData(ring);
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
