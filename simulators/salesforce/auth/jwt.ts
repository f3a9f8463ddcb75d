import { verify } from 'node:crypto';

/** Claims of an assertion whose signature was found right. */
export interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
}

const MAX_AHEAD_S = 300;

function part(text: string | undefined): Record<string, unknown> {
  const json: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

/** Claims of an assertion, not yet verified; undefined when it is no JWT. */
export function claimsOf(assertion: string): Claims | undefined {
  try {
    const { iss, sub, aud, exp } = part(assertion.split('.')[1]);
    const audience = Array.isArray(aud) ? String(aud[0]) : String(aud);
    return { iss: String(iss), sub: String(sub), aud: audience, exp: Number(exp) };
  } catch {
    return undefined;
  }
}

/** Whether an assertion is signed RS256 by the key's owner. */
export function isSignedBy(assertion: string, publicKey: string): boolean {
  const [header, payload, signature] = assertion.split('.');
  try {
    if (part(header).alg !== 'RS256') return false;
    return verify(
      'RSA-SHA256',
      Buffer.from(`${header}.${payload}`),
      publicKey,
      Buffer.from(signature ?? '', 'base64url'),
    );
  } catch {
    return false;
  }
}

/** Why an assertion's time is refused; undefined when it is right. */
export function timeFault({ exp }: Claims, nowMs: number): string | undefined {
  const ahead = exp - nowMs / 1000;
  if (!(ahead > 0)) return 'expired authorization code';
  return ahead > MAX_AHEAD_S ? 'invalid assertion: exp is too far ahead' : undefined;
}
