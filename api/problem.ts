import { AppError, type SafeDetails } from '../model/errors/app-error.ts';
import type { ErrorClass } from '../model/errors/entry.ts';
import type { ErrorKey } from '../model/errors/registry.ts';
import { errorView } from '../model/errors/view.ts';
import type { Problem } from './schemas/problem.ts';

const BY_KEY: Partial<Record<ErrorKey, number>> = {
  'api.invalid': 400,
  'api.json': 400,
  'api.unauthenticated': 401,
  'api.forbidden': 403,
  'api.csrf': 403,
  'api.host': 421,
  'api.signIn': 401,
  'access.unknown': 404,
  'api.notFound': 404,
  'api.method': 405,
  'api.tooLarge': 413,
  'api.contentType': 415,
  'api.idempotencyOpen': 409,
  'api.idempotencyGone': 409,
  'api.unavailable': 503,
  'push.secret': 401,
  'push.body': 400,
  'api.slow': 504,
  'person.unknown': 404,
  'activity.unknown': 404,
  'task.unknown': 404,
  'config.settingUnknown': 404,
  'config.setting': 422,
  'config.settingsFile': 422,
  'panel.badRequest': 422,
  'unsubscribes.reasonMissing': 422,
};

/** Where the key says nothing: what the class asks for. */
const BY_CLASS: Record<ErrorClass, number> = {
  retry: 503,
  rate: 429,
  quota: 429,
  auth: 502,
  record: 422,
  config: 409,
  bug: 500,
};

export const PROBLEM_TYPE = 'application/problem+json';

/** Where one member of a request is wrong, and how. */
export interface MemberProblem {
  /** Path of the member, such as `body.people.0`. */
  at: string;
  reason: string;
}

/** An error as the API tells it (RFC 9457). `request`: its id, which the log has too. */
export function problemOf(error: AppError, request: string, problems: readonly MemberProblem[] = []): Problem {
  const { key, class: errorClass, message, cause, fix, details, retryAt } = errorView(error);
  return {
    type: `urn:actions-sync:error:${key}`,
    title: message,
    status: statusOf(error),
    detail: `${cause} ${fix}`,
    instance: `urn:actions-sync:request:${request}`,
    key,
    class: errorClass,
    cause,
    fix,
    details,
    retryAt,
    ...(problems.length > 0 && { problems: [...problems] }),
  };
}

export function statusOf(error: AppError): number {
  return BY_KEY[error.key] ?? BY_CLASS[error.entry.class];
}

/** Seconds until trying again makes sense; null: nobody knows. */
export function retryAfterSeconds(error: AppError, now: Date): number | null {
  if (error.retryAt !== undefined) return Math.max(1, Math.ceil((error.retryAt.getTime() - now.getTime()) / 1_000));
  return statusOf(error) === 503 ? 5 : null;
}

/** Shorthand for what routes refuse themselves. */
export function refusal(key: ErrorKey, details: SafeDetails = {}): AppError {
  return new AppError(key, { details });
}
