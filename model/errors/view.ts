import type { AppError } from './app-error.ts';
import type { ErrorClass } from './entry.ts';

/** Members of `details` that replace or join a line of the registry's text. */
const SPOKEN: ReadonlySet<string> = new Set(['problem', 'cause', 'fix']);

export interface ErrorView {
  key: string;
  class: ErrorClass;
  message: string;
  cause: string;
  fix: string;
  details: Record<string, string | number | boolean>;
  retryAt: string | null;
}

/** An error as a person is told of it. */
export function errorView(error: AppError): ErrorView {
  const { details, entry } = error;
  const said = (name: string, fallback: string) => (typeof details[name] === 'string' ? details[name] : fallback);
  const problem = said('problem', '');
  return {
    key: error.key,
    class: entry.class,
    message: problem === '' ? entry.meaning : `${entry.meaning}: ${problem}`,
    cause: said('cause', entry.cause),
    fix: said('fix', entry.fix),
    details: Object.fromEntries(Object.entries(details).filter(([name]) => !SPOKEN.has(name))),
    retryAt: error.retryAt?.toISOString() ?? null,
  };
}
