import { createSecretKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** Keys by their ids: the current one encrypts, all of them decrypt. A `KeyObject` does not print its bytes. */
export interface KeyRing {
  current: { id: string; key: KeyObject };
  byId: ReadonlyMap<string, KeyObject>;
}

/** Of AES-256. */
const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9_.-]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The keys of `id:base64[,id:base64…]`, the current one first; null where the text is not that. */
export function parseKeyRing(text: string): KeyRing | null {
  const byId = new Map<string, KeyObject>();
  let current: KeyRing['current'] | undefined;
  for (const part of text.split(',')) {
    const [, id = '', coded = ''] = /^\s*([^:]*):(.*?)\s*$/s.exec(part) ?? [];
    const bytes = Buffer.from(coded, 'base64');
    if (!ID.test(id) || !BASE64.test(coded) || bytes.length !== KEY_BYTES || byId.has(id)) return null;
    const key = createSecretKey(bytes);
    byId.set(id, key);
    current ??= { id, key };
  }
  return current === undefined ? null : { current, byId };
}

/** A variable that holds keys. */
export const keyRingVariable = z.string().transform((text, context) => {
  const ring = parseKeyRing(text);
  if (ring !== null) return ring;
  const message = 'keys as id:base64 with 32 bytes each, separated by commas, no id twice (openssl rand -base64 32)';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
