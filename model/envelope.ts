import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { AppError } from './errors/app-error.ts';
import type { KeyRing } from './key-ring.ts';

/** A secret as it is stored: encrypted under a key of its own, which is encrypted under a master key. */
export interface Sealed {
  v: 1;
  /** Id of the master key. */
  key: string;
  /** The data key under the master key: IV, ciphertext, tag; base64. */
  wrapped: string;
  /** The secret under the data key, likewise. */
  data: string;
}

/** What a secret is for and whose it is: bound to it, so that one put in another's place does not open. */
export interface SealedFor {
  purpose: string;
  /** Database and collection. */
  place: string;
  /** Key of the document. */
  owner: string;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

export function seal(text: string, { current }: KeyRing, bound: SealedFor): Sealed {
  const bytes = randomBytes(KEY_BYTES);
  const data = encrypt(Buffer.from(text), createSecretKey(bytes), aadOf('data', bound));
  const wrapped = encrypt(bytes, current.key, aadOf(`key/${current.id}`, bound));
  return { v: 1, key: current.id, wrapped, data };
}

/** @throws AppError `connections.keyMissing`, `connections.unreadable`: they name the key's id alone */
export function unseal(sealed: Sealed, ring: KeyRing, bound: SealedFor): string {
  const bytes = unwrap(sealed, ring, bound);
  return decrypted(sealed, () => decrypt(sealed.data, createSecretKey(bytes), aadOf('data', bound))).toString('utf8');
}

/** The same secret with its data key under the ring's current key; the secret itself is not decrypted. */
export function rewrap(sealed: Sealed, ring: KeyRing, bound: SealedFor): Sealed {
  const { id, key } = ring.current;
  return { ...sealed, key: id, wrapped: encrypt(unwrap(sealed, ring, bound), key, aadOf(`key/${id}`, bound)) };
}

function unwrap(sealed: Sealed, { byId }: KeyRing, bound: SealedFor): Buffer {
  const key = byId.get(sealed.key);
  if (key === undefined) throw new AppError('connections.keyMissing', { details: { key: sealed.key } });
  return decrypted(sealed, () => decrypt(sealed.wrapped, key, aadOf(`key/${sealed.key}`, bound)));
}

function decrypted(sealed: Sealed, work: () => Buffer): Buffer {
  try {
    return work();
  } catch {
    // What the cipher says would be about bytes.
    throw new AppError('connections.unreadable', { details: { key: sealed.key } });
  }
}

/** JSON keeps the parts apart whatever is in them. */
function aadOf(part: string, { purpose, place, owner }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([part, purpose, place, owner]));
}

function encrypt(plain: Buffer, key: KeyObject, aad: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv).setAAD(aad);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function decrypt(coded: string, key: KeyObject, aad: Buffer): Buffer {
  const bytes = Buffer.from(coded, 'base64');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES }).setAAD(aad);
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
}
