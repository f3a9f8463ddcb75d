import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import type { EndpointName } from './endpoints.ts';

/** Codes of Node and undici, by the beginning of the code; the first that fits. */
const BY_CODE: readonly (readonly [RegExp, ErrorKey])[] = [
  [/^(ENOTFOUND|EAI_)/, 'marketo.dns'],
  [/^ECONNREFUSED$/, 'marketo.refused'],
  [/^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT|EHOST|ENET)/, 'marketo.unreachable'],
  [/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/, 'marketo.tls'],
  [/^UND_ERR_RES_CONTENT_LENGTH/, 'marketo.truncated'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)/, 'marketo.reset'],
  [/^(HPE_|UND_ERR_HEADERS_OVERFLOW|Z_)/, 'marketo.unreadable'],
  [/^(UND_ERR_CLOSED|UND_ERR_DESTROYED)/, 'marketo.closed'],
];

/** What went wrong below HTTP. Only the code is kept: messages of the network layer may hold addresses. */
export function networkError(error: unknown, endpoint: EndpointName, phase: 'headers' | 'body'): AppError {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  const found = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'marketo.network';
  const key = found === 'marketo.reset' && phase === 'body' ? 'marketo.truncated' : found;
  return new AppError(key, { details: { endpoint, reason: code } });
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // A host with several addresses: one error for each.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return 'unknown';
}
