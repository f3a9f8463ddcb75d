import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Secrets that we make ourselves: a prefix that says what it is, an id, 256 random bits and a checksum, so that a scanner
 * finds one in the wrong place and a slip of the hand is told from a revoked one. Random, not chosen by people: one round of
 * SHA-256 keeps them as safe as a slow hash would.
 */
const PREFIXES = { token: 'as', session: 'ass', link: 'asl' } as const;
export type SecretKind = keyof typeof PREFIXES;

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const CHECK_DIGITS = 8;
const SHAPE = /^(ass?|asl)_([0-9a-f]{12})_([0-9a-f]{64})([0-9a-f]{8})$/;

/** How a secret is kept: it can be recognised, not made again. */
export interface KeptSecret {
  /** Public: names it in lists and the audit. */
  id: string;
  /** SHA-256, hex. */
  hash: string;
}

export function makeSecret(kind: SecretKind): KeptSecret & { text: string } {
  const id = randomBytes(ID_BYTES).toString('hex');
  const start = `${PREFIXES[kind]}_${id}_${randomBytes(SECRET_BYTES).toString('hex')}`;
  const text = start + checksum(start);
  return { id, hash: sha256(text), text };
}

/** @returns null: it is none of this kind, or mistyped */
export function readSecret(kind: SecretKind, text: string): KeptSecret | null {
  const found = SHAPE.exec(text);
  if (found === null) return null;
  const [, prefix, id = '', , check = ''] = found;
  if (prefix !== PREFIXES[kind] || checksum(text.slice(0, -CHECK_DIGITS)) !== check) return null;
  return { id, hash: sha256(text) };
}

/** In the same time whatever differs. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function checksum(text: string): string {
  return sha256(`actions-sync ${text}`).slice(0, CHECK_DIGITS);
}
