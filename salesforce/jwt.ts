import { type KeyObject, sign } from 'node:crypto';

/** Salesforce takes three minutes at most (salesforce-rest 1.3); a little less leaves room for a clock that is ahead. */
const LIFE_SECONDS = 150;

export interface Claims {
  /** Consumer key. */
  clientId: string;
  username: string;
  audience: string;
}

/** A JWT signed RS256 that signs a user in. */
export function jwtAssertion({ clientId, username, audience }: Claims, key: KeyObject, now: Date): string {
  const exp = Math.floor(now.getTime() / 1_000) + LIFE_SECONDS;
  const parts = [{ alg: 'RS256' }, { iss: clientId, sub: username, aud: audience, exp }];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
