import { z } from 'zod';
import { parseTimestamp } from './time.ts';

/** A time in one of Marketo's four forms (marketo-rest 2.1). */
export const timestamp = z.string().transform((text, context) => {
  const date = parseTimestamp(text);
  if (date !== null) return date;
  context.addIssue({ code: 'custom', message: 'not a timestamp' });
  return z.NEVER;
});
