import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { AppError } from '../../model/errors/app-error.ts';
import type { KeyRing } from '../../model/key-ring.ts';
import { decodePayload, encodePayload } from './payload-bytes.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** As the samples of Temporal's SDKs name them, so that a codec server made from one reads ours. */
const ENCODING = 'binary/encrypted';
const KEY_ID = 'encryption-key-id';

/**
 * Encrypts every payload with AES-256-GCM under the ring's current key, whose id goes along in the metadata; data is
 * IV, ciphertext and tag. Payloads that are not encrypted, of before it was switched on, pass as they are.
 * Decoding throws AppError `temporal.payloadKeyMissing`, `temporal.payloadUnreadable`.
 */
export function encryptionCodec({ current, byId }: KeyRing): PayloadCodec {
  return {
    encode: async (payloads) => payloads.map((payload) => encrypt(payload, current)),
    decode: async (payloads) => payloads.map((payload) => decrypt(payload, byId)),
  };
}

function encrypt(payload: Payload, { id, key }: KeyRing['current']): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const data = Buffer.concat([iv, cipher.update(encodePayload(payload)), cipher.final(), cipher.getAuthTag()]);
  return { metadata: { encoding: Buffer.from(ENCODING), [KEY_ID]: Buffer.from(id) }, data };
}

function decrypt(payload: Payload, byId: KeyRing['byId']): Payload {
  if (textOf(payload, 'encoding') !== ENCODING) return payload;
  const id = textOf(payload, KEY_ID);
  const key = byId.get(id);
  if (key === undefined) throw new AppError('temporal.payloadKeyMissing', { details: { key: shown(id) } });
  try {
    return decodePayload(open(Buffer.from(payload.data ?? []), key));
  } catch {
    // Whatever the cipher or the reader says would be about bytes.
    throw new AppError('temporal.payloadUnreadable', { details: { key: shown(id) } });
  }
}

function open(data: Buffer, key: KeyObject): Buffer {
  const decipher = createDecipheriv(CIPHER, key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}

const textOf = ({ metadata }: Payload, name: string) => Buffer.from(metadata?.[name] ?? []).toString('utf8');

/** Somebody else may have written it. */
const shown = (id: string) => (/^[A-Za-z0-9_.-]{1,64}$/.test(id) ? id : 'unreadable');
