import type { FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../../net/addresses.ts';
import { refusal } from '../problem.ts';
import { type AccessSettings, isSecure } from './settings.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isWrite({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * A browser can be led here by a foreign page whose name was made to point at this machine. It sends that name, and what it
 * has of ours it sends to our own names alone. @throws AppError `api.host`
 */
export function checkHost({ headers }: FastifyRequest, { publicUrl }: AccessSettings): void {
  const host = headers.host ?? '';
  if (!URL.canParse(`http://${host}`)) throw refusal('api.host');
  if (isLoopbackHost(new URL(`http://${host}`).hostname)) return;
  if (publicUrl === null || new URL(publicUrl).host !== host.toLowerCase()) throw refusal('api.host');
}

/**
 * A browser sends the session's cookie whoever wrote the page; the token it doesn't, and the page's origin it can't forge.
 * @throws AppError `api.csrf`
 */
export function checkOrigin(request: FastifyRequest, csrf: string, settings: AccessSettings): void {
  if (!isWrite(request)) return;
  checkSameOrigin(request, settings);
  if (request.headers['x-csrf-token'] !== csrf) throw refusal('api.csrf');
}

/** Where a browser says whose page it is, it is ours. @throws AppError `api.csrf` */
export function checkSameOrigin({ headers }: FastifyRequest, settings: AccessSettings): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refusal('api.csrf');
  if (origin === undefined) return;
  const own = settings.publicUrl === null ? [] : [new URL(settings.publicUrl).origin];
  own.push(`${isSecure(settings) ? 'https' : 'http'}://${host ?? ''}`);
  if (!own.includes(origin)) throw refusal('api.csrf');
}
