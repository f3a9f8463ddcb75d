import { type ErrorKey, errorEntry } from './registry.ts';

/** Values that may be shown to a person, logged and stored in Temporal: never names, addresses or vendor bodies. */
export type SafeDetails = Record<string, string | number | boolean>;

export interface AppErrorOptions {
  details?: SafeDetails;
  /** The earliest moment at which trying again makes sense. */
  retryAt?: Date;
  cause?: unknown;
}

/** The only error that crosses a module's border: a key of the registry plus safe details. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly key: ErrorKey;
  readonly details: SafeDetails;
  readonly retryAt: Date | undefined;

  constructor(key: ErrorKey, options: AppErrorOptions = {}) {
    super(describe(key, options.details ?? {}), options.cause === undefined ? undefined : { cause: options.cause });
    this.key = key;
    this.details = options.details ?? {};
    this.retryAt = options.retryAt;
  }

  get entry() {
    return errorEntry(this.key);
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

function describe(key: ErrorKey, details: SafeDetails): string {
  const pairs = Object.entries(details).map(([name, value]) => `${name}: ${value}`);
  return pairs.length === 0 ? errorEntry(key).meaning : `${errorEntry(key).meaning} (${pairs.join(', ')})`;
}
