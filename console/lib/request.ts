import { type Fault, faultOf, UNREACHABLE } from './fault.ts';

export type Outcome<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the session gives to requests, and what it wants to know of them. */
export const connection: { csrf: string | null; onSignedOut: () => void } = { csrf: null, onSignedOut: () => {} };

/**
 * Asks the API. Errors are values, told in its own words; an aborted request never settles, because nobody waits.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<Outcome<T>> {
  let answer: Response;
  try {
    answer = await fetch(path, init(method, options));
  } catch {
    if (options.signal?.aborted) return new Promise(() => {});
    return { ok: false, fault: UNREACHABLE };
  }
  const body: unknown = await answer.json().catch(() => null);
  if (options.signal?.aborted) return new Promise(() => {});
  if (answer.ok) return { ok: true, value: body as T };
  if (answer.status === 401) connection.onSignedOut();
  return { ok: false, fault: faultOf(answer.status, body) };
}

function init(method: Method, { body, signal, headers = {} }: RequestOptions): RequestInit {
  const changes = method !== 'GET';
  return {
    method,
    credentials: 'same-origin',
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(changes && connection.csrf !== null && { 'x-csrf-token': connection.csrf }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  };
}

/** A path with a query; members that are undefined, null or empty are left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | null | undefined>): string {
  const told = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(told.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? path : `${path}?${text}`;
}
