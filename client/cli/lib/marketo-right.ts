import { AppError, isAppError } from '../../../model/errors/app-error.ts';

/** 603 does not say what is missing; the call that got it does. @throws AppError `marketo.603` with the right named */
export async function withRight<T>(right: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw isAppError(error) && error.key === 'marketo.603' ? missingRight(right) : error;
  }
}

export function missingRight(right: string): AppError {
  const fix = `In Marketo’s Admin, Users & Roles, give the API user’s role the permission “${right}”; check the IP allowlist.`;
  return new AppError('marketo.603', { details: { problem: `the permission “${right}” is missing`, fix } });
}
