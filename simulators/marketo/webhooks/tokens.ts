import type { Value } from '../../lib/population/value.ts';
import { FIELDS } from '../people/fields.ts';
import type { Webhook } from './schema.ts';

const TOKEN = /\{\{lead\.([^}:]+)(?::default=([^}]*))?\}\}/gi;
const FIELD_BY_LABEL = new Map(FIELDS.map((field) => [field.displayName.toLowerCase(), field]));
const NUMBERS = new Set(['integer', 'float', 'currency', 'score', 'percent']);

type Read = (field: string) => Value;

/** Puts a person's values into an address or a header, as they are. */
export function fill(text: string, read: Read): string {
  return text.replaceAll(
    TOKEN,
    (_, label: string, fallback: string | undefined) => tokenValue(label, fallback, read).text,
  );
}

/** The same for a payload: JSON encoding puts texts into double quotes, forms are percent-encoded (W5, W6). */
export function fillPayload({ template, encoding }: Pick<Webhook, 'template' | 'encoding'>, read: Read): string {
  return template.replaceAll(TOKEN, (_, label: string, fallback: string | undefined) => {
    const { text, isText } = tokenValue(label, fallback, read);
    if (encoding === 'json') return isText ? JSON.stringify(text) : text;
    return encoding === 'form' ? new URLSearchParams([['', text]]).toString().slice(1) : text;
  });
}

/** A label that nobody has reads as nothing, as an empty field does. */
function tokenValue(label: string, fallback: string | undefined, read: Read): { text: string; isText: boolean } {
  const field = FIELD_BY_LABEL.get(label.trim().toLowerCase());
  const value = field?.name === undefined || field.name === null ? null : read(field.name);
  const isText = value === null || field === undefined || !NUMBERS.has(field.dataType);
  return { text: value === null ? (fallback ?? '') : String(value), isText };
}
