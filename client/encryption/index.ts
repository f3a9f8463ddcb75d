import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from '../../model/key-ring.ts';
import { encryptionCodec } from './codec.ts';

/** For `Client`, `Worker` and replays: what goes to Temporal is encrypted on the way out, and decrypted on the way in. */
export function encryptedData(keys: KeyRing): DataConverter {
  return { payloadCodecs: [encryptionCodec(keys)], failureConverterPath: failureConverterPath() };
}

/** Compiled, or from source in tests. */
export function failureConverterPath(): string {
  const compiled = fileURLToPath(new URL('./failure-converter.js', import.meta.url));
  return existsSync(compiled) ? compiled : fileURLToPath(new URL('./failure-converter.ts', import.meta.url));
}
