import { MAX_URL_BYTES } from './endpoints.ts';

/** Lists become one comma-separated value. */
export type Query = Readonly<Record<string, string | readonly (string | number)[]>>;

export interface EncodedRequest {
  method: 'GET' | 'POST';
  path: string;
  body: string | null;
  /** Of the body; null without one. */
  contentType: string | null;
}

/** GET, or POST with `_method=GET` and the query as a form where the address would be too long (marketo-rest 4.1). */
export function encodeRequest(path: string, query: Query): EncodedRequest {
  const encoded = Object.entries(query).map(([name, value]) => `${name}=${encodeValue(value)}`);
  const form = encoded.join('&');
  const address = form === '' ? path : `${path}?${form}`;
  // Everything is percent-encoded, so characters are bytes.
  if (address.length <= MAX_URL_BYTES) return { method: 'GET', path: address, body: null, contentType: null };
  return { method: 'POST', path: `${path}?_method=GET`, body: form, contentType: 'application/x-www-form-urlencoded' };
}

/** A call that changes something: its parameters go as JSON, or there are none. */
export function encodeAction(path: string, parameters?: object): EncodedRequest {
  if (parameters === undefined) return { method: 'POST', path, body: null, contentType: null };
  return { method: 'POST', path, body: JSON.stringify(parameters), contentType: 'application/json' };
}

/** The separating comma stays bare, as in Marketo's examples: encoded, 300 ids would be a fifth longer. */
function encodeValue(value: Query[string]): string {
  if (typeof value === 'string') return encodeURIComponent(value);
  return value.map((item) => (typeof item === 'number' ? item : encodeURIComponent(item))).join(',');
}
