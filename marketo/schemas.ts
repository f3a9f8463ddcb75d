import { z } from 'zod';
import { isMarketoId, type MarketoId } from '../model/ids.ts';
import { parseTimestamp } from './time.ts';

/** A time in one of Marketo's four forms (marketo-rest 2.1). */
export const timestamp = z.string().transform((text, context) => {
  const date = parseTimestamp(text);
  if (date !== null) return date;
  context.addIssue({ code: 'custom', message: 'not a timestamp' });
  return z.NEVER;
});

export const marketoId = z.custom<MarketoId>(isMarketoId);

/** A text that some instances send as a number and others leave out or empty. */
export const textOrNull = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === '' || value === null || value === undefined ? null : String(value)));
