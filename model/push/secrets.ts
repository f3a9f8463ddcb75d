import { z } from 'zod';

const SECRET = /^[A-Za-z0-9_-]{24,128}$/;
/** While it is changed: the new one and the old one. */
const MOST = 2;

/** `PUSH_SECRET`: they stand in a header or in the path of an address, so no character of them needs a code there. */
export const pushSecrets = z
  .string()
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .refine((secrets) => secrets.length <= MOST && secrets.every((secret) => SECRET.test(secret)), {
    message: 'one secret of 24 to 128 letters, digits, _ or -, or two separated by a comma',
  });
