import { AppError } from '../model/errors/app-error.ts';
import { isLoopbackHost } from '../net/addresses.ts';
import { checkAddress } from '../net/outgoing.ts';

/** Paths that say nothing wrong: Admin shows the endpoint with `/rest` at its end (marketo-rest 1.1). */
const HARMLESS_PATHS = new Set(['', '/rest']);

/**
 * The instance's origin, such as `https://123-ABC-456.mktorest.com`.
 * @throws AppError `marketo.baseUrl`; its details never hold the text given, which may contain a password
 */
export function originOf(baseUrl: string, privateHosts: readonly string[] = []): string {
  const checked = checkAddress(baseUrl, privateHosts);
  if ('problem' in checked) throw refused(checked.problem);
  const { url } = checked;
  if (url.search !== '' || url.hash !== '') throw refused('query or fragment in the URL');
  if (!HARMLESS_PATHS.has(url.pathname.replace(/\/+$/, ''))) throw refused('path in the URL');
  return url.origin;
}

/** Whether packing answers would only cost time, because they never leave this machine. */
export function isLoopback(origin: string): boolean {
  return isLoopbackHost(new URL(origin).hostname);
}

const refused = (problem: string) => new AppError('marketo.baseUrl', { details: { problem } });
