import type { ErrorEntry } from './entry.ts';
import { type ErrorKey, errorEntry } from './registry.ts';

/** Values that may be shown to a person, logged and stored in Temporal: never names, addresses or vendor bodies. */
export type SafeDetails = Record<string, string | number | boolean>;

/** What an error may carry. */
export interface AppErrorOptions {
  details?: SafeDetails;
  /** The earliest moment at which trying again makes sense. */
  retryAt?: Date;
  cause?: unknown;
}

/**
 * The only error that this package throws on purpose: a key of the registry plus safe details. Branch on `key`, which
 * stays; `entry` says cause and fix, `retryAt` when trying again makes sense. (`cause` is what JavaScript means by it.)
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  /** What happened, such as `store.unreachable`. */
  readonly key: ErrorKey;
  readonly details: SafeDetails;
  /** The earliest moment at which trying again makes sense, where that is known. */
  readonly retryAt: Date | undefined;

  constructor(key: ErrorKey, options: AppErrorOptions = {}) {
    super(describe(key, options.details ?? {}), options.cause === undefined ? undefined : { cause: options.cause });
    this.key = key;
    this.details = options.details ?? {};
    this.retryAt = options.retryAt;
  }

  /** Class, meaning, cause and fix, in words for a person (docs/errors.md). */
  get entry(): ErrorEntry {
    return errorEntry(this.key);
  }
}

/** True for every error that this package throws on purpose. */
export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

function describe(key: ErrorKey, details: SafeDetails): string {
  const pairs = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
  return pairs.length === 0 ? errorEntry(key).meaning : `${errorEntry(key).meaning} (${pairs.join(', ')})`;
}
