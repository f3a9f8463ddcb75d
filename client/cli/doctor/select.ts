import { CHECK_IDS, type CheckId, checkEntry } from '../../../model/doctor/checks.ts';
import { type Finding, isPassed, skipped } from '../../../model/doctor/finding.ts';
import { usage } from '../lib/normalize.ts';

/** The checks named by ids or their beginnings, such as `marketo.right`; all without a name. @throws AppError `usage.wrong` */
export function selectChecks(names: readonly string[]): ReadonlySet<CheckId> {
  if (names.length === 0) return new Set(CHECK_IDS);
  return new Set(
    names.flatMap((name) => {
      const found = CHECK_IDS.filter((id) => id === name || id.startsWith(`${name}.`));
      if (found.length === 0)
        throw usage(`there is no check ${JSON.stringify(name)}`, 'docs/doctor.md lists every check.');
      return found;
    }),
  );
}

/**
 * One finding at least for each check that was wanted, in the order of the table: those that nobody came to are skipped,
 * because the one that they need did not go well.
 */
export function complete(findings: readonly Finding[], wanted: ReadonlySet<CheckId>): Finding[] {
  const found = new Map<CheckId, Finding[]>();
  for (const finding of findings) found.set(finding.id, [...(found.get(finding.id) ?? []), finding]);
  const all: Finding[] = [];
  for (const id of CHECK_IDS) {
    if (!wanted.has(id)) continue;
    all.push(...(found.get(id) ?? [skipped(id, reasonOf(id, found))]));
  }
  return all;
}

/** The first check on the way that stopped it. */
function reasonOf(id: CheckId, found: ReadonlyMap<CheckId, readonly Finding[]>): string {
  for (let at = needOf(id); at !== undefined; at = needOf(at)) {
    const own = found.get(at);
    const notMade = own?.find(({ status }) => status === 'skipped');
    if (notMade !== undefined) return notMade.message;
    if (own !== undefined && !own.every(isPassed)) return `needs ${at}, which failed`;
  }
  return 'what it needs was not found out';
}

function needOf(id: CheckId): CheckId | undefined {
  const needed = checkEntry(id).needs;
  return CHECK_IDS.find((one) => one === needed);
}
