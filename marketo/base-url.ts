import { AppError } from '../model/errors/app-error.ts';

/** Paths that say nothing wrong: Admin shows the endpoint with `/rest` at its end (marketo-rest 1.1). */
const HARMLESS_PATHS = new Set(['', '/rest']);

/**
 * The instance's origin, such as `https://123-ABC-456.mktorest.com`.
 * @throws AppError `marketo.baseUrl`; its details never hold the text given, which may contain a password
 */
export function originOf(baseUrl: string): string {
  const url = URL.canParse(baseUrl.trim()) ? new URL(baseUrl.trim()) : null;
  if (url === null) throw refused('not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('not https');
  if (url.username !== '' || url.password !== '') throw refused('user or password in the URL');
  if (url.search !== '' || url.hash !== '') throw refused('query or fragment in the URL');
  if (!HARMLESS_PATHS.has(url.pathname.replace(/\/+$/, ''))) throw refused('path in the URL');
  return url.origin;
}

/** Whether packing answers would only cost time, because they never leave this machine. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

const refused = (problem: string) => new AppError('marketo.baseUrl', { details: { problem } });
