import { z } from 'zod';

const URL_VARIABLE = 'ALERT_WEBHOOK_URL';
const SECRET_VARIABLE = 'ALERT_WEBHOOK_SECRET';

/** As libraries for Standard Webhooks write a secret: base64 of 24 to 64 bytes behind the prefix. */
const PREFIX = 'whsec_';
const LEAST_BYTES = 24;

export const webhookUrl = z
  .string()
  .trim()
  .refine((value) => URL.canParse(value) && isWebAddress(new URL(value)), {
    message: 'an address such as https://alerts.example.com/actions-sync, without user and password',
  });

export const webhookSecret = z
  .string()
  .trim()
  .refine((value) => webhookKey(value).length >= LEAST_BYTES, {
    message: `at least ${LEAST_BYTES} characters, or ${PREFIX} and base64 of as many bytes`,
  });

function isWebAddress({ protocol, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && username === '' && password === '';
}

/** The key that signs: what is behind `whsec_`, decoded, or the text itself. */
export function webhookKey(secret: string): Buffer {
  return secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret, 'utf8');
}

/** Both or none: problems by name of the variable. */
export function webhookProblems(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const [isUrl, isSecret] = [given[URL_VARIABLE] !== undefined, given[SECRET_VARIABLE] !== undefined];
  if (isUrl === isSecret) return {};
  return isUrl
    ? { [SECRET_VARIABLE]: `is not set: with ${URL_VARIABLE} it signs what is sent` }
    : { [URL_VARIABLE]: `is not set, ${SECRET_VARIABLE} is` };
}
