import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { AppError } from '../model/errors/app-error.ts';

/** Server codes that mean "these credentials won't do": AuthenticationFailed, Unauthorized, Atlas' own. */
const AUTH_CODES: ReadonlySet<number> = new Set([18, 13, 8000]);
/** Server codes of a server that is stepping down, shutting down or not primary (the driver's own retryable list). */
const AWAY_CODES: ReadonlySet<number> = new Set([
  6, 7, 64, 89, 91, 134, 189, 262, 317, 358, 384, 9001, 10107, 11600, 11602, 13435, 13436,
]);
/** Driver errors that are about the connection, by name: not all of these classes are exported. */
const CONNECTION_ERRORS: ReadonlySet<string> = new Set([
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoServerClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);
const DUPLICATE_KEY = 11_000;
/** A document above 16 MB: BSONObjectTooLarge, and what an update says of its result. */
const TOO_LARGE: ReadonlySet<unknown> = new Set([10334, 17419, 17420]);

/**
 * The one place where an error of the driver becomes ours. Runs `work`; `operation` is the name that people see.
 * The driver's error is not kept as cause: it can hold documents, and a cause travels into Temporal's history.
 * @throws AppError `store.unreachable`, `store.auth`, `store.failed`
 */
export async function run<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(operation, error);
  }
}

/** Anything that is not the driver's (an abort, an AppError) comes back unchanged. */
export function toAppError(operation: string, thrown: unknown): unknown {
  const error = unwrap(thrown);
  if (isOfSocket(error)) return new AppError('store.unreachable', { details: { operation } });
  if (!(error instanceof MongoError)) return thrown;
  if (isAuth(error)) return new AppError('store.auth', { details: { operation } });
  if (isUnreachable(error)) return new AppError('store.unreachable', { details: { operation } });
  return new AppError('store.failed', { details: { operation, code: error.code ?? error.name } });
}

/** 11000, also inside a bulk: two first inserts at once, or a unique index. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** Positions of a bulk's operations that failed for 11000 alone; null when something else failed too. */
export function duplicateKeyIndexes(error: unknown): number[] | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  const other = errors.length === 0 || errors.some((one) => one.code !== DUPLICATE_KEY);
  return other || error.result.getWriteConcernError() !== undefined ? null : errors.map((one) => one.index);
}

/** A document, alone or in a bulk, would have become larger than MongoDB takes. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof MongoError && TOO_LARGE.has(error.code);
}

/** The driver puts any error of a bulk, a lost connection too, inside a `MongoBulkWriteError`. */
function unwrap(error: unknown): unknown {
  if (!(error instanceof MongoBulkWriteError)) return error;
  const inner: unknown = error.errorResponse;
  return inner instanceof MongoError ? inner : error;
}

/**
 * Node's own error, which the driver lets pass where a write fails at once: it then waits for the socket's `drain` and is
 * told `error` (7.9, `Connection.writeCommand`). A connection that was reset while the process slept ends so.
 */
function isOfSocket(error: unknown): boolean {
  return error instanceof Error && !(error instanceof MongoError) && 'syscall' in error;
}

function isAuth(error: MongoError): boolean {
  return AUTH_CODES.has(Number(error.code)) || /auth/i.test(error.name);
}

function isUnreachable(error: MongoError): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    CONNECTION_ERRORS.has(error.name) ||
    AWAY_CODES.has(Number(error.code)) ||
    error.hasErrorLabel('RetryableWriteError')
  );
}
