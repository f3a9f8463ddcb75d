import { type Finding, fail, ok } from '../../../model/doctor/finding.ts';
import { type Environment, readEnvironment } from '../../../model/env.ts';
import { isAppError } from '../../../model/errors/app-error.ts';

const NEEDED = ['MONGODB_URI', 'MARKETO_BASE_URL', 'MARKETO_CLIENT_ID', 'MARKETO_CLIENT_SECRET'] as const;

/** The environment without its bad variables, so that the other checks can go on, and what is bad about them. */
export function checkEnvironment(given: NodeJS.ProcessEnv): { env: Environment; findings: Finding[] } {
  try {
    return { env: readEnvironment(given, NEEDED), findings: [ok('environment', 'all variables are well formed')] };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const bad = new Set(Object.keys(error.details));
    const rest = Object.fromEntries(
      Object.entries(given).filter(([name]) => !bad.has(name) && !isHalfGiven(name, bad)),
    );
    const { cause, fix } = error.entry;
    const findings = Object.entries(error.details).map(([name, problem]) =>
      fail('environment', `${name} ${problem}`, cause, fix),
    );
    return { env: readEnvironment(rest), findings };
  }
}

/** Salesforce's variables belong together: without a bad one the others would be too few. */
function isHalfGiven(name: string, bad: ReadonlySet<string>): boolean {
  return name.startsWith('SALESFORCE_') && [...bad].some((one) => one.startsWith('SALESFORCE_'));
}
