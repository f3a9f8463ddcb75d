import { z } from 'zod';

/** As npm orders them. */
const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What `npm audit --json` prints (auditReportVersion 2), as far as it is judged. */
const advisory = z.object({
  source: z.union([z.number(), z.string()]),
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.enum(SEVERITIES),
});
const report = z.object({
  auditReportVersion: z.literal(2),
  // A text in `via` names the package that brings the advisory, which has an entry of its own.
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisory])) })),
});
/** What it prints where the registry did not answer with a report. */
const refusal = z.object({ message: z.string(), statusCode: z.number().optional() });

/** Advisories that are known and borne for a time: `scripts/accepted-advisories.json`. */
export const acceptedList = z.array(
  z.strictObject({
    /** `GHSA-…`, the last part of the advisory's address. */
    advisory: z.string().min(1),
    reason: z.string().min(10),
    /** The last day on which it is borne. */
    until: z.iso.date(),
  }),
);
export type Accepted = z.output<typeof acceptedList>[number];

export interface Finding {
  advisory: string;
  package: string;
  severity: Severity;
  title: string;
}

/**
 * passed, failed: it was audited     skipped: nothing was audited, for the reason told
 * `lines`: what to print.
 */
export interface Verdict {
  outcome: 'passed' | 'failed' | 'skipped';
  lines: string[];
}

/** A registry that has no such service. */
const NO_AUDIT = [404, 405, 501];

/** Judges what npm printed; `threshold`: the least severity that fails. `today`: `YYYY-MM-DD`. */
export function judgeAudit(
  output: string,
  { accepted, threshold, today }: { accepted: readonly Accepted[]; threshold: Severity; today: string },
): Verdict {
  const printed = parseJson(output);
  const found = report.safeParse(printed);
  if (!found.success) return withoutReport(printed);
  const findings = findingsOf(found.data);
  const grave = findings.filter(({ severity }) => rank(severity) >= rank(threshold));
  const lines: string[] = [];
  let failed = 0;
  for (const finding of grave) {
    const entry = accepted.find((one) => one.advisory === finding.advisory);
    const isBorne = entry !== undefined && entry.until >= today;
    if (!isBorne) failed += 1;
    const note =
      entry === undefined ? '' : isBorne ? ` (accepted until ${entry.until}: ${entry.reason})` : expired(entry);
    lines.push(`${isBorne ? 'accepted' : 'FOUND'} ${text(finding)}${note}`);
  }
  for (const finding of findings) if (!grave.includes(finding)) lines.push(`below ${threshold}: ${text(finding)}`);
  for (const { advisory: id } of accepted) {
    if (!findings.some((finding) => finding.advisory === id)) lines.push(`accepted, but not found any more: ${id}`);
  }
  lines.push(`${findings.length} advisories, ${failed} that may not be`);
  return { outcome: failed === 0 ? 'passed' : 'failed', lines };
}

function withoutReport(printed: unknown): Verdict {
  const refused = refusal.safeParse(printed);
  if (!refused.success) return { outcome: 'failed', lines: ['npm audit printed something that is no report'] };
  // Never its message: it names the address that was asked.
  const { statusCode } = refused.data;
  const why =
    statusCode !== undefined && NO_AUDIT.includes(statusCode)
      ? `the registry offers no audit (HTTP ${statusCode})`
      : `the registry could not be asked (${statusCode === undefined ? 'no answer' : `HTTP ${statusCode}`})`;
  return { outcome: 'skipped', lines: [`skipped: ${why}`] };
}

/** Each advisory of each package once. */
function findingsOf({ vulnerabilities }: z.output<typeof report>): Finding[] {
  const all = Object.values(vulnerabilities).flatMap(({ via }) =>
    via.flatMap((one): Finding[] => {
      if (typeof one === 'string') return [];
      const id = one.url.split('/').at(-1) ?? '';
      return [
        { advisory: id === '' ? String(one.source) : id, package: one.name, severity: one.severity, title: one.title },
      ];
    }),
  );
  const unique = new Map(all.map((finding) => [`${finding.advisory} ${finding.package}`, finding]));
  return [...unique.values()].sort((one, other) => rank(other.severity) - rank(one.severity));
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const text = (finding: Finding): string =>
  `${finding.severity} ${finding.package}: ${finding.title} (${finding.advisory})`;
const expired = ({ until }: Accepted): string => ` (was accepted until ${until})`;

function parseJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}
