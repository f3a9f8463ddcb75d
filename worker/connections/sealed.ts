import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Sealed, type SealedFor, seal, unseal } from '../../model/envelope.ts';
import { AppError } from '../../model/errors/app-error.ts';
import type { KeyRing } from '../../model/key-ring.ts';
import type { UserTokens } from '../../salesforce/index.ts';

/** What a connection keeps secret; the address, so that a list can say whose it is. */
export interface ConnectionSecret extends UserTokens {
  /** Comparable form. */
  email: string;
}

const secret = z.object({
  email: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  instance: z.string(),
});

/** A connection's key: its seller's comparable address, hashed. */
export function connectionId(email: string): string {
  return createHash('sha256').update(email).digest('hex');
}

/** `place`: the database's name, so that a document copied into another one does not open. */
export function boundTo(place: string, id: string): SealedFor {
  return { purpose: 'salesforce-connection', place: `${place}/connections`, owner: id };
}

export function sealSecret(value: ConnectionSecret, ring: KeyRing, place: string): Sealed {
  return seal(JSON.stringify(value), ring, boundTo(place, connectionId(value.email)));
}

/** @throws AppError `connections.keyMissing`, `connections.unreadable` */
export function openSecret(sealed: Sealed, ring: KeyRing, place: string, id: string): ConnectionSecret {
  const text = unseal(sealed, ring, boundTo(place, id));
  const parsed = secret.safeParse(JSON.parse(text));
  if (!parsed.success) throw new AppError('connections.unreadable', { details: { key: sealed.key } });
  return parsed.data;
}
