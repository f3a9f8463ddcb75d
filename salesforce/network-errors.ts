import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { EndpointName } from './endpoints.ts';

/** Codes of Node and undici, by the beginning of the code; the first that fits. */
const BY_CODE: readonly (readonly [RegExp, ErrorKey])[] = [
  [/^(ENOTFOUND|EAI_)/, 'salesforce.dns'],
  [/^(ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT|EHOST|ENET)/, 'salesforce.unreachable'],
  [/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/, 'salesforce.tls'],
  [/^UND_ERR_RES_CONTENT_LENGTH/, 'salesforce.truncated'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_DESTROYED)/, 'salesforce.reset'],
  [/^(HPE_|UND_ERR_HEADERS_OVERFLOW|Z_)/, 'salesforce.badAnswer'],
  [/^UND_ERR_CLOSED/, 'salesforce.closed'],
];

/** What went wrong below HTTP. Only the code is kept: messages of the network layer may hold addresses. */
export function networkError(error: unknown, endpoint: EndpointName, phase: 'headers' | 'body'): AppError {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  const found = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'salesforce.network';
  const key = found === 'salesforce.reset' && phase === 'body' ? 'salesforce.truncated' : found;
  return new AppError(key, { details: { endpoint, reason: code } });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // A host with several addresses: one error for each.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return 'unknown';
}
