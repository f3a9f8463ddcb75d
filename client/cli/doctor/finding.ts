import type { CheckId } from '../../../model/doctor/checks.ts';
import { type Finding, findingOf } from '../../../model/doctor/finding.ts';
import { EXIT } from '../lib/exit-codes.ts';
import { normalize } from '../lib/normalize.ts';

/** Runs one check; whatever it throws is its finding. */
export async function check(id: CheckId, body: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await body()].flat();
  } catch (error) {
    return [findingOf(id, normalize(error))];
  }
}

/** Ids of what we ourselves were told wrong, as opposed to what a server lacks. */
const OURS = /^(environment|settings\.)/;

/** Undefined: nothing failed. A server that does not answer outweighs all else: other checks could not be made. */
export function doctorExitCode(findings: readonly Pick<Finding, 'id' | 'status'>[]): number | undefined {
  if (findings.some(({ status }) => status === 'unreachable')) return EXIT.unreachable;
  const failed = findings.filter(({ status }) => status === 'fail');
  if (failed.some(({ id }) => OURS.test(id))) return EXIT.usage;
  return failed.length > 0 ? EXIT.failed : undefined;
}
