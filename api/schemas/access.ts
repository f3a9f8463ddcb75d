import { z } from 'zod';
import { SCOPES } from '../../model/access/scope.ts';
import { moment } from './common.ts';

const scope = z.enum(SCOPES).meta({ description: 'viewer looks, operator works, admin decides' });

/** A token, without its secret. */
export const accessToken = z
  .object({
    id: z.string(),
    name: z.string(),
    scope,
    createdBy: z.string(),
    createdAt: moment,
    expiresAt: moment.nullable(),
    revokedAt: moment.nullable(),
    lastUsedAt: moment.nullable(),
    active: z.boolean(),
  })
  .meta({ id: 'AccessToken' });

export type AccessToken = z.output<typeof accessToken>;

export const newAccessToken = z.strictObject({
  name: z.string().min(1).max(64),
  scope,
  expiresInDays: z.number().int().min(1).max(3_650).optional(),
});

/** With the secret, which is told this once. */
export const madeAccessToken = accessToken.extend({ token: z.string() }).meta({ id: 'MadeAccessToken' });

/** One of the two. */
export const signIn = z.union([
  z.strictObject({ token: z.string().min(1).max(200) }),
  z.strictObject({ code: z.string().min(1).max(200) }),
]);

export const session = z
  .object({
    actor: z.object({ name: z.string(), scope }),
    csrf: z
      .string()
      .nullable()
      .meta({ description: 'For the header x-csrf-token of writes; null: a token needs none' }),
    until: moment.nullable().meta({ description: 'When it ends whatever is done' }),
  })
  .meta({ id: 'Session' });

export type Session = z.output<typeof session>;
