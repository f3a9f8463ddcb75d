import { cancellationDetails, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { AppError, isAppError } from '../model/errors/app-error.ts';
import type { ErrorClass } from '../model/errors/entry.ts';
import { rememberedOf } from '../model/errors/restored.ts';

/** Classes that trying again can heal; the others end the activity, and its workflow shows cause and fix. */
const RETRYABLE: Record<ErrorClass, boolean> = {
  retry: true,
  rate: true,
  quota: false,
  auth: false,
  record: false,
  config: false,
  bug: false,
};
/** A vendor may ask for hours; look again sooner (temporal-notes 1.5). */
const LONGEST_RETRY_MS = 5 * 60_000;

/** The one place where an error becomes a Temporal failure: registry key, safe message, nothing of a vendor's text. */
export const activityErrors: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      if (cancellationSignal().aborted) throw cancelled();
      throw toFailure(error);
    }
  },
};

function cancelled(): Error {
  // A worker that stops hands its work to the next one; only an admin's cancellation ends it.
  return cancellationDetails()?.cancelRequested
    ? new CancelledFailure('cancelled')
    : withoutStack(ApplicationFailure.retryable('The worker is stopping; the next attempt goes on', 'WorkerStopping'));
}

/** @returns a failure whose `type` is a key of the registry; its first detail is `{ class, fix, retryAt, remembered? }` */
export function toFailure(error: unknown): ApplicationFailure {
  const known = isAppError(error) ? error : new AppError('unexpected', { details: { kind: kindOf(error) } });
  const { class: errorClass, fix } = known.entry;
  const waitMs = known.retryAt === undefined ? undefined : known.retryAt.getTime() - Date.now();
  const remembered = rememberedOf(known.details);
  const failure = ApplicationFailure.create({
    type: known.key,
    message: known.message,
    nonRetryable: !RETRYABLE[errorClass],
    details: [
      {
        ...{ class: errorClass, fix, retryAt: known.retryAt?.toISOString() ?? null },
        ...(remembered === null ? {} : { remembered }),
      },
    ],
    ...(waitMs === undefined ? {} : { nextRetryDelay: Math.min(LONGEST_RETRY_MS, Math.max(100, waitMs)) }),
  });
  return withoutStack(failure);
}

/** Temporal would store the stack trace; it tells an operator nothing (design section 5). */
function withoutStack(failure: ApplicationFailure): ApplicationFailure {
  failure.stack = '';
  return failure;
}

/** The class of an unexpected error: its text may hold data of people. */
export function kindOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
