import type { Finding } from '../../../model/doctor/finding.ts';
import type { Style } from '../lib/style.ts';

/** What a person reads; checks that were skipped for the same reason share a line. */
export function reportLines(findings: readonly Finding[], style: Style): string[] {
  const made = findings.filter(({ status }) => status !== 'skipped');
  const reasons = new Map<string, string[]>();
  for (const { id, status, message } of findings) {
    if (status === 'skipped') reasons.set(message, [...(reasons.get(message) ?? []), id]);
  }
  return [
    ...made.flatMap((one) => findingLines(one, style)),
    ...[...reasons].map(([reason, ids]) => `skip  ${ids.join(', ')}: ${reason}`),
  ];
}

export function findingLines({ id, status, message, cause, fix }: Finding, style: Style): string[] {
  const mark = {
    ok: style.good('ok  '),
    warn: style.warn('warn'),
    fail: style.bad('fail'),
    unreachable: style.bad('fail'),
    skipped: 'skip',
  }[status];
  const more = [
    ...(cause === undefined ? [] : [`      Cause: ${cause}`]),
    ...(fix === undefined ? [] : [`      Fix: ${fix}`]),
  ];
  return [`${mark}  ${id}: ${message}`, ...more];
}

export function summary(findings: readonly Finding[]): string {
  const made = findings.filter(({ status }) => status !== 'skipped').length;
  const warnings = findings.filter(({ status }) => status === 'warn').length;
  const bad = findings.filter(({ status }) => status === 'fail' || status === 'unreachable').length;
  if (bad > 0) return `${bad} of ${made} checks failed.`;
  return warnings > 0 ? `Everything works; ${warnings} of ${made} checks have a warning.` : 'Everything works.';
}
