import { CommanderError } from 'commander';
import { AppError, isAppError } from '../../../model/errors/app-error.ts';

/** gRPC: PERMISSION_DENIED and UNAUTHENTICATED. */
const DENIED: ReadonlySet<unknown> = new Set([7, 16]);

/** Anything thrown, as an entry of the registry. */
export function normalize(error: unknown): AppError {
  if (error instanceof CommanderError) return usage(commanderProblem(error.message));
  if (!isAppError(error)) return new AppError('unexpected', { details: { kind: kindOf(error) }, cause: error });
  if (error.key === 'temporal.failed' && DENIED.has(error.details.status)) {
    return new AppError('temporal.denied', { details: error.details, cause: error });
  }
  return error;
}

/** Wrong usage, said in our words; `fix` replaces the registry's where a better one is known. */
export function usage(problem: string, fix?: string): AppError {
  return new AppError('usage.wrong', { details: { problem, ...(fix === undefined ? {} : { fix }) } });
}

function commanderProblem(message: string): string {
  // commander puts its suggestion on a line of its own: "error: unknown command 'peple'\n(Did you mean people?)".
  const line = message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return withoutAddresses(line.trim());
}

/** An e-mail address typed as an argument is not repeated: output ends up in logs. */
export function withoutAddresses(text: string): string {
  return text.replaceAll(/[^\s'"(]+@[^\s'")]+/g, '…');
}

/** The class of an unexpected error alone: its text may hold data of people. */
function kindOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
