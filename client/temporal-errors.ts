import { isGrpcServiceError, ServiceError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError, rootCause } from '@temporalio/common';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import { type ErrorKey, isErrorKey } from '../model/errors/registry.ts';

/** gRPC status codes of the answers that have a meaning of their own. */
const BY_STATUS: Record<number, ErrorKey> = {
  4: 'temporal.unreachable', // DEADLINE_EXCEEDED
  5: 'temporal.namespaceMissing', // NOT_FOUND
  7: 'temporal.denied', // PERMISSION_DENIED
  14: 'temporal.unreachable', // UNAVAILABLE
  16: 'temporal.denied', // UNAUTHENTICATED
};

/** Runs a call to Temporal; its errors come out as entries of the registry. */
export async function temporalErrors<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toAppError(error);
  }
}

export function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  if (error instanceof WorkflowUpdateFailedError) {
    const type = failureType(error);
    return new AppError(type !== undefined && isErrorKey(type) ? type : 'temporal.failed', { cause: error });
  }
  if (error instanceof NamespaceNotFoundError) return new AppError('temporal.namespaceMissing', { cause: error });
  const grpc = error instanceof ServiceError ? error.cause : error;
  if (isGrpcServiceError(grpc)) {
    // A wrong search attribute is told by an INVALID_ARGUMENT whose text names it.
    if (grpc.code === 3 && /search attribute/i.test(grpc.details))
      return new AppError('temporal.searchAttributesMissing');
    const key = BY_STATUS[grpc.code] ?? 'temporal.failed';
    return new AppError(key, { details: { status: grpc.code }, cause: error });
  }
  return new AppError('temporal.unreachable', { cause: error });
}

function failureType(error: Error): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ApplicationFailure) return at.type ?? undefined;
  }
  return rootCause(error) === undefined ? undefined : 'temporal.failed';
}
