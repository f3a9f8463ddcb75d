import { AppError } from '../model/errors/app-error.ts';

/** One link of a chain did not work; the message is one plain sentence for a person. */
export class LinkFailed extends Error {
  override readonly name = 'LinkFailed';
}

/** The stack cannot go on: what happened and what to do. */
export function stackError(cause: string, fix: string, error?: unknown): AppError {
  return new AppError('local.missing', { details: { cause, fix }, cause: error });
}

const NETWORK = /ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|error sending request|dns error/i;

/** Why a download failed, in a few words. */
export function downloadReason(output: string): string {
  return NETWORK.test(output) ? 'no network, or its vendor does not answer' : oneLine(output, 120);
}

/** First line of any error, without addresses of servers: a registry's host helps nobody here. */
export function oneLine(error: unknown, limit = 200): string {
  const text = error instanceof Error ? error.message : String(error);
  const first = text.split('\n').find((line) => line.trim() !== '') ?? 'unknown error';
  const plain = first
    .trim()
    .replace(/https?:\/\/\S+/g, '(address)')
    .replace(/\.$/, '');
  return plain.length > limit ? `${plain.slice(0, limit)}…` : plain;
}
